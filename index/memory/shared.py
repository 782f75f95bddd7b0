"""Mentions by what they share, a family or an author, each in order of their own time."""

from bisect import bisect_left, insort_right
from collections.abc import Callable, Hashable, Sequence
from datetime import datetime

from domain.mention import StoredMention


class Shared:
    """Key → its mentions, oldest first; of equal times the one that arrived first.

    ``arrived`` are all mentions in the order of their arrival, and grow; they are sorted when something is asked.
    """

    __slots__ = ("_arrived", "_held", "_key", "_sorted")

    def __init__(self, arrived: Sequence[StoredMention], key: Callable[[StoredMention], Hashable]) -> None:
        self._arrived = arrived
        self._key = key
        self._held: dict[Hashable, list[StoredMention]] = {}
        self._sorted = 0

    def _sort(self) -> None:
        for mention in self._arrived[self._sorted :]:
            held = self._held.setdefault(self._key(mention), [])
            if not held or mention.mention.event_time >= held[-1].mention.event_time:
                held.append(mention)
            else:
                insort_right(held, mention, key=_event)
        self._sorted = len(self._arrived)

    def between(self, key: Hashable, since: datetime, until: datetime) -> Sequence[StoredMention]:
        """Return the mentions of ``since`` <= t < ``until``, oldest first."""
        if self._sorted < len(self._arrived):
            self._sort()
        held = self._held.get(key, ())
        if not held or since <= held[0].mention.event_time and held[-1].mention.event_time < until:
            return held
        return held[bisect_left(held, since, key=_event) : bisect_left(held, until, key=_event)]


def _event(mention: StoredMention) -> datetime:
    return mention.mention.event_time
