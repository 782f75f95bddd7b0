"""The figures of one incident that key performance indicators are made of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.clock import MINUTE
from domain.incident import EventKind, Incident, TimelineEntry
from domain.step import StepState


@dataclass(frozen=True, slots=True)
class Figures:
    """Minutes from the first evidence to detection, and from there to the first acknowledgement (None = not yet).

    ``deadlines_kept`` are steps done in time, ``deadlines_missed`` deadlines that passed.
    """

    detect_minutes: float | None
    acknowledge_minutes: float | None
    deadlines_kept: int
    deadlines_missed: int


def figures(incident: Incident, timeline: Sequence[TimelineEntry], heard: Iterable[datetime]) -> Figures:
    """Return the figures of an incident; ``heard`` are the event times of its evidence that is still stored."""
    first_heard, first_taken = min(heard, default=None), _first(timeline, EventKind.ACKNOWLEDGED)
    detected = incident.detected_at
    done = [step for step in incident.steps if step.state is StepState.DONE and step.settled_at is not None]
    return Figures(
        detect_minutes=max(0.0, (detected - first_heard) / MINUTE) if first_heard else None,
        acknowledge_minutes=(first_taken - detected) / MINUTE if first_taken else None,
        deadlines_kept=sum(step.settled_at is not None and step.settled_at <= step.due_at for step in done),
        deadlines_missed=sum(entry.kind is EventKind.DEADLINE_PASSED for entry in timeline),
    )


def _first(timeline: Sequence[TimelineEntry], kind: EventKind) -> datetime | None:
    return min((entry.at for entry in timeline if entry.kind is kind), default=None)
