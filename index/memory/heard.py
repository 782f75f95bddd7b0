"""Mentions in order of their own time: read back by window, newest or widest reach first."""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Sequence
from heapq import nlargest

from domain.mention import StoredMention
from index.ledger.entries import MAX_REACH
from index.ledger.moments import HOUR_US

WIDEST = 50
"""So many of the mentions with the widest reach are known of every hour."""

Ranked = tuple[int, int, int, StoredMention]
"""Reach, event and place of arrival, by which mentions are ranked; no two have the same place."""


class Heard:
    """Mentions by event time; those that arrive late take their place among the others.

    ``events`` are microseconds since 1970. ``shifts`` counts how often a late one moved others.
    """

    __slots__ = ("_widest", "events", "mentions", "shifts")

    def __init__(self) -> None:
        self.events: list[int] = []
        self.mentions: list[StoredMention] = []
        self.shifts = 0
        self._widest: defaultdict[int, list[Ranked]] = defaultdict(list)

    def add(self, event: int, mention: StoredMention) -> None:
        """Add a mention that arrives after all that are there."""
        events = self.events
        if not events or event >= events[-1]:
            events.append(event)
            self.mentions.append(mention)
        else:
            at = bisect_right(events, event)
            events.insert(at, event)
            self.mentions.insert(at, mention)
            self.shifts += 1
        widest = self._widest[event // HOUR_US]
        insort(widest, (_reach(mention), event, mention.seq, mention))
        if len(widest) > WIDEST:
            del widest[0]

    def span(self, since: int, until: int) -> tuple[int, int]:
        """Return from where to where the mentions of ``since`` <= event < ``until`` stand."""
        return bisect_left(self.events, since), bisect_left(self.events, until)

    def newest(self, since: int, until: int, limit: int) -> Sequence[StoredMention]:
        """Return mentions of a window, newest first."""
        first, last = self.span(since, until)
        return self.mentions[max(first, last - limit) : last][::-1]

    def widest(self, since: int, until: int, limit: int) -> Sequence[StoredMention]:
        """Return mentions of a window, widest reach first; of whole hours only the widest are looked at."""
        first, last = self.span(since, until)
        if first == last:
            return []
        hours = range(self.events[first] // HOUR_US, self.events[last - 1] // HOUR_US + 1)
        found: list[Ranked] = []
        for hour in hours:
            start, end = self.span(max(since, hour * HOUR_US), min(until, (hour + 1) * HOUR_US))
            whole = (start, end) == self.span(hour * HOUR_US, (hour + 1) * HOUR_US)
            found += self._widest.get(hour, ()) if whole and limit <= WIDEST else self._ranked(start, end)
        return [mention for *_, mention in nlargest(limit, found)]

    def _ranked(self, start: int, end: int) -> list[Ranked]:
        return [(_reach(each), self.events[at], each.seq, each) for at, each in self._between(start, end)]

    def _between(self, start: int, end: int) -> Sequence[tuple[int, StoredMention]]:
        return list(enumerate(self.mentions[start:end], start))


def _reach(mention: StoredMention) -> int:
    return max(0, min(mention.mention.reach, MAX_REACH))
