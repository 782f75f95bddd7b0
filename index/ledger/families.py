"""Repost families: which earlier text a new one copies, found through a few shared hashes, within a bounded window.

The table ``family`` keeps one row per family of the window: some hashes by which it is found (its keys) and the sketch
of its first text. ``Near`` mirrors the way from key to family in memory; it catches up with what other
processes wrote, and forgets everything when a transaction fails.
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
    """Key → its newest 16 families, of the newest 40,000 families at least and 80,000 at most."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Drop everything: what was added inside a transaction that failed never was."""
        self._by_key: dict[int, tuple[int, ...]] = {}
        self._swept = self._through = 0

    def catch_up(self, connection: sqlite3.Connection) -> int:
        """Read families that others wrote since, and return the newest family's id."""
        row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'family'").fetchone()
        newest = int(row[0]) if row else 0
        since = max(self._through, newest - NEWEST)
        if since < newest:
            rows = connection.execute("SELECT id, keys FROM family WHERE id > ? ORDER BY id", (since,))
            for family, keys in rows:
                self.add(family, distinct.unpack(keys))
            self._through = newest
        return newest

    def families(self, keys: Sketch) -> list[tuple[int, ...]]:
        """Return for each key the families that have it."""
        return list(map(self._by_key.get, keys, repeat(())))

    def add(self, family: int, keys: Sketch) -> None:
        """Make a family, newer than all before, known under its keys."""
        by_key, alone = self._by_key, (family,)
        for key in keys:
            held = by_key.get(key)
            by_key[key] = held[1 - _CROWD :] + alone if held else alone
        self._through = family
        if family >= self._swept + 2 * NEWEST:
            self._swept = family - NEWEST
            self._by_key = {key: held for key, held in by_key.items() if held[-1] > self._swept}


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

    def __init__(self, connection: sqlite3.Connection, near: Near) -> None:
        self._connection = connection
        self._near = near
        self._newest = near.catch_up(connection)
        self._known: dict[int, _Family] = {}
        self._founded: list[int] = []

    def assign(self, texts: Sequence[tuple[Sketch, int]]) -> list[Place]:
        """Return the place of each text, given as (sketch, event in microseconds); later ones see earlier ones."""
        places = [self._place(sketch, event) for sketch, event in texts]
        self._write()
        return places

    def _place(self, sketch: Sketch, event: int) -> Place:
        fresh = self._newest + 1
        postings = self._near.families(sketch)
        best, family = 0.0, 0
        for tried in _most_shared(postings, fresh - NEWEST, 2 if len(sketch) >= _KEYS else 1):
            held = self._load(tried)
            if abs(held.event - event) <= WINDOW_US and (alike := similar(sketch, held.sketch)) >= best:
                best, family = alike, tried
        if best >= SAME_FAMILY:
            self._touch(self._known[family], event)
            return Place(family, novel=False)
        self._found(fresh, sketch, event, postings)
        return Place(fresh, novel=True)

    def _found(self, family: int, sketch: Sketch, event: int, postings: Sequence[tuple[int, ...]]) -> None:
        """Begin a family; its keys are the hashes that fewest families have, of those a copy is likely to keep."""
        rarest = sorted(zip(map(len, postings), sketch[:_SAFE], strict=False))[:_KEYS]
        keys = tuple([key for _, key in rarest])
        self._known[family] = _Family(sketch, event, keys)
        self._founded.append(family)
        self._newest = family
        self._near.add(family, keys)

    def _touch(self, family: _Family, event: int) -> None:
        if event > family.event + _STEP_US:
            family.event, family.touched = event, True

    def _load(self, family: int) -> _Family:
        if family not in self._known:
            row = self._connection.execute("SELECT sketch, event FROM family WHERE id = ?", (family,)).fetchone()
            sketch, event = row or (b"", 0)
            self._known[family] = _Family(distinct.unpack(sketch), event)
        return self._known[family]

    def _write(self) -> None:
        founded = [(family, self._known[family]) for family in self._founded]
        self._connection.executemany(
            "INSERT INTO family (id, event, keys, sketch) VALUES (?, ?, ?, ?)",
            [(family, held.event, distinct.pack(held.keys), distinct.pack(held.sketch)) for family, held in founded],
        )
        self._connection.executemany(
            "UPDATE family SET event = ? WHERE id = ?",
            [(held.event, family) for family, held in self._known.items() if held.touched],
        )
        before = self._newest - len(founded)
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
