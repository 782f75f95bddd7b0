"""What the engine remembers between judgements, and the signals it gave."""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

from domain.clock import minute_of, start_of_minute
from domain.rule import RuleState
from domain.signal import Signal
from index.ledger.documents import dump, load, write_json
from index.ledger.recent import Recent
from index.ledger.tally import next_changes


class Rules:
    """Keeps ``index.ports.Rules``."""

    def __init__(self, connection: sqlite3.Connection, recent: Recent) -> None:
        self._connection = connection
        self._recent = recent

    def get(self, rule: str, brand: str) -> RuleState:
        """Return the state of a rule on a brand, a quiet one if there is none."""
        row = self._connection.execute(
            "SELECT body FROM rule_state WHERE rule = ? AND brand = ?", (rule, brand)
        ).fetchone()
        return load(RuleState, row[0]) if row else RuleState(rule, brand)

    def put(self, state: RuleState) -> None:
        """Replace the state of a rule on a brand."""
        self._connection.execute(
            "INSERT OR REPLACE INTO rule_state VALUES (?, ?, ?, ?)",
            (state.rule, state.brand, state.next_due, dump(state)),
        )

    def due(self, now: datetime) -> Sequence[RuleState]:
        """Return states whose ``next_due`` minute has come."""
        rows = self._connection.execute(
            "SELECT body FROM rule_state WHERE next_due <= ? ORDER BY next_due, rule, brand", (minute_of(now),)
        )
        return [load(RuleState, body) for (body,) in rows]

    def next_due(self) -> datetime | None:
        """Return the next instant at which time alone can change a rule."""
        (minute,) = self._connection.execute(
            "SELECT min(next_due) FROM rule_state WHERE next_due IS NOT NULL"
        ).fetchone()
        return None if minute is None else start_of_minute(minute)

    def add_signal(self, signal: Signal, incident: int) -> None:
        """Keep a signal with the incident it joined (0 = digest only)."""
        self._connection.execute(
            "INSERT INTO signal (id, incident, body, change) VALUES (?, ?, ?, ?)",
            (signal.id, incident, dump(signal), next_changes(self._connection, 1)),
        )
        if incident:
            point_at(self._connection, self._recent, signal.evidence, incident)

    def signals(self, *, incident: int | None = None, limit: int = 100) -> Sequence[Signal]:
        """Return signals, newest first."""
        where, values = ("WHERE incident = ?", (incident,)) if incident is not None else ("", ())
        rows = self._connection.execute(f"SELECT body FROM signal {where} ORDER BY seq DESC LIMIT ?", (*values, limit))
        return [load(Signal, body) for (body,) in rows]


def point_at(connection: sqlite3.Connection, recent: Recent, mentions: Iterable[str], incident: int) -> None:
    """Keep mentions from being trimmed, because an incident points to them; that is a change of theirs."""
    fresh = connection.execute(
        "INSERT OR IGNORE INTO evidence SELECT value, ? FROM json_each(?) WHERE true RETURNING mention",
        (incident, write_json(list(mentions))),
    ).fetchall()
    if fresh:
        held = recent.versions(connection, [name for (name,) in fresh])
        before = next_changes(connection, len(held)) - len(held)
        connection.executemany(
            "UPDATE mention SET change = ? WHERE seq = ?",
            [(number, seq) for number, (seq, _) in enumerate(held, start=before + 1)],
        )
        recent.renumber(held, before + 1)
