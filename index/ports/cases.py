"""What the other rooms may ask about rules, signals, incidents and statements."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from domain.deadline import Deadline
from domain.incident import Incident, TimelineEntry
from domain.rule import RuleState
from domain.signal import Signal
from domain.statement import Approval, Pull
from domain.verdict import Verdict


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


class Cases(Protocol):
    """Incident documents and their timelines: all that judging asks of them."""

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


class Incidents(Cases, Protocol):
    """Incident documents, their timelines, deadlines and the audit chain."""

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


class Verdicts(Protocol):
    """What people say of alarms afterwards."""

    def add(self, verdict: Verdict) -> None:
        """Record a verdict."""
        ...

    def all(self, *, incident: int | None = None) -> Sequence[Verdict]:
        """Return verdicts, oldest first, on one incident and its signals or on all."""
        ...

    def incident_of(self, signal: str) -> int:
        """Return the incident a signal joined, 0 for one of the digest; NotFoundError if there is no such signal."""
        ...

    def judged(self) -> Iterator[tuple[Signal, int]]:
        """Yield the signals that have a verdict, or whose incident has one, with its number, oldest first."""
        ...
