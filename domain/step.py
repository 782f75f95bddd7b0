"""Playbooks and their steps: what to do, by whom, until when, and what done means."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.deadline import DeadlineKind
from domain.person import Role


@dataclass(frozen=True, slots=True)
class StepSpec:
    """A step as a playbook writes it; ``within`` counts from detection and never ends before the first response.

    It is asked for at ``levels`` (ids, empty = every level) and, where ``top`` is set, only at the so many highest
    levels of the scale. ``settles`` is the limit of the level that it meets when done: FIRST_RESPONSE, HOLDING or
    ANSWER; such a step is due when that limit is, and a HOLDING or ANSWER step is asked for wherever there is one.
    """

    id: str
    title: str
    done_means: str
    role: Role
    within: timedelta
    statement: str = ""
    levels: tuple[str, ...] = ()
    top: int = 0
    settles: DeadlineKind | None = None


@dataclass(frozen=True, slots=True)
class Playbook:
    """A plan (预案) for categories of crisis; ``industries`` empty means every industry."""

    id: str
    lang: str
    name: str
    categories: tuple[str, ...]
    steps: tuple[StepSpec, ...]
    statements: tuple[str, ...]
    industries: tuple[str, ...] = ()


class StepState(StrEnum):
    """Whether a step is still to do."""

    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Step:
    """A step of one incident: its owner by name ("" where nobody fills the role) and its deadline in aware UTC."""

    id: str
    title: str
    done_means: str
    role: Role
    owner: str
    due_at: datetime
    statement: str = ""
    settles: DeadlineKind | None = None
    state: StepState = StepState.OPEN
    settled_by: str = ""
    settled_at: datetime | None = None
    note: str = ""
