"""Verdicts of people on incidents and signals, each with its audit link; none is ever replaced."""

import sqlite3
from collections.abc import Iterator, Sequence

from domain.errors import NotFoundError
from domain.signal import Signal
from domain.verdict import Verdict
from index.ledger import audit
from index.ledger.documents import dump, load


class Verdicts:
    """Keeps ``index.ports.Verdicts``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def add(self, verdict: Verdict) -> None:
        """Record a verdict."""
        body = dump(verdict)
        row = self._connection.execute("INSERT INTO verdict (incident, body) VALUES (?, ?)", (verdict.incident, body))
        assert row.lastrowid is not None
        audit.record(self._connection, "verdict", row.lastrowid, 0, [body])

    def all(self, *, incident: int | None = None) -> Sequence[Verdict]:
        """Return verdicts, oldest first, on one incident and its signals or on all."""
        where, values = ("WHERE incident = ?", (incident,)) if incident is not None else ("", ())
        rows = self._connection.execute(f"SELECT body FROM verdict {where} ORDER BY id", values)
        return [load(Verdict, body) for (body,) in rows]

    def incident_of(self, signal: str) -> int:
        """Return the incident a signal joined, 0 for one of the digest; NotFoundError if there is no such signal."""
        row = self._connection.execute("SELECT incident FROM signal WHERE id = ?", (signal,)).fetchone()
        if row is None:
            raise NotFoundError(f"There is no signal {signal}; fenghuo incidents show NUMBER --json lists them.")
        return int(row[0])

    def judged(self) -> Iterator[tuple[Signal, int]]:
        """Yield the signals of every incident that has a verdict, with its number, oldest first."""
        rows = self._connection.execute(
            "SELECT body, incident FROM signal WHERE incident IN (SELECT incident FROM verdict) "
            "OR id IN (SELECT json_extract(body, '$.signal') FROM verdict) ORDER BY seq"
        )
        for body, incident in rows:
            yield load(Signal, body), incident
