"""Incident documents, changed by compare-and-swap, with their timelines, deadlines and audit links."""

import dataclasses
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

from domain.deadline import Deadline, DeadlineKind
from domain.errors import ConflictError, NotFoundError
from domain.incident import Incident, TimelineEntry
from index.ledger import audit
from index.ledger.documents import dump, load
from index.ledger.moments import from_us, optional_us, to_us
from index.ledger.recent import Recent
from index.ledger.rules import point_at
from index.ledger.tally import next_changes

_DEADLINES = "SELECT incident, key, kind, due, about FROM deadline"


class Incidents:
    """Keeps ``index.ports.Incidents``."""

    def __init__(self, connection: sqlite3.Connection, recent: Recent) -> None:
        self._connection = connection
        self._recent = recent

    def add(self, incident: Incident, entries: Sequence[TimelineEntry], deadlines: Sequence[Deadline]) -> Incident:
        """Store a new incident and return it with its id and version 1."""
        number = self._connection.execute(
            "INSERT INTO incident (version, brand, open, body) VALUES (0, ?, 1, '')", (incident.brand,)
        ).lastrowid
        assert number is not None
        return self.replace(dataclasses.replace(incident, id=number, version=0), entries, deadlines)

    def replace(self, incident: Incident, entries: Sequence[TimelineEntry], deadlines: Sequence[Deadline]) -> Incident:
        """Store a changed incident if nobody changed it since it was read; else ConflictError. Deadlines replace."""
        after = dataclasses.replace(incident, version=incident.version + 1)
        body = dump(after)
        changed = self._connection.execute(
            "UPDATE incident SET version = ?, brand = ?, open = ?, closed = ?, body = ?, change = ? "
            "WHERE id = ? AND version = ?",
            (
                after.version,
                after.brand,
                after.is_open,
                optional_us(after.closed_at),
                body,
                next_changes(self._connection, 1),
                after.id,
                incident.version,
            ),
        ).rowcount
        if not changed:
            self.get(incident.id)
            raise ConflictError(f"Incident {incident.id} was changed by somebody else; read it again and repeat.")
        audit.record(self._connection, "incident", after.id, after.version, [body])
        self._write_timeline(after.id, entries)
        self._write_deadlines(after.id, deadlines)
        point_at(self._connection, self._recent, after.evidence, after.id)
        self._recent.keep_incident(after)
        return after

    def get(self, incident: int) -> Incident:
        """Return an incident; NotFoundError if there is none."""
        rows = self._connection.execute("SELECT id, version FROM incident WHERE id = ?", (incident,))
        found = self._recent.incidents(self._connection, rows)
        if not found:
            raise NotFoundError(f"There is no incident {incident}; list them to see the numbers there are.")
        return found[0]

    def find(
        self, *, brand: str = "", open_only: bool = False, closed_since: datetime | None = None, limit: int = 100
    ) -> Sequence[Incident]:
        """Return incidents, newest first; ``closed_since`` adds those closed after it to the open ones."""
        kinds: list[tuple[str, list[object]]] = [("open" if open_only else "1", [])]
        if closed_since is not None:
            kinds = [("open", []), ("NOT open AND closed > ?", [to_us(closed_since)])]
        mine, whose = ("brand = ? AND", [brand]) if brand else ("", [])
        chosen = " UNION ALL ".join(f"SELECT id, version FROM incident WHERE {mine} {kind}" for kind, _ in kinds)
        values = [value for _, own in kinds for value in (*whose, *own)]
        rows = self._connection.execute(f"{chosen} ORDER BY id DESC LIMIT ?", (*values, limit))
        return self._recent.incidents(self._connection, rows)

    def timeline(self, incident: int) -> Sequence[TimelineEntry]:
        """Return the timeline of an incident, oldest first."""
        rows = self._connection.execute("SELECT body FROM timeline WHERE incident = ? ORDER BY id", (incident,))
        return [load(TimelineEntry, body) for (body,) in rows]

    def deadlines_due(self, now: datetime) -> Sequence[Deadline]:
        """Return deadlines of open incidents that have come, earliest first."""
        rows = self._connection.execute(
            f"{_DEADLINES} WHERE due <= ? AND incident IN (SELECT id FROM incident WHERE open) "
            "ORDER BY due, incident, key",
            (to_us(now),),
        )
        return [_deadline(*row) for row in rows]

    def next_deadline(self) -> datetime | None:
        """Return the earliest deadline still to come or to be settled."""
        (due,) = self._connection.execute(
            "SELECT min(due) FROM deadline WHERE incident IN (SELECT id FROM incident WHERE open)"
        ).fetchone()
        return None if due is None else from_us(due)

    def deadlines(self, incident: int) -> Sequence[Deadline]:
        """Return the deadlines of one incident, earliest first."""
        rows = self._connection.execute(f"{_DEADLINES} WHERE incident = ? ORDER BY due, key", (incident,))
        return [_deadline(*row) for row in rows]

    def verify_audit(self) -> int:
        """Check the audit chain and return its length; LedgerError names the first broken link."""
        return audit.verify(self._connection)

    def _write_timeline(self, incident: int, entries: Iterable[TimelineEntry]) -> None:
        for entry in entries:
            body = dump(entry)
            row = self._connection.execute(
                "INSERT INTO timeline (incident, body) VALUES (?, ?)", (incident, body)
            ).lastrowid
            assert row is not None
            audit.record(self._connection, "timeline", row, 0, [body])

    def _write_deadlines(self, incident: int, deadlines: Iterable[Deadline]) -> None:
        self._connection.execute("DELETE FROM deadline WHERE incident = ?", (incident,))
        self._connection.executemany(
            "INSERT INTO deadline VALUES (?, ?, ?, ?, ?)",
            [(incident, each.key, each.kind.value, to_us(each.due_at), each.about) for each in deadlines],
        )


def _deadline(incident: int, key: str, kind: str, due: int, about: str) -> Deadline:
    return Deadline(incident, key, DeadlineKind(kind), from_us(due), about)
