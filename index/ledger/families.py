"""Repost families: which earlier text a new one copies, found through a few shared hashes, within a bounded window.

The table ``family`` keeps one row per family of the window: the sketch of its first text. The way from a hash to the
families that have it (``near``) is a temporary table of the writing connection: it is filled from ``family`` as rows
appear, whichever process wrote them, and a rollback takes it back too.
"""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from index.ledger import distinct
from index.ledger.documents import write_json
from index.ledger.moments import HOUR_US
from text.sketch import SAME_FAMILY, similar

WINDOW_US = 72 * HOUR_US
"""A text joins a family whose newest copy is at most this much older or younger, by its own time."""

NEWEST = 100_000
"""So many of the newest families are searched."""

_KEYS = 6
_CROWD = 64
_TRIED = 4
_STEP_US = HOUR_US
_TEMP = (
    "CREATE TEMP TABLE IF NOT EXISTS near (value INTEGER, family INTEGER, PRIMARY KEY (value, family)) WITHOUT ROWID",
    "CREATE TEMP TABLE IF NOT EXISTS near_through (family INTEGER NOT NULL)",
)

Sketch = tuple[int, ...]


@dataclass(slots=True)
class _Family:
    sketch: Sketch
    event: int
    keys: Sketch = ()
    touched: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text belongs: its family, and whether it is the family's first."""

    family: int
    novel: bool


class Families:
    """Finds or founds the family of each text of one batch, inside one write transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[int, _Family] = {}
        self._near: defaultdict[int, list[int]] = defaultdict(list)
        self._founded: list[int] = []

    def assign(self, texts: Sequence[tuple[Sketch, int]], arrived: int) -> list[Place]:
        """Return the place of each text, given as (sketch, event in microseconds); later ones see earlier ones."""
        through = self._catch_up()
        self._look_up({value for sketch, _ in texts for value in sketch})
        places = []
        for number in range(len(texts)):
            places.append(self._place(*texts[number], through + 1 + len(self._founded)))
        self._write(arrived)
        return places

    def _place(self, sketch: Sketch, event: int, fresh: int) -> Place:
        shared = Counter(family for value in sketch for family in self._near[value] if family > fresh - NEWEST)
        tried = sorted(shared, key=lambda family: (-shared[family], family))[:_TRIED]
        self._load(tried)
        alike = [
            (-similar(sketch, held.sketch), family)
            for family in tried
            if abs((held := self._known[family]).event - event) <= WINDOW_US
        ]
        resemblance, family = min(alike, default=(0.0, 0))
        if -resemblance >= SAME_FAMILY:
            self._touch(self._known[family], event)
            return Place(family, novel=False)
        self._found(fresh, sketch, event)
        return Place(fresh, novel=True)

    def _found(self, family: int, sketch: Sketch, event: int) -> None:
        free = [value for value in sketch if len(self._near[value]) < _CROWD]
        keys = tuple(free[:_KEYS]) or tuple(sketch[:1])
        self._known[family] = _Family(sketch, event, keys)
        self._founded.append(family)
        for value in keys:
            self._near[value].append(family)

    def _touch(self, family: _Family, event: int) -> None:
        if event > family.event + _STEP_US:
            family.event, family.touched = event, True

    def _catch_up(self) -> int:
        """Bring ``near`` up to the newest family and return its id."""
        for statement in _TEMP:
            self._connection.execute(statement)
        newest = self._newest()
        (through,) = self._connection.execute("SELECT coalesce(max(family), 0) FROM near_through").fetchone()
        rows = self._connection.execute("SELECT id, keys FROM family WHERE id > ?", (max(through, newest - NEWEST),))
        self._add_keys([(value, family) for family, keys in rows for value in distinct.unpack(keys)], newest)
        return newest

    def _newest(self) -> int:
        row = self._connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'family'").fetchone()
        return int(row[0]) if row else 0

    def _add_keys(self, rows: list[tuple[int, int]], through: int) -> None:
        self._connection.executemany("INSERT OR IGNORE INTO near VALUES (?, ?)", rows)
        self._connection.execute("DELETE FROM near_through")
        self._connection.execute("INSERT INTO near_through VALUES (?)", (through,))

    def _look_up(self, values: set[int]) -> None:
        rows = self._connection.execute(
            "SELECT value, family FROM near WHERE value IN (SELECT value FROM json_each(?))",
            (write_json(sorted(values)),),
        )
        for value, family in rows:
            self._near[value].append(family)

    def _load(self, families: Sequence[int]) -> None:
        for family in families:
            if family in self._known:
                continue
            row = self._connection.execute("SELECT sketch, event FROM family WHERE id = ?", (family,)).fetchone()
            sketch, event = row or (b"", 0)
            self._known[family] = _Family(distinct.unpack(sketch), event)

    def _write(self, arrived: int) -> None:
        founded = [(family, self._known[family]) for family in self._founded]
        self._connection.executemany(
            "INSERT INTO family (id, event, arrived, keys, sketch) VALUES (?, ?, ?, ?, ?)",
            [
                (family, held.event, arrived, distinct.pack(held.keys), distinct.pack(held.sketch))
                for family, held in founded
            ],
        )
        touched = [(held.event, arrived, family) for family, held in self._known.items() if held.touched]
        self._connection.executemany("UPDATE family SET event = ?, arrived = ? WHERE id = ?", touched)
        if founded:
            newest = self._founded[-1]
            self._add_keys([(value, family) for family, held in founded for value in held.keys], newest)
            if newest // (NEWEST // 10) != (newest - len(founded)) // (NEWEST // 10):
                self._prune(newest - NEWEST)

    def _prune(self, through: int) -> None:
        self._connection.execute("DELETE FROM family WHERE id <= ?", (through,))
        self._connection.execute("DELETE FROM near WHERE family <= ?", (through,))
