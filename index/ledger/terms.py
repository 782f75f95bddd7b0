"""Daily term counts of a topic, written as small additions and folded together when they become many.

One row per batch, topic and day keeps appending sequential however many different words a language has.
"""

import sqlite3
import zlib
from collections import defaultdict
from collections.abc import Mapping

from index.ledger.documents import read_json, write_json

FOLD_AT = 32
"""So many rows of one topic and day are folded into one."""

_Key = tuple[int, int]


def add(connection: sqlite3.Connection, counts: Mapping[_Key, Mapping[str, int]]) -> None:
    """Add (or, where negative, take back) counts per (topic, day)."""
    for (topic, day), words in counts.items():
        moved = {word: number for word, number in words.items() if number}
        if not moved:
            continue
        connection.execute("INSERT INTO term_counts (topic, day, counts) VALUES (?, ?, ?)", (topic, day, _pack(moved)))
        (rows,) = connection.execute(
            "SELECT count(*) FROM term_counts WHERE topic = ? AND day = ?", (topic, day)
        ).fetchone()
        if rows >= FOLD_AT:
            _fold(connection, topic, day)


def read(connection: sqlite3.Connection, topic: int, first: int, last: int) -> dict[str, int]:
    """Return term → texts (one per repost family) of days ``first``..``last`` (days since 1970, inclusive)."""
    total: defaultdict[str, int] = defaultdict(int)
    rows = connection.execute(
        "SELECT counts FROM term_counts WHERE topic = ? AND day BETWEEN ? AND ?", (topic, first, last)
    )
    for (counts,) in rows:
        for word, number in _unpack(counts).items():
            total[word] += number
    return {word: number for word, number in total.items() if number > 0}


def _fold(connection: sqlite3.Connection, topic: int, day: int) -> None:
    counts = read(connection, topic, day, day)
    connection.execute("DELETE FROM term_counts WHERE topic = ? AND day = ?", (topic, day))
    connection.execute("INSERT INTO term_counts (topic, day, counts) VALUES (?, ?, ?)", (topic, day, _pack(counts)))


def _pack(counts: Mapping[str, int]) -> bytes:
    return zlib.compress(write_json(counts).encode(), 1)


def _unpack(counts: bytes) -> dict[str, int]:
    found: dict[str, int] = read_json(zlib.decompress(counts))
    return found
