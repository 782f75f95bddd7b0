"""What the other rooms may ask of the ledger, noun by noun. ``index.ledger`` keeps these promises on SQLite.

Times are aware UTC. Every method may raise LedgerError. A ``Transaction`` is one BEGIN IMMEDIATE … COMMIT: all of it or
nothing, and nothing is acknowledged before it has returned. A ``View`` is one consistent reading.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from domain.deadline import Deadline
from domain.incident import Incident, TimelineEntry
from domain.measure import Counts, Mark
from domain.mention import Appended, Entry, Mention, Rejected, StoredMention
from domain.notice import Notice, OutboxItem, Outcome
from domain.query import Node
from domain.rule import RuleState
from domain.sentiment import Sentiment
from domain.signal import Signal
from domain.source import SourceState
from domain.statement import Approval, Pull
from domain.topic import Topic


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number of distinct things: ``exact`` below 256, else within ``error`` (relative standard error)."""

    value: int
    exact: bool
    error: float = 0.0


@dataclass(frozen=True, slots=True)
class FamilySize:
    """A repost family inside one topic: how many copies, by how many authors, on how many sources, since when."""

    family: int
    copies: int
    authors: int
    sources: int
    first_id: str
    first_at: datetime


@dataclass(frozen=True, slots=True)
class StoredChange:
    """A mention whose stored form changed: appended, scored, corrected, counted to a new topic, or erased."""

    number: int
    mention: str
    erased: bool


@dataclass(frozen=True, slots=True)
class Correction:
    """A tone that a person gave a mention: an example to train on."""

    mention: Mention
    sentiment: Sentiment
    actor: str
    at: datetime


class Mentions(Protocol):
    """Mentions as stored, with full text search."""

    def append(self, batch: Sequence[Entry], now: datetime) -> Appended:
        """Store what is new, count it, mark its topics; entries without hits leave only id and minute."""
        ...

    def settle_scores(self, scores: Mapping[str, Sentiment], now: datetime) -> int:
        """Put late scores by mention id, move the measures, mark the topics; return how many changed."""
        ...

    def unscored(self, limit: int) -> Sequence[Mention]:
        """Return stored mentions that wait for the scorer, oldest arrival first."""
        ...

    def correct(self, mention: str, sentiment: Sentiment, actor: str, now: datetime) -> None:
        """Replace a mention's sentiment by a person's, and keep it as a training example."""
        ...

    def corrections(self) -> Sequence[Correction]:
        """Return the corrections of mentions that are still stored, oldest first."""
        ...

    def get(self, ids: Sequence[str]) -> Sequence[StoredMention]:
        """Return the mentions with these ids that exist, in the order asked."""
        ...

    def of_topic(
        self, topic: str, since: datetime, until: datetime, *, risk: str = "", limit: int = 200, by: str = "time"
    ) -> Sequence[StoredMention]:
        """Return mentions of a topic by event time (``since`` <= t < ``until``), newest or widest reach first."""
        ...

    def families_of(self, topic: str, since: datetime, until: datetime, limit: int = 20) -> Sequence[FamilySize]:
        """Return the largest repost families of a topic in a window, largest first."""
        ...

    def find(
        self,
        query: Node | None = None,
        *,
        topics: Sequence[str] = (),
        since: datetime | None = None,
        until: datetime | None = None,
        after: int | None = None,
        limit: int = 50,
    ) -> Sequence[StoredMention]:
        """Return mentions that match, newest arrival first; page on with the last ``seq`` as ``after``."""
        ...

    def changes(self, after: int, limit: int = 500) -> Sequence[StoredChange]:
        """Return the newest change of each mention that changed after a change number, oldest change first."""
        ...


class Measures(Protocol):
    """Counts per topic and bucket."""

    def series(self, topic: str, first: int, last: int) -> Mapping[int, Counts]:
        """Return minute → counts for event minutes ``first``..``last`` (inclusive); empty minutes are absent."""
        ...

    def total(self, topic: str, first: int, last: int) -> Counts:
        """Return the counts of event minutes ``first``..``last`` (inclusive) taken together."""
        ...

    def hours(self, topic: str, first: int, last: int) -> Mapping[int, int]:
        """Return hour → mentions for hours ``first``..``last`` (inclusive); empty hours are absent."""
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


