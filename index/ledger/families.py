"""Repost families: which earlier text a new one copies, found through a few shared hashes, within a bounded window.

The table ``family`` keeps one row per family of the window: some hashes by which it is found (its keys), the sketch of
its first text, and when its newest copy was. ``Near`` mirrors keys and sketches, which never change, in memory; it
catches up with what other processes wrote, and forgets everything when a transaction fails.
"""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, repeat

from index.ledger import distinct
from index.ledger.moments import HOUR_US
from text.sketch import SAME_FAMILY, similar

WINDOW_US = 72 * HOUR_US
"""A text joins a family whose newest copy is at most this much older or younger, by its own time."""

NEWEST = 40_000
"""So many of the newest families are searched."""

_KEYS = 6
_SAFE = 12
_CROWD = 16
_TRIED = 4
_STEP_US = HOUR_US

Sketch = tuple[int, ...]


class Near:
    """Key → its newest 16 families, of the newest 40,000 families at least and 50,000 at most; sketches of 40,000."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Drop everything: what was added inside a transaction that failed never was."""
        self._by_key: dict[int, tuple[int, ...]] = {}
        self._sketches = [b""] * NEWEST
        self._swept = self._through = 0

    def catch_up(self, connection: sqlite3.Connection) -> int:
        """Read families that others wrote since, and return the newest family's id."""
        row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'family'").fetchone()
        newest = int(row[0]) if row else 0
        since = max(self._through, newest - NEWEST)
        if since < newest:
            rows = connection.execute("SELECT id, keys, sketch FROM family WHERE id > ? ORDER BY id", (since,))
            for family, keys, sketch in rows:
                self.add(family, distinct.unpack(keys), sketch)
            self._through = newest
        return newest

    def families(self, keys: Sketch) -> list[tuple[int, ...]]:
        """Return for each key the families that have it."""
        return list(map(self._by_key.get, keys, repeat(())))

    def sketch(self, family: int) -> Sketch:
        """Return the sketch of one of the newest families."""
        return distinct.unpack(self._sketches[family % NEWEST])

    def add(self, family: int, keys: Sketch, sketch: bytes) -> None:
        """Make a family, newer than all before, known under its keys."""
        self._sketches[family % NEWEST] = sketch
        by_key, alone = self._by_key, (family,)
        for key in keys:
            held = by_key.get(key)
            by_key[key] = held[1 - _CROWD :] + alone if held else alone
        self._through = family
        if family >= self._swept + NEWEST + NEWEST // 4:
            self._swept = family - NEWEST
            self._by_key = {key: held for key, held in by_key.items() if held[-1] > self._swept}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text belongs: its family, and whether it is the family's first."""

    family: int
    novel: bool


class Families:
    """Finds or founds the family of each text of one batch, inside one write transaction."""

    def __init__(self, connection: sqlite3.Connection, near: Near) -> None:
        self._connection = connection
        self._near = near
        self._newest = near.catch_up(connection)
        self._newest_copy: dict[int, int] = {}
        self._touched: set[int] = set()
        self._founded: dict[int, tuple[bytes, bytes]] = {}

    def assign(self, texts: Sequence[tuple[Sketch, int]]) -> list[Place]:
        """Return the place of each text, given as (sketch, event in microseconds); later ones see earlier ones."""
        places = [self._place(sketch, event) for sketch, event in texts]
        self._write()
        return places

    def _place(self, sketch: Sketch, event: int) -> Place:
        fresh = self._newest + 1
        postings = self._near.families(sketch)
        best, family = SAME_FAMILY, 0
        for tried in _most_shared(postings, fresh - NEWEST, 2 if len(sketch) >= _KEYS else 1):
            alike = similar(sketch, self._near.sketch(tried), best)
            if alike >= best and abs(self._event(tried) - event) <= WINDOW_US:
                best, family = alike, tried
        if family:
            self._touch(family, event)
            return Place(family, novel=False)
        self._found(fresh, sketch, event, postings)
        return Place(fresh, novel=True)

    def _found(self, family: int, sketch: Sketch, event: int, postings: Sequence[tuple[int, ...]]) -> None:
        """Begin a family; its keys are the hashes that fewest families have, of those a copy is likely to keep."""
        rarest = sorted(zip(map(len, postings), sketch[:_SAFE], strict=False))[:_KEYS]
        keys = tuple([key for _, key in rarest])
        packed = distinct.pack_sorted(sketch)
        self._newest_copy[family] = event
        self._founded[family] = distinct.pack(keys), packed
        self._newest = family
        self._near.add(family, keys, packed)

    def _touch(self, family: int, event: int) -> None:
        if event > self._newest_copy[family] + _STEP_US:
            self._newest_copy[family] = event
            self._touched.add(family)

    def _event(self, family: int) -> int:
        """Return when the newest copy of a family was, the beginning of time for one whose first text was removed."""
        if family not in self._newest_copy:
            row = self._connection.execute("SELECT event FROM family WHERE id = ?", (family,)).fetchone()
            self._newest_copy[family] = row[0] if row else 0
        return self._newest_copy[family]

    def _write(self) -> None:
        self._connection.executemany(
            "INSERT INTO family (id, event, keys, sketch) VALUES (?, ?, ?, ?)",
            [(family, self._newest_copy[family], *packed) for family, packed in self._founded.items()],
        )
        self._connection.executemany(
            "UPDATE family SET event = ? WHERE id = ?",
            [(self._newest_copy[family], family) for family in self._touched.difference(self._founded)],
        )
        before = self._newest - len(self._founded)
        if self._newest // (NEWEST // 10) != before // (NEWEST // 10):
            self._connection.execute("DELETE FROM family WHERE id <= ?", (self._newest - NEWEST,))


def _most_shared(postings: Sequence[tuple[int, ...]], after: int, enough: int) -> list[int]:
    """Return the few families that share most keys, newest first among equals; one key is chance but in short texts."""
    met = list(chain.from_iterable(postings))
    if len(met) < enough or enough > 1 and len(set(met)) == len(met):
        return []
    shared = Counter(met)
    likely = [(number, family) for family, number in shared.items() if number >= enough and family > after]
    return [family for _, family in sorted(likely, reverse=True)[:_TRIED]]
