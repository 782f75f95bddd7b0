"""The audit chain: one link per thing that was decided, each over the hash of the one before.

A link holds ids and hashes and no names, so it stays whole when personal data has to go.
"""

import hashlib
import sqlite3
from collections.abc import Iterable

from domain.errors import LedgerError
from index.ledger.documents import write_json

_START = "0" * 64


def digest(document: str) -> str:
    """Return the SHA-256 (hex) of a document."""
    return hashlib.sha256(document.encode()).hexdigest()


def record(connection: sqlite3.Connection, kind: str, subject: int, version: int, documents: Iterable[str]) -> None:
    """Append a link per document; ``subject`` is the row the document stands in, or an incident's id."""
    last = connection.execute("SELECT id, link FROM audit ORDER BY id DESC LIMIT 1").fetchone()
    number, previous = last or (0, _START)
    rows = []
    for document in documents:
        number += 1
        entry = digest(document)
        link = _link(number, kind, subject, version, entry, previous)
        rows.append((number, kind, subject, version, entry, previous, link))
        previous = link
    connection.executemany("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?)", rows)


def verify(connection: sqlite3.Connection) -> int:
    """Check every link, and that what it vouches for and is still there is unchanged; return the chain's length."""
    number, previous = 0, _START
    for row in connection.execute("SELECT id, kind, subject, version, entry, previous, link FROM audit ORDER BY id"):
        number += 1
        if row[0] != number or row[5] != previous or row[6] != _link(*row[:6]):
            raise LedgerError(
                f"The audit chain is broken at link {number}: the ledger was changed by other means than Fenghuo; "
                "compare it with a backup."
            )
        previous = row[6]
    for kind in ("timeline", "approval", "pull", "incident", "verdict", "matter_act", "silence"):
        _compare(connection, kind)
    return number


def _compare(connection: sqlite3.Connection, kind: str) -> None:
    """Compare every document with the newest link about it; a missing one and one slipped in are found as well."""
    newest = f"SELECT subject, entry, max(version) FROM audit WHERE kind = '{kind}' GROUP BY subject"
    rows = connection.execute(
        f"SELECT subject, entry, body FROM ({newest}) LEFT JOIN {kind} ON id = subject UNION ALL "
        f"SELECT id, '', body FROM {kind} WHERE id NOT IN (SELECT subject FROM audit WHERE kind = '{kind}')"
    )
    for subject, entry, body in rows:
        if body is None or entry != digest(body):
            raise LedgerError(
                f"The {kind} document {subject} is not what the audit chain vouches for: it was changed by other means "
                "than Fenghuo; compare it with a backup."
            )


def _link(number: int, kind: str, subject: int, version: int, entry: str, previous: str) -> str:
    return digest(write_json([number, kind, subject, version, entry, previous]))
