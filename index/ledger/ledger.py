"""The ledger as a whole: readings, transactions, and what concerns the file rather than one noun."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from domain.errors import LedgerError
from index import ports
from index.ledger import removal, soundness
from index.ledger.changes import Changes
from index.ledger.connections import Connections
from index.ledger.families import Near
from index.ledger.incidents import Incidents
from index.ledger.marks import Marks
from index.ledger.matters import Matters
from index.ledger.measures import Measures
from index.ledger.mentions import Mentions
from index.ledger.outbox import Outbox
from index.ledger.panels import Panels
from index.ledger.progress import Progress
from index.ledger.quarantine import Quarantine
from index.ledger.quiet import Quieting
from index.ledger.recent import Recent
from index.ledger.rules import Rules
from index.ledger.sources import Sources
from index.ledger.statements import Statements
from index.ledger.topics import KnownKeys, Topics
from index.ledger.verdicts import Verdicts
from text.variants import Variants


@dataclass(frozen=True, slots=True)
class Settings:
    """What a ledger is told when it is opened (see ``index.ledger.open_ledger``)."""

    gap_after: timedelta
    variants: Variants | None = None


class Nouns:
    """Every noun over one connection: a view while it reads, a transaction while it may write."""

    def __init__(self, connection: sqlite3.Connection, near: Near, recent: Recent, settings: Settings) -> None:
        keys = KnownKeys(connection)
        self.mentions: ports.Mentions = Mentions(connection, near, recent, keys)
        self.measures: ports.Measures = Measures(connection, settings.gap_after, keys)
        self.marks: ports.Marks = Marks(connection)
        self.rules: ports.Rules = Rules(connection, recent)
        self.incidents: ports.Incidents = Incidents(connection, recent)
        self.outbox: ports.Outbox = Outbox(connection)
        self.sources: ports.Sources = Sources(connection)
        self.quarantine: ports.Quarantine = Quarantine(connection)
        self.statements: ports.Statements = Statements(connection)
        self.progress: ports.Progress = Progress(connection)
        self.panels: ports.Panels = Panels(connection)
        self.changes: ports.Changes = Changes(connection)
        self.matters: ports.Matters = Matters(connection)
        self.quiet: ports.Quieting = Quieting(connection)
        self.verdicts: ports.Verdicts = Verdicts(connection)
        self.topics: ports.Topics = Topics(connection, settings.variants)


class SqliteLedger:
    """Keeps ``index.ports.Ledger`` on one SQLite file in WAL mode, synchronous=FULL.

    Threads of one process take turns at writing; other processes wait up to 30 s. A reading is a snapshot: it doesn't
    see a transaction that is still open, and never waits for one.
    """

    def __init__(self, path: Path | None, settings: Settings) -> None:
        self._connections = Connections(path)
        self._near = Near()
        self._recent = Recent()
        self._settings = settings

    @contextmanager
    def read(self) -> Iterator[ports.View]:
        """Open a consistent reading; writing through it is an error."""
        with self._connections.reading() as connection:
            yield Nouns(connection, self._near, self._recent, self._settings)

    @contextmanager
    def write(self) -> Iterator[ports.Transaction]:
        """Open a write transaction (BEGIN IMMEDIATE); keep it short."""
        with self._connections.writing(self._forget) as connection:
            yield Nouns(connection, self._near, self._recent, self._settings)

    def _forget(self) -> None:
        """Drop what is mirrored in memory: what a transaction that failed has left there never was."""
        self._near.forget()
        self._recent.forget()

    def erase(self, ids: Sequence[str], actor: str, reason: str, now: datetime) -> int:
        """Erase mentions: text, search index, counts; only a tombstone of the id stays. Return how many.

        When it returns, the text is in neither the file nor its log, but for readings that are still open.
        """
        with self._connections.writing() as connection:
            erased = removal.erase(connection, ids, actor, reason, now)
        settled = erased == 0
        while not settled:
            with self._connections.writing() as connection:
                settled = removal.settle_index(connection)
        with self._connections.alone() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._recent.forget()
        return erased

    def trim(self, before: datetime, now: datetime, limit: int = 1000) -> int:
        """Erase old mentions that no incident points to; return how many (0 = done)."""
        with self._connections.writing() as connection:
            return removal.trim(connection, before, limit)

    def trim_unchanged(self, versions: Mapping[str, int]) -> int:
        """Erase mentions (id → number of last change) that didn't change since and no incident points to."""
        with self._connections.writing() as connection:
            return removal.trim_unchanged(connection, versions)

    def backup(self, path: str) -> None:
        """Write a consistent copy while work goes on."""
        target = Path(path)
        if target.exists():
            raise LedgerError(f"{target} exists already; choose a new name for the backup.")
        with self._connections.reading() as connection:
            copy = sqlite3.connect(target)
            try:
                connection.backup(copy)
            finally:
                copy.close()

    def check(self) -> Iterator[str]:
        """Yield everything that is wrong with the file, nothing when it is sound (measures are recounted)."""
        with self._connections.reading() as connection:
            yield from soundness.check(connection)
        with self._connections.writing() as connection:
            yield from soundness.check_words(connection)

    def close(self) -> None:
        """Close the connections of this process."""
        self._connections.close()
