"""What happens when a deadline comes: a reminder is said quietly, one that passed raises the level and rings, once."""

from dataclasses import dataclass, replace
from datetime import datetime

from domain.deadline import Deadline, DeadlineKind
from domain.incident import EventKind, Incident, IncidentState, TimelineEntry
from domain.notice import NoticeKind
from domain.person import Role
from domain.step import StepState
from playbooks import duty, tellings
from playbooks.casework import replan
from playbooks.deadlines import deadlines
from playbooks.desk import Desk


@dataclass(frozen=True, slots=True)
class Telling:
    """One thing to say about an incident: ``key`` is unique inside it; only what rings names ``people``."""

    kind: NoticeKind
    key: str
    text: str
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fired:
    """What became of an incident whose deadlines came: at most one telling rings and at most one is quiet."""

    incident: Incident
    entries: tuple[TimelineEntry, ...]
    tellings: tuple[Telling, ...]


@dataclass(frozen=True, slots=True)
class _Due:
    """The deadlines that have come: ``passed`` ones escalate; ``reminded`` are the duties a reminder is for."""

    keys: tuple[str, ...]
    passed: tuple[Deadline, ...]
    lapses: tuple[Deadline, ...]
    reminded: tuple[Deadline, ...]


def fire(incident: Incident, desk: Desk, now: datetime) -> Fired | None:
    """Settle every deadline that has come by ``now``; None where none has.

    However many passed at one judgement, the level rises by one, the next role of the escalation chain and management
    are rung, and one ring names them all. A reminder of what passed meanwhile is dropped. Settled keys are kept in the
    document, so nothing fires twice, whatever was restarted in between.
    """
    due = _due(incident, desk, now)
    if not due.keys:
        return None
    after = replace(incident, settled_deadlines=(*incident.settled_deadlines, *due.keys))
    after = _lapse(after) if due.lapses else after
    after = _escalate(after, due, desk, now) if due.passed else after
    told = (_ring(incident, after, due, desk, now), _remind(incident, due, desk))
    return Fired(after, _entries(incident, after, due, desk, now), tuple(each for each in told if each is not None))


def first_to_ring(incident: Incident, desk: Desk, now: datetime) -> tuple[str, ...]:
    """Return who is rung by a first card, a reopening or a raise.

    That is the current role of the escalation chain, and whoever has a step to do before the first response falls due.
    """
    waiting = [step for step in incident.steps if step.state is StepState.OPEN]
    first = [step.due_at for step in waiting if step.settles is DeadlineKind.FIRST_RESPONSE]
    soon = [step.role for step in waiting if first and step.due_at <= min(first)]
    return duty.on_duty(desk.people, (*_current(incident, desk), *soon), now, desk.zone)


def _due(incident: Incident, desk: Desk, now: datetime) -> _Due:
    waiting = deadlines(incident, desk.scale)
    come = [each for each in waiting if each.due_at <= now]
    quiet = (DeadlineKind.REMINDER, DeadlineKind.ACK_LAPSE)
    reminders = {each.about for each in come if each.kind is DeadlineKind.REMINDER}
    return _Due(
        keys=tuple(each.key for each in come),
        passed=tuple(each for each in come if each.kind not in quiet),
        lapses=tuple(each for each in come if each.kind is DeadlineKind.ACK_LAPSE),
        reminded=tuple(each for each in waiting if each.key in reminders and each.due_at > now),
    )


def _current(incident: Incident, desk: Desk) -> tuple[Role, ...]:
    """Return the role of the escalation chain whose turn it is; the chain ends with its last."""
    chain = duty.chain(desk.people, desk.escalation)
    return chain[: incident.escalations + 1][-1:]


def _lapse(incident: Incident) -> Incident:
    given = incident.acknowledgement
    state = IncidentState.DETECTED if incident.state is IncidentState.ACKNOWLEDGED else incident.state
    return replace(incident, state=state, acknowledgement=given and replace(given, lapsed=True))


def _escalate(incident: Incident, due: _Due, desk: Desk, now: datetime) -> Incident:
    level = desk.scale.raised(incident.level)
    raised = replace(incident, escalations=incident.escalations + 1)
    if level.rank == incident.rank:
        return raised
    reason = tellings.late(incident, due.passed, desk, now)
    raised = replace(raised, level=level.id, rank=level.rank, level_reason=reason, proposed_level="")
    return replan(incident, raised, desk, now)


def _ring(before: Incident, after: Incident, due: _Due, desk: Desk, now: datetime) -> Telling | None:
    """Return the one ring for everything that passed or lapsed, None where only reminders came."""
    if not due.passed and not due.lapses:
        return None
    roles = _current(after, desk)
    people = duty.on_duty(desk.people, roles, now, desk.zone)
    said = [tellings.lapsed(before, desk, now)] if due.lapses else []
    if not due.passed:
        given = before.acknowledgement
        holder = (given.person,) if given else ()
        return Telling(NoticeKind.LAPSE, due.lapses[0].key, said[0], tuple(dict.fromkeys((*holder, *people))))
    said += [tellings.late(before, due.passed, desk, now), tellings.rise(before, after, desk)]
    said += [tellings.takes_over(roles, people, desk)] if people else []
    told = duty.on_duty(desk.people, [*roles, Role.MANAGEMENT], now, desk.zone)
    return Telling(NoticeKind.DEADLINE, due.passed[0].key, desk.say("", " ").join(said), told)


def _remind(incident: Incident, due: _Due, desk: Desk) -> Telling | None:
    if not due.reminded:
        return None
    key = f"reminder:{due.reminded[0].key}"
    return Telling(NoticeKind.THREAD, key, tellings.reminded(incident, due.reminded, desk))


def _entries(before: Incident, after: Incident, due: _Due, desk: Desk, now: datetime) -> tuple[TimelineEntry, ...]:
    entries = []
    if due.reminded:
        details: dict[str, object] = {"deadlines": [each.key for each in due.reminded]}
        entries.append(TimelineEntry(EventKind.REMINDED, now, details=details))
    if due.lapses:
        entries.append(TimelineEntry(EventKind.ACK_LAPSED, now, reason=tellings.lapsed(before, desk, now)))
    if due.passed:
        late = {each.key: int((now - each.due_at).total_seconds()) // 60 for each in due.passed}
        details = {"deadlines": list(late), "late_minutes": list(late.values())}
        reason = tellings.late(before, due.passed, desk, now)
        entries.append(TimelineEntry(EventKind.DEADLINE_PASSED, now, reason=reason, details=details))
    if after.rank > before.rank:
        change = {"from": before.level, "to": after.level}
        entries.append(TimelineEntry(EventKind.RAISED, now, reason=after.level_reason, details=change))
    return tuple(entries)
