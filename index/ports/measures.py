"""What the other rooms may ask about topics: their counts, who waits to be judged, how new ones are counted."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.measure import Counts, Mark
from domain.topic import Topic


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number of distinct things: ``exact`` below 256, else within ``error`` (relative standard error)."""

    value: int
    exact: bool
    error: float = 0.0


class Measures(Protocol):
    """Counts per topic and bucket."""

    def series(self, topic: str, first: int, last: int) -> Mapping[int, Counts]:
        """Return minute → counts for event minutes ``first``..``last`` (inclusive); empty minutes are absent."""
        ...

    def toned_since(self) -> int:
        """Return the minute from which on all tones counted are of one model, 0 where all of history's are."""
        ...

    def total(self, topic: str, first: int, last: int) -> Counts:
        """Return the counts of event minutes ``first``..``last`` (inclusive) taken together."""
        ...

    def number(self, topic: str, first: int, last: int, *, risk: str = "", of: str = "mentions") -> int:
        """Return one count of event minutes ``first``..``last`` (inclusive), or of mentions those that raise a risk."""
        ...

    def hours(
        self, topic: str, first: int, last: int, *, risk: str = "", complaints: bool = False
    ) -> Mapping[int, int]:
        """Return hour → mentions for hours ``first``..``last`` (inclusive), but empty hours.

        Of all mentions, or of those that raise ``risk``, or of ``complaints`` alone.
        """
        ...

    def gaps(self, first: int, last: int) -> frozenset[int]:
        """Return the hours in which all intake was silent although sources were due: no baseline counts them."""
        ...

    def authors(self, topic: str, first: int, last: int) -> Estimate:
        """Return how many distinct authors spoke in hours ``first``..``last`` (inclusive)."""
        ...

    def sources(self, topic: str, first: int, last: int) -> Estimate:
        """Return how many distinct sources spoke in hours ``first``..``last`` (inclusive)."""
        ...

    def outlets(self, topic: str, since: datetime, until: datetime) -> Mapping[str, datetime]:
        """Return source → its first mention of the topic, for those first heard in ``since`` <= t < ``until``."""
        ...

    def newest(self, topic: str, last: int) -> int | None:
        """Return the newest minute up to ``last`` with a mention of the topic, None if there is none."""
        ...

    def spoke(self, sources: Collection[str], last: int) -> int | None:
        """Return the newest minute up to ``last`` of which these sources, by their states, told anything.

        No source named means all intake, which is known to the hour where it came by no source. None if none ever did.
        """
        ...

    def since(self, topic: str) -> int | None:
        """Return the first hour with a mention of the topic, None if there is none."""
        ...


class Marks(Protocol):
    """Topics whose measures changed since they were last judged."""

    def take(self, limit: int) -> Sequence[Mark]:
        """Return marks, oldest change first, and clear them in this transaction."""
        ...

    def count(self) -> int:
        """Return how many topics wait to be judged."""
        ...


class Topics(Protocol):
    """The topics known to the ledger and the back-counting of new ones."""

    def register(self, topics: Sequence[Topic], now: datetime) -> Sequence[str]:
        """Make these the topics that are counted; return the ids that are new and need back-counting."""
        ...

    def back_count(self, topic: Topic, limit: int, now: datetime) -> bool:
        """Count up to ``limit`` stored mentions to a new topic, without marking; return True when it is done."""
        ...

    def uncounted(self) -> Sequence[str]:
        """Return ids of topics whose back-counting is not done."""
        ...