class Rules(Protocol):
    """What the engine remembers between judgements, and the signals it gave."""

    def get(self, rule: str, brand: str) -> RuleState:
        """Return the state of a rule on a brand, a quiet one if there is none."""
        ...

    def put(self, state: RuleState) -> None:
        """Replace the state of a rule on a brand."""
        ...

    def due(self, now: datetime) -> Sequence[RuleState]:
        """Return states whose ``next_due`` minute has come."""
        ...

    def next_due(self) -> datetime | None:
        """Return the next instant at which time alone can change a rule."""
        ...

    def add_signal(self, signal: Signal, incident: int) -> None:
        """Keep a signal with the incident it joined (0 = digest only)."""
        ...

    def signals(self, *, incident: int | None = None, limit: int = 100) -> Sequence[Signal]:
        """Return signals, newest first."""
        ...


class Incidents(Protocol):
    """Incident documents, their timelines and the audit chain."""

    def add(self, incident: Incident, entries: Sequence[TimelineEntry], deadlines: Sequence[Deadline]) -> Incident:
        """Store a new incident and return it with its id and version 1."""
        ...

    def replace(self, incident: Incident, entries: Sequence[TimelineEntry], deadlines: Sequence[Deadline]) -> Incident:
        """Store a changed incident if nobody changed it since it was read; else ConflictError. Deadlines replace."""
        ...

    def get(self, incident: int) -> Incident:
        """Return an incident; NotFoundError if there is none."""
        ...

    def find(
        self, *, brand: str = "", open_only: bool = False, closed_since: datetime | None = None, limit: int = 100
    ) -> Sequence[Incident]:
        """Return incidents, newest first; ``closed_since`` adds those closed after it to the open ones."""
        ...

    def timeline(self, incident: int) -> Sequence[TimelineEntry]:
        """Return the timeline of an incident, oldest first."""
        ...

    def deadlines_due(self, now: datetime) -> Sequence[Deadline]:
        """Return deadlines of open incidents that have come, earliest first."""
        ...

    def next_deadline(self) -> datetime | None:
        """Return the earliest deadline still to come or to be settled."""
        ...

    def deadlines(self, incident: int) -> Sequence[Deadline]:
        """Return the deadlines of one incident, earliest first."""
        ...

    def verify_audit(self) -> int:
        """Check the audit chain and return its length; LedgerError names the first broken link."""
        ...


class Outbox(Protocol):
    """Notices on their way to channels: each key once for ever."""

    def put(self, notices: Sequence[Notice]) -> int:
        """Queue notices; a key that was ever queued is not queued again. A newer EDIT replaces a waiting older one."""
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


class Statements(Protocol):
    """Approvals and uses of statements; the texts live in files."""

    def approve(self, approval: Approval) -> None:
        """Record an approval of one exact text."""
        ...

    def approvals(self, statement: str = "") -> Sequence[Approval]:
        """Return approvals, newest first, of one statement or of all."""
        ...

    def record_pull(self, pull: Pull) -> None:
        """Record a use."""
        ...

    def pulls(self, *, incident: int | None = None) -> Sequence[Pull]:
        """Return uses, newest first."""
        ...


class Progress(Protocol):
    """Small durable cursors: imports, files, jobs, settings made once."""

    def get(self, key: str) -> str:
        """Return a value, "" if there is none."""
        ...

    def put(self, key: str, value: str) -> None:
        """Replace a value; "" removes it."""
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
    progress: Progress
    topics: Topics


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

    def backup(self, path: str) -> None:
        """Write a consistent copy while work goes on."""
        ...

    def check(self) -> Iterator[str]:
        """Yield everything that is wrong with the file, nothing when it is sound (measures are recounted)."""
        ...

    def close(self) -> None:
        """Close the connections of this process."""
        ...
