"""What the other rooms may ask about what goes out, what comes in, and how far it got."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from domain.mention import Rejected
from domain.notice import Notice, OutboxItem, Outcome
from domain.source import SourceState


class Outbox(Protocol):
    """Notices on their way to channels: each key once for ever."""

    def put(self, notices: Sequence[Notice]) -> int:
        """Queue notices; a key that was ever queued is not queued again. A newer EDIT replaces a waiting older one."""
        ...

    def knows(self, key: str) -> bool:
        """Say whether a key was ever queued."""
        ...

    def claim(self, now: datetime, lease: timedelta, channels: Sequence[str], limit: int = 10) -> Sequence[OutboxItem]:
        """Take what is due and unclaimed (or whose lease ran out, then marked ambiguous), oldest first.

        Per channel in order of arrival. What belongs to an incident waits until its card is delivered there, or is
        refused for good: then it goes without ``card_ref``, and the next edit that is delivered becomes the card.
        """
        ...

    def begin(self, item: OutboxItem, now: datetime) -> None:
        """Note that sending starts now, so that a crash from here on is known to be ambiguous."""
        ...

    def settle(self, item: OutboxItem, outcome: Outcome, now: datetime, retry_at: datetime | None = None) -> None:
        """Record what became of a claimed item; only the holder of the claim may."""
        ...

    def waiting(self) -> int:
        """Return how many notices are not settled."""
        ...

    def next_due(self, channels: Sequence[str] = ()) -> datetime | None:
        """Return when ``claim`` can next give a notice of these channels (none named = any), None if none waits.

        What waits for its card does not count, as the card's own delivery decides about it.
        """
        ...

    def history(self, *, incident: int | None = None, limit: int = 100) -> Sequence[tuple[Notice, str, str]]:
        """Return (notice, state, ref or reason), newest first."""
        ...


class Sources(Protocol):
    """The durable state of sources."""

    def get(self, name: str) -> SourceState:
        """Return a source's state, a fresh one if there is none."""
        ...

    def put(self, state: SourceState) -> None:
        """Replace a source's state; a new ``last_ok`` tells ``Measures.gaps`` that intake was heard until it is due."""
        ...

    def all(self) -> Sequence[SourceState]:
        """Return every source that was ever polled."""
        ...


@dataclass(frozen=True, slots=True)
class QuarantinedRow:
    """A row that could not be taken."""

    id: int
    at: datetime
    row: Rejected


class Quarantine(Protocol):
    """Rows that could not be taken: counted, visible, replayable."""

    def put(self, rows: Sequence[Rejected], now: datetime) -> None:
        """Keep rows; the same origin, line and content is kept once."""
        ...

    def find(self, limit: int = 100, after: int = 0) -> Sequence[QuarantinedRow]:
        """Return rows, oldest first, with ids above ``after``."""
        ...

    def drop(self, ids: Sequence[int]) -> int:
        """Forget rows that were replayed or given up; return how many there were."""
        ...

    def count(self) -> int:
        """Return how many rows wait."""
        ...


class Progress(Protocol):
    """Small durable cursors: imports, files, jobs, settings made once."""

    def get(self, key: str) -> str:
        """Return a value, "" if there is none."""
        ...

    def put(self, key: str, value: str) -> None:
        """Replace a value; "" removes it."""
        ...
