"""Rows that could not be taken: counted, visible, replayable."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from domain.mention import Rejected
from index.ledger.audit import digest
from index.ledger.documents import dump, load, write_json
from index.ledger.moments import from_us, to_us
from index.ports import QuarantinedRow


class Quarantine:
    """Keeps ``index.ports.Quarantine``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def put(self, rows: Sequence[Rejected], now: datetime) -> None:
        """Keep rows; the same origin, line and content is kept once."""
        self._connection.executemany(
            "INSERT OR IGNORE INTO quarantine (at, digest, body) VALUES (?, ?, ?)",
            [(to_us(now), digest(write_json([row.origin, row.line, row.raw])), dump(row)) for row in rows],
        )

    def find(self, limit: int = 100, after: int = 0) -> Sequence[QuarantinedRow]:
        """Return rows, oldest first, with ids above ``after``."""
        rows = self._connection.execute(
            "SELECT id, at, body FROM quarantine WHERE id > ? ORDER BY id LIMIT ?", (after, limit)
        )
        return [QuarantinedRow(number, from_us(at), load(Rejected, body)) for number, at, body in rows]

    def drop(self, ids: Sequence[int]) -> int:
        """Forget rows that were replayed or given up; return how many there were."""
        return self._connection.execute(
            "DELETE FROM quarantine WHERE id IN (SELECT value FROM json_each(?))", (write_json(list(ids)),)
        ).rowcount

    def count(self) -> int:
        """Return how many rows wait."""
        (number,) = self._connection.execute("SELECT count(*) FROM quarantine").fetchone()
        return int(number)
