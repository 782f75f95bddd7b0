"""The durable state of sources, and in which hours they were heard."""

import sqlite3
from collections.abc import Sequence
from datetime import timedelta

from domain.clock import hour_of
from domain.source import SourceState
from index.ledger.documents import dump, load

LONGEST_PAUSE = timedelta(hours=48)
"""A poll vouches for the hours until the next one is due, at most this many."""


class Sources:
    """Keeps ``index.ports.Sources``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def get(self, name: str) -> SourceState:
        """Return a source's state, a fresh one if there is none."""
        row = self._connection.execute("SELECT body FROM source WHERE name = ?", (name,)).fetchone()
        return load(SourceState, row[0]) if row else SourceState(name)

    def put(self, state: SourceState) -> None:
        """Replace a source's state; a new ``last_ok`` counts as a successful poll of its hour (see Measures.gaps)."""
        if state.last_ok is not None and state.last_ok != self.get(state.name).last_ok:
            self._count_poll(state)
        self._connection.execute("INSERT OR REPLACE INTO source VALUES (?, ?)", (state.name, dump(state)))

    def all(self) -> Sequence[SourceState]:
        """Return every source that was ever polled."""
        return [
            load(SourceState, body) for (body,) in self._connection.execute("SELECT body FROM source ORDER BY name")
        ]

    def _count_poll(self, state: SourceState) -> None:
        assert state.last_ok is not None
        due = max(state.last_ok, min(state.next_due or state.last_ok, state.last_ok + LONGEST_PAUSE))
        first = hour_of(state.last_ok)
        covered = range(first, max(first + 1, hour_of(due - timedelta(seconds=1)) + 1))
        self._connection.executemany(
            "INSERT INTO intake VALUES (?, 0, 1) ON CONFLICT DO UPDATE SET polls = polls + 1",
            [(hour,) for hour in covered],
        )
