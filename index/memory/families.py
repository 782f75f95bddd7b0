"""Sizes of repost families inside a window that moves forward: what enters and leaves is counted, not all of it."""

from collections import Counter, defaultdict, deque
from collections.abc import Collection
from dataclasses import dataclass, field
from heapq import nsmallest
from typing import NamedTuple

from domain.mention import StoredMention
from index.ledger.entries import Facts
from index.memory.heard import Heard
from index.ports import FamilySize


class Copy(NamedTuple):
    """One mention of a family: who said it and where."""

    author: int
    source: int


@dataclass(slots=True)
class _Family:
    copies: deque[Copy] = field(default_factory=deque)
    authors: Counter[int] = field(default_factory=Counter)
    sources: Counter[int] = field(default_factory=Counter)


class FamilyWindow:
    """The families of one topic between two instants; asking for an earlier window begins anew."""

    __slots__ = ("_families", "_first", "_last", "_shifts", "_sizes")

    def __init__(self) -> None:
        self._first = self._last = self._shifts = 0
        self._forget()

    def largest(self, heard: Heard, facts: dict[int, Facts], since: int, until: int, limit: int) -> list[FamilySize]:
        """Return the largest families of ``since`` <= event < ``until``, of equal ones the oldest first."""
        self._move_to(heard, facts, since, until)
        return [self._size(family) for family in self._top(limit)]

    def sizes(
        self, heard: Heard, facts: dict[int, Facts], since: int, until: int, families: Collection[int]
    ) -> list[FamilySize]:
        """Return the sizes of those of these families that occur in the window, largest first."""
        self._move_to(heard, facts, since, until)
        found = [self._size(family) for family in families if family in self._families]
        return sorted(found, key=lambda size: (-size.copies, size.family))

    def _move_to(self, heard: Heard, facts: dict[int, Facts], since: int, until: int) -> None:
        first, last = heard.span(since, until)
        if first < self._first or last < self._last or heard.shifts != self._shifts:
            self._forget()
            self._first = self._last = first
            self._shifts = heard.shifts
        for mention in heard.mentions[self._last : last]:
            self._enter(mention, facts[mention.seq])
        for mention in heard.mentions[self._first : first]:
            self._leave(mention)
        self._first, self._last = first, last

    def _forget(self) -> None:
        self._families: dict[int, _Family] = {}
        self._sizes: defaultdict[int, set[int]] = defaultdict(set)

    def _enter(self, mention: StoredMention, of: Facts) -> None:
        family = self._families.setdefault(mention.family, _Family())
        family.copies.append(Copy(of.author, of.source))
        family.authors[of.author] += 1
        family.sources[of.source] += 1
        self._move(mention.family, len(family.copies) - 1, len(family.copies))

    def _leave(self, mention: StoredMention) -> None:
        family = self._families.get(mention.family)
        if family is None:
            return
        gone = family.copies.popleft()
        for voices, voice in ((family.authors, gone.author), (family.sources, gone.source)):
            voices[voice] -= 1
            if not voices[voice]:
                del voices[voice]
        self._move(mention.family, len(family.copies) + 1, len(family.copies))
        if not family.copies:
            del self._families[mention.family]

    def _move(self, family: int, before: int, after: int) -> None:
        if before:
            self._sizes[before].discard(family)
            if not self._sizes[before]:
                del self._sizes[before]
        if after:
            self._sizes[after].add(family)

    def _top(self, limit: int) -> list[int]:
        found: list[int] = []
        for size in sorted(self._sizes, reverse=True):
            found += nsmallest(limit - len(found), self._sizes[size])
            if len(found) >= limit:
                break
        return found

    def _size(self, family: int) -> FamilySize:
        held = self._families[family]
        return FamilySize(family, len(held.copies), len(held.authors), len(held.sources))
