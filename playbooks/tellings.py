"""The sentences that reminders, passed deadlines and lapses are told in."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from domain.clock import MINUTE
from domain.deadline import Deadline, DeadlineKind
from domain.incident import Incident
from domain.person import Role
from playbooks.desk import Desk
from playbooks.words import listed, local, role_name, span

NAMES = {
    DeadlineKind.FIRST_RESPONSE: ("首次响应", "first response"),
    DeadlineKind.HOLDING: ("先行声明", "holding statement"),
    DeadlineKind.ANSWER: ("完整答复", "full public answer"),
    DeadlineKind.RESOLVE: ("事件解决", "solution"),
    DeadlineKind.STEP: ("步骤", "step"),
}

MOST_NAMED = 3
"""Duties that are named of those that fall due together; the incident's page has all."""


def reminded(incident: Incident, duties: Sequence[Deadline], desk: Desk) -> str:
    """Say what falls due soon, what is due together in one go."""
    groups = _grouped(incident, duties, desk, lambda duty: local(duty.due_at, desk.zone))
    said = [desk.say(f"{when} 前须完成{names}", f"due by {when}: {names}") for when, names in groups.items()]
    return desk.say(f"提醒：{'；'.join(said)}。", f"Reminder, {'; '.join(said)}.")


def late(incident: Incident, passed: Sequence[Deadline], desk: Desk, now: datetime) -> str:
    """Say what passed and by how much it is late."""
    groups = _grouped(incident, passed, desk, lambda duty: _by(duty, desk, now))
    said = [desk.say(f"{names}{by}", f"{by}: {names}") for by, names in groups.items()]
    text = desk.say(f"{'；'.join(said)}。", f"{'; '.join(said)}.")
    return text[0].upper() + text[1:]


def _by(duty: Deadline, desk: Desk, now: datetime) -> str:
    """Say how late a duty is; at the instant itself nothing is late yet."""
    if now - duty.due_at < MINUTE:
        return desk.say("时限已到", "due now")
    by = span(now - duty.due_at, desk.lang)
    return desk.say(f"已超时 {by}", f"late by {by}")


def lapsed(incident: Incident, desk: Desk, now: datetime) -> str:
    """Say whose acknowledgement lapsed and what that asks for."""
    given = incident.acknowledgement
    if given is None:
        return ""
    ago = span(now - given.at, desk.lang)
    return desk.say(
        f"{given.person} 于 {ago}前确认接手，此后没有步骤完成，确认已失效，请重新接手。",
        f"{given.person} acknowledged {ago} ago and no step was marked since: the acknowledgement lapsed and "
        "somebody has to take over.",
    )


def rise(before: Incident, after: Incident, desk: Desk) -> str:
    """Say how the level changed, or that it can't rise further."""
    old, new = (desk.level_name(desk.scale.get(each.level)) for each in (before, after))
    if before.rank == after.rank:
        return desk.say(f"等级已是最高（{new}）。", f"The level is the highest already ({new}).")
    return desk.say(f"等级由 {old} 升为 {new}。", f"The level rises from {old} to {new}.")


def takes_over(roles: Sequence[Role], people: Sequence[str], desk: Desk) -> str:
    """Say who has to act now; nothing where nobody could be named."""
    if not people:
        return ""
    named = listed([role_name(role, desk.lang) for role in roles], desk.lang)
    return desk.say(
        f"请{named} {people[0]} 立即接手，并告知管理层。",
        f"{named} {people[0]}, please take over now; management is told.",
    )


def _grouped(
    incident: Incident, duties: Sequence[Deadline], desk: Desk, by: Callable[[Deadline], str]
) -> Mapping[str, str]:
    """Return what the duties are called, listed together where ``by`` says the same of them; a long list is cut."""
    groups: dict[str, list[str]] = {}
    for duty in duties:
        groups.setdefault(by(duty), []).append(_name(duty, incident, desk))
    return {key: _listed(names, desk) for key, names in groups.items()}


def _listed(names: Sequence[str], desk: Desk) -> str:
    said = listed(tuple(names[:MOST_NAMED]), desk.lang)
    more = len(names) - MOST_NAMED
    return said + desk.say(f" 等 {len(names)} 项", f" and {more} more") if more > 0 else said


def _name(deadline: Deadline, incident: Incident, desk: Desk) -> str:
    """Return what a deadline is of, with title, role and owner where it is a step."""
    what = desk.say(*NAMES.get(deadline.kind, ("", "")))
    step = next((step for step in incident.steps if step.id == deadline.about), None)
    if step is None:
        return what
    owner = f"{role_name(step.role, desk.lang)} {step.owner}".strip()
    return desk.say(f"{what}“{step.title}”（{owner}）", f"{what} “{step.title}” ({owner})")
