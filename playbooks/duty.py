"""Who is on duty: hours of the day in the house's own zone, substitutes, and roles that nobody fills."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, tzinfo

from domain.person import Person, Role
from domain.step import Playbook

LAST_MINUTE = "24:00"


def is_on_duty(person: Person, now: datetime, zone: tzinfo) -> bool:
    """Say whether ``now`` lies in the person's hours: from the first minute up to, not including, the last.

    Hours whose end is the earlier one wrap past midnight; equal ones and no hours at all mean always.
    """
    if person.hours is None:
        return True
    start, end = (_minutes(each) for each in person.hours)
    local = now.astimezone(zone)
    minute = local.hour * 60 + local.minute
    if start == end:
        return True
    return start <= minute < end if start < end else minute >= start or minute < end


def owner(people: Sequence[Person], role: Role, now: datetime, zone: tzinfo) -> str:
    """Return who answers for a role at ``now``, "" where nobody has it.

    That is the first of its people on duty, else the first substitute on duty (and the substitute's own, in turn);
    when all of them are off, the first of its people all the same: better woken than unheard.
    """
    first = [person for person in people if role in person.roles]
    for person in (*first, *_substitutes(first, people)):
        if is_on_duty(person, now, zone):
            return person.name
    return first[0].name if first else ""


def on_duty(people: Sequence[Person], roles: Iterable[Role], now: datetime, zone: tzinfo) -> tuple[str, ...]:
    """Return who answers for these roles at ``now``, in order of the roles, each name once."""
    names = (owner(people, role, now, zone) for role in roles)
    return tuple(dict.fromkeys(name for name in names if name))


def chain(people: Sequence[Person], escalation: Sequence[Role]) -> tuple[Role, ...]:
    """Return the escalation chain without the roles that nobody fills."""
    filled = {role for person in people for role in person.roles}
    return tuple(role for role in escalation if role in filled)


def unfilled_roles(
    playbooks: Iterable[Playbook], people: Sequence[Person], escalation: Sequence[Role] = ()
) -> Mapping[Role, tuple[str, ...]]:
    """Return the roles that nobody has, in the order of ``Role``, each with what asks for it.

    That is the ids of playbooks, and ``escalation`` for a role of the chain.
    """
    asked: dict[Role, dict[str, None]] = {role: {"escalation": None} for role in escalation}
    for playbook in playbooks:
        for step in playbook.steps:
            asked.setdefault(step.role, {})[playbook.id] = None
    filled = {role for person in people for role in person.roles}
    return {role: tuple(asked[role]) for role in Role if role in asked and role not in filled}


def _substitutes(first: Sequence[Person], people: Sequence[Person]) -> list[Person]:
    named = {person.name: person for person in people}
    found: dict[str, Person] = {}
    for person in first:
        substitute = named.get(person.substitute)
        while substitute is not None and substitute.name not in found:
            found[substitute.name] = substitute
            substitute = named.get(substitute.substitute)
    return list(found.values())


def _minutes(clock: str) -> int:
    if clock == LAST_MINUTE:
        return 24 * 60
    at = time.fromisoformat(clock)
    return at.hour * 60 + at.minute
