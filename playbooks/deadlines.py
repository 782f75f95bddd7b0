"""Deadlines of an incident, derived from its document alone, so that they can be rebuilt after any restart."""

from datetime import datetime, timedelta

from domain.deadline import Deadline, DeadlineKind
from domain.incident import Incident, IncidentState
from domain.level import Level, Scale
from domain.step import Step, StepState

LEAST_LEAD = timedelta(minutes=5)
MOST_LEAD = timedelta(hours=1)
ORDER = tuple(DeadlineKind)
"""What is named first of what falls due at one instant."""


def deadlines(incident: Incident, scale: Scale) -> tuple[Deadline, ...]:
    """Return everything that falls due and was not settled yet, earliest first; nothing of a closed incident.

    Keys carry how often the incident was reopened, and stay settled for ever in ``Incident.settled_deadlines``.
    """
    if not incident.is_open:
        return ()
    level = scale.get(incident.level)
    duties = _unsettled(incident, [*_steps(incident, level), *_first_response(incident, level), *_resolve(incident)])
    reminders = [] if incident.is_acknowledged else _reminders(duties, incident.detected_at)
    found = [*duties, *_unsettled(incident, [*reminders, *_lapse(incident)])]
    return tuple(sorted(found, key=lambda each: (each.due_at, ORDER.index(each.kind))))


def lead(length: timedelta) -> timedelta:
    """Return how long before its end a span is reminded of: a quarter of it, at least 5 minutes, at most an hour."""
    return min(max(length / 4, LEAST_LEAD), MOST_LEAD)


def _unsettled(incident: Incident, found: list[Deadline]) -> list[Deadline]:
    return [each for each in found if each.key not in incident.settled_deadlines]


def _key(incident: Incident, what: str) -> str:
    return f"{what}@{incident.reopened}"


def _steps(incident: Incident, level: Level) -> list[Deadline]:
    return [
        Deadline(incident.id, _key(incident, f"step:{step.id}"), kind, due, step.id)
        for step in incident.steps
        if step.state is StepState.OPEN
        for kind, due in [_kind_and_due(step, incident, level)]
    ]


def _kind_and_due(step: Step, incident: Incident, level: Level) -> tuple[DeadlineKind, datetime]:
    """Return what an open step is due as: a first response that was acknowledged waits one limit past the lapse."""
    if step.settles is not DeadlineKind.FIRST_RESPONSE:
        return step.settles or DeadlineKind.STEP, step.due_at
    kind = DeadlineKind.STEP if incident.is_acknowledged else DeadlineKind.FIRST_RESPONSE
    return kind, _after_lapse(incident, level, step.due_at)


def _first_response(incident: Incident, level: Level) -> list[Deadline]:
    """Return the bare first response of an incident whose plan has no step for it."""
    if incident.is_acknowledged or any(step.settles is DeadlineKind.FIRST_RESPONSE for step in incident.steps):
        return []
    due = _after_lapse(incident, level, incident.detected_at + level.first_response)
    return [Deadline(incident.id, _key(incident, "first_response"), DeadlineKind.FIRST_RESPONSE, due)]


def _after_lapse(incident: Incident, level: Level, due: datetime) -> datetime:
    acknowledgement = incident.acknowledgement
    return due if acknowledgement is None else max(due, acknowledgement.lapses_at + level.first_response)


def _resolve(incident: Incident) -> list[Deadline]:
    if incident.resolve_by is None or incident.state is IncidentState.RESOLVED:
        return []
    return [Deadline(incident.id, _key(incident, "resolve"), DeadlineKind.RESOLVE, incident.resolve_by)]


def _lapse(incident: Incident) -> list[Deadline]:
    """Return when the acknowledgement lapses, unless a step was marked since it was given."""
    given = incident.acknowledgement
    if given is None or given.lapsed:
        return []
    if any(step.settled_at is not None and step.settled_at >= given.at for step in incident.steps):
        return []
    key = _key(incident, f"ack_lapse:{given.at:%Y%m%dT%H%M%S}")
    return [Deadline(incident.id, key, DeadlineKind.ACK_LAPSE, given.lapses_at)]


def _reminders(duties: list[Deadline], detected_at: datetime) -> list[Deadline]:
    """Return one reminder for each duty; a span too short for the least lead has none."""
    timed = [(duty, duty.due_at - lead(duty.due_at - detected_at)) for duty in duties]
    return [
        Deadline(duty.incident, f"reminder:{duty.key}", DeadlineKind.REMINDER, at, duty.key)
        for duty, at in timed
        if at > detected_at
    ]
