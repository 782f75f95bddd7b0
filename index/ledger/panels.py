"""Panels measured on the ledger."""

import sqlite3
from collections.abc import Sequence

from index.panels.panel import Panel, Row, Scope
from index.panels.sql import measure


class Panels:
    """Keeps ``index.ports.Panels``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def measure(self, panel: Panel, scope: Scope) -> Sequence[Row]:
        """Return the rows of a panel, by time and value, or by the first number, the largest first."""
        return measure(self._connection, panel, scope)

    def change(self) -> int:
        """Return a number that is another one whenever anything that panels show may have changed."""
        (changes,) = self._connection.execute("SELECT value FROM counter WHERE name = 'change'").fetchone()
        (audited,) = self._connection.execute("SELECT coalesce(max(id), 0) FROM audit").fetchone()
        (told,) = self._connection.execute("SELECT coalesce(max(id), 0) FROM timeline").fetchone()
        return int(changes) + int(audited) + int(told)
