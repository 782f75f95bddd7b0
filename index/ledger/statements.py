"""Approvals and uses of statements, each with its audit link."""

import sqlite3
from collections.abc import Sequence

from domain.statement import Approval, Pull
from index.ledger import audit
from index.ledger.documents import dump, load


class Statements:
    """Keeps ``index.ports.Statements``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def approve(self, approval: Approval) -> None:
        """Record an approval of one exact text."""
        self._record("approval", "statement", approval.statement, dump(approval))

    def approvals(self, statement: str = "") -> Sequence[Approval]:
        """Return approvals, newest first, of one statement or of all."""
        where, values = ("WHERE statement = ?", (statement,)) if statement else ("", ())
        rows = self._connection.execute(f"SELECT body FROM approval {where} ORDER BY id DESC", values)
        return [load(Approval, body) for (body,) in rows]

    def record_pull(self, pull: Pull) -> None:
        """Record a use."""
        self._record("pull", "incident", pull.incident, dump(pull))

    def pulls(self, *, incident: int | None = None) -> Sequence[Pull]:
        """Return uses, newest first."""
        where, values = ("WHERE incident = ?", (incident,)) if incident is not None else ("", ())
        rows = self._connection.execute(f"SELECT body FROM pull {where} ORDER BY id DESC", values)
        return [load(Pull, body) for (body,) in rows]

    def _record(self, table: str, column: str, value: str | int, body: str) -> None:
        row = self._connection.execute(f"INSERT INTO {table} ({column}, body) VALUES (?, ?)", (value, body)).lastrowid
        assert row is not None
        audit.record(self._connection, table, row, 0, [body])
