"""Deadlines: rows derived from an incident's document, so that a missed one is found from data after any restart."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DeadlineKind(StrEnum):
    """What falls due."""

    FIRST_RESPONSE = "first_response"
    HOLDING = "holding"
    ANSWER = "answer"
    STEP = "step"
    RESOLVE = "resolve"
    ACK_LAPSE = "ack_lapse"
    REMINDER = "reminder"


@dataclass(frozen=True, slots=True)
class Deadline:
    """One instant at which an incident needs something. ``key`` is unique inside the incident (``step:isolate@3``).

    ``about`` is the key of the deadline a reminder is for, or the step's id.
    """

    incident: int
    key: str
    kind: DeadlineKind
    due_at: datetime
    about: str = ""
