"""Playbooks and their steps: what to do, by whom, until when, and what done means."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.person import Role


@dataclass(frozen=True, slots=True)
class StepSpec:
    """A step as a playbook writes it; ``within`` counts from detection, ``levels`` empty means every level."""

    id: str
    title: str
    done_means: str
    role: Role
    within: timedelta
    statement: str = ""
    levels: tuple[str, ...] = ()
    first_response: bool = False


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
    first_response: bool = False
    state: StepState = StepState.OPEN
    settled_by: str = ""
    settled_at: datetime | None = None
    note: str = ""
