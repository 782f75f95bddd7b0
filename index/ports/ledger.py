"""The ledger as a whole: consistent readings, transactions, and what concerns all of it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from index.ports.cases import Cases, Incidents, Rules, Statements, Verdicts
from index.ports.changes import Changes
from index.ports.matters import FamilyMatters, Matters
from index.ports.measures import Marks, Measures, Topics
from index.ports.mentions import Heard, Mentions
from index.ports.panels import Panels
from index.ports.quiet import Quieting
from index.ports.traffic import Outbox, Progress, Quarantine, Sources


class Judging(Protocol):
    """The part of a transaction that the engine works on; a backtest keeps it in memory."""

    @property
    def mentions(self) -> Heard:
        """Return the mentions."""
        ...

    @property
    def measures(self) -> Measures:
        """Return the counts of topics."""
        ...

    @property
    def marks(self) -> Marks:
        """Return the topics that wait to be judged."""
        ...

    @property
    def rules(self) -> Rules:
        """Return the states of rules and the signals."""
        ...

    @property
    def matters(self) -> FamilyMatters:
        """Return the matters of families."""
        ...

    @property
    def incidents(self) -> Cases:
        """Return the incidents."""
        ...


class View(Protocol):
    """One consistent reading of the ledger, noun by noun."""

    mentions: Mentions
    measures: Measures
    marks: Marks
    rules: Rules
    incidents: Incidents
    outbox: Outbox
    sources: Sources
    quarantine: Quarantine
    statements: Statements
    quiet: Quieting
    verdicts: Verdicts
    matters: Matters
    progress: Progress
    topics: Topics
    panels: Panels
    changes: Changes


class Transaction(View, Protocol):
    """A view that may also write; it commits when its block ends without an error."""


class Ledger(Protocol):
    """The durable ledger, usable from several threads: writers take turns, a reading never waits.

    A reading opened beside a transaction doesn't see it until it has committed.
    """

    def read(self) -> AbstractContextManager[View]:
        """Open a consistent reading; writing through it is an error."""
        ...

    def write(self) -> AbstractContextManager[Transaction]:
        """Open a write transaction (BEGIN IMMEDIATE); keep it short."""
        ...

    def erase(self, ids: Sequence[str], actor: str, reason: str, now: datetime) -> int:
        """Erase mentions: text, search index, counts; only a tombstone of the id stays. Return how many."""
        ...

    def trim(self, before: datetime, now: datetime, limit: int = 1000) -> int:
        """Erase old mentions that no incident points to; return how many (0 = done)."""
        ...

    def trim_unchanged(self, versions: Mapping[str, int]) -> int:
        """Erase mentions (id → number of last change) that didn't change since and no incident points to."""
        ...

    def backup(self, path: str) -> None:
        """Write a consistent copy while work goes on."""
        ...

    def check(self) -> Iterator[str]:
        """Yield everything that is wrong with the file, nothing when it is sound (measures are recounted)."""
        ...

    def close(self) -> None:
        """Close the connections of this process."""
        ...
