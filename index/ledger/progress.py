"""Small durable cursors and settings made once."""

import sqlite3


class Progress:
    """Keeps ``index.ports.Progress``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def get(self, key: str) -> str:
        """Return a value, "" if there is none."""
        row = self._connection.execute("SELECT value FROM progress WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def put(self, key: str, value: str) -> None:
        """Replace a value; "" removes it."""
        if value:
            self._connection.execute("INSERT OR REPLACE INTO progress VALUES (?, ?)", (key, value))
        else:
            self._connection.execute("DELETE FROM progress WHERE key = ?", (key,))
