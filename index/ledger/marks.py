"""Marks: which topics changed since they were last judged."""

import sqlite3
from collections.abc import Sequence

from domain.measure import Mark


class Marks:
    """Keeps ``index.ports.Marks``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def take(self, limit: int) -> Sequence[Mark]:
        """Return marks, oldest change first, and clear them in this transaction."""
        rows = self._connection.execute(
            "SELECT mark.topic, id, first, last, through FROM mark JOIN topic ON key = mark.topic "
            "ORDER BY since, mark.topic LIMIT ?",
            (limit,),
        ).fetchall()
        self._connection.executemany("DELETE FROM mark WHERE topic = ?", [(key,) for key, *_ in rows])
        return [
            Mark(topic, 1, 0, through) if first is None else Mark(topic, first, last, through)
            for _, topic, first, last, through in rows
        ]

    def count(self) -> int:
        """Return how many topics wait to be judged."""
        (number,) = self._connection.execute("SELECT count(*) FROM mark").fetchone()
        return int(number)
