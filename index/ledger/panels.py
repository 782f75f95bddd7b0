"""Panels measured on the ledger."""

import sqlite3
from collections.abc import Sequence

from domain.mention import StoredMention
from index.ledger.asked import counted, page, places
from index.ledger.panel_query import measure
from index.panels.panel import Panel, Row, Scope
from index.ports.library import Ask, Place, Sort


class Panels:
    """Keeps ``index.ports.Panels``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def measure(self, panel: Panel, scope: Scope) -> Sequence[Row]:
        """Return the rows of a panel, by time and value, or by the first number, the largest first."""
        return measure(self._connection, panel, scope)

    def places(self, ask: Ask, sort: Sort, after: Place | None, limit: int) -> Sequence[Place]:
        """Return where the next mentions behind ``after`` stand that a query could match, in the order asked."""
        return places(self._connection, ask, sort, after, limit)

    def at(self, places: Sequence[Place]) -> Sequence[tuple[StoredMention, Place]]:
        """Return the mentions at places, in their order."""
        return page(self._connection, places)

    def counted(self, panel: Panel, ask: Ask) -> Sequence[Row]:
        """Return the rows of a panel of mentions, of those that the words of an exact query find."""
        return counted(self._connection, panel, ask)

    def change(self) -> int:
        """Return a number that is another one whenever anything that panels show may have changed."""
        (changes,) = self._connection.execute("SELECT value FROM counter WHERE name = 'change'").fetchone()
        (audited,) = self._connection.execute("SELECT coalesce(max(id), 0) FROM audit").fetchone()
        (told,) = self._connection.execute("SELECT coalesce(max(id), 0) FROM timeline").fetchone()
        return int(changes) + int(audited) + int(told)
