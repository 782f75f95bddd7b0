"""Panels measured on the ledger."""

import sqlite3
from collections.abc import Sequence

from domain.mention import StoredMention
from domain.query import Node
from index.ledger.behind import Place, behind
from index.ledger.panel_query import measure
from index.panels.panel import Panel, Row, Scope


class Panels:
    """Keeps ``index.ports.Panels``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def measure(self, panel: Panel, scope: Scope) -> Sequence[Row]:
        """Return the rows of a panel, by time and value, or by the first number, the largest first."""
        return measure(self._connection, panel, scope)

    def behind(
        self,
        scope: Scope,
        query: Node | None = None,
        *,
        after: Place | None = None,
        limit: int = 50,
        ids: Sequence[str] | None = None,
    ) -> Sequence[StoredMention]:
        """Return the mentions of a scope that match a query, newest first, older than ``after``."""
        return behind(self._connection, scope, query, after=after, limit=limit, ids=ids)

    def change(self) -> int:
        """Return a number that is another one whenever anything that panels show may have changed."""
        (changes,) = self._connection.execute("SELECT value FROM counter WHERE name = 'change'").fetchone()
        (audited,) = self._connection.execute("SELECT coalesce(max(id), 0) FROM audit").fetchone()
        (told,) = self._connection.execute("SELECT coalesce(max(id), 0) FROM timeline").fetchone()
        return int(changes) + int(audited) + int(told)
