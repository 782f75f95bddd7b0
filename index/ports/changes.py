"""What may be asked about changes: one feed of mentions, signals and incidents, in the order in which they happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.signal import Signal


class Stored(StrEnum):
    """The kinds of thing whose changes are followed."""

    MENTION = "mention"
    SIGNAL = "signal"
    INCIDENT = "incident"


@dataclass(frozen=True, slots=True)
class Change:
    """The newest change of one thing. ``event`` is the event time of an erased mention, None for all others."""

    number: int
    kind: Stored
    id: str
    erased: bool = False
    event: datetime | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A mention just as the ledger keeps it: its parts as JSON texts, its tokens, and the number of its last change.

    ``event`` is its event time in microseconds since 1970.
    """

    change: int
    seq: int
    id: str
    event: int
    family: int
    body: str
    hits: str
    risks: str
    sentiment: str | None
    words: str


Place = tuple[int, int]
"""Where a mention stands by event time: (event time in microseconds, seq)."""


class Changes(Protocol):
    """The feed of changes. Numbers rise with every commit; a thing that changed again moves to the end.

    A mention changes when it is appended, scored, corrected, counted to a new topic, named as evidence, placed in a
    matter, or erased; one
    that was trimmed is left out, as its copy in the library stays.
    """

    def after(self, number: int, limit: int = 500, kind: Stored | None = None) -> Sequence[Change]:
        """Return changes after a number, oldest first, of all kinds or of one."""
        ...

    def newest(self) -> int:
        """Return the number of the last change there was."""
        ...

    def waiting(self, number: int) -> int:
        """Return how many mentions were appended, changed or erased after a number."""
        ...

    def days(self, since: datetime | None = None) -> Mapping[datetime, int]:
        """Return day (UTC) → mentions held, for event times from ``since`` on."""
        ...

    def between(self, since: datetime, until: datetime, after: Place | None = None, limit: int = 500) -> Sequence[Kept]:
        """Return mentions with ``since`` <= event time < ``until``, oldest event first, behind ``after``."""
        ...

    def mentions(self, ids: Sequence[str]) -> Mapping[str, Kept]:
        """Return id → mention for the ids that are stored, read afresh."""
        ...

    def evidence(self, ids: Sequence[str]) -> Mapping[str, Sequence[int]]:
        """Return mention id → numbers of the incidents whose evidence it is, for those that are evidence."""
        ...

    def matters(self, families: Sequence[int]) -> Mapping[int, Sequence[int]]:
        """Return family → the matters it belongs to, one for each brand, for those that were placed."""
        ...

    def signals(self, ids: Sequence[str]) -> Sequence[tuple[Signal, int]]:
        """Return the signals with these ids, each with the incident it joined (0 = none)."""
        ...

    def touch(self, kind: Stored, id: str) -> None:
        """Note a change of something that didn't change, so that those who follow take it again."""
        ...
