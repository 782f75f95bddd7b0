"""What a channel promises: it sends one notice, says what became of it, and, where it can, looks it up again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from domain.notice import Delivered, OutboxItem, Outcome, Retry


@dataclass(frozen=True, slots=True)
class Limits:
    """What one message may hold, in characters (0 = no limit), and the least time between two messages."""

    characters: int = 0
    spacing: timedelta = timedelta(0)


class Sighting(StrEnum):
    """What a channel answers when it was asked for a notice and did not find it."""

    ABSENT = "absent"
    UNKNOWN = "unknown"


Reconciled = Delivered | Retry | Sighting
"""Found there (Delivered), ask again later (Retry), surely not there (ABSENT), or it can't be told (UNKNOWN)."""


class Channel(Protocol):
    """One configured channel. Used by one thread at a time; it never raises for what the far end does or says."""

    @property
    def name(self) -> str:
        """Return the configured name, which notices are addressed to."""
        ...

    @property
    def type(self) -> str:
        """Return the type, under which people state their id (``slack``)."""
        ...

    @property
    def limits(self) -> Limits:
        """Return what one message may hold and how fast they may follow one another."""
        ...

    @property
    def can_read_back(self) -> bool:
        """Say whether ``reconcile`` can ever find a notice; else it always answers UNKNOWN."""
        ...

    def send(self, item: OutboxItem) -> Outcome:
        """Send once, without retrying. An item still marked ambiguous is shown as possibly repeated (可能重复)."""
        ...

    def reconcile(self, item: OutboxItem, now: datetime) -> Reconciled:
        """Look for an ambiguous item that may be there already, so that nobody reads it twice."""
        ...

    def check(self) -> list[str]:
        """Return what keeps this channel from working fully, as sentences that say what to do; it posts nothing."""
        ...
