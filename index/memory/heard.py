"""Mentions in order of their own time: read back by window, newest or widest reach first."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from heapq import nlargest

from domain.mention import StoredMention
from index.ledger.entries import MAX_REACH
from index.ledger.moments import HOUR_US

Ranked = tuple[int, int, int, StoredMention]
"""Reach, event and place of arrival, by which mentions are ranked; no two have the same place."""


class Heard:
    """Mentions by event time; those that arrive late take their place among the others.

    ``events`` are microseconds since 1970. ``_widest`` holds for hours that were asked for how many mentions they had,
    and so many of the widest reach.
    """

    __slots__ = ("_widest", "events", "mentions")

    def __init__(self) -> None:
        self.events: list[int] = []
        self.mentions: list[StoredMention] = []
        self._widest: dict[tuple[int, int], tuple[int, list[Ranked]]] = {}

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
        found: list[Ranked] = []
        for hour in range(self.events[first] // HOUR_US, self.events[last - 1] // HOUR_US + 1) if first < last else ():
            start, end = self.span(hour * HOUR_US, (hour + 1) * HOUR_US)
            inside = max(start, first), min(end, last)
            found += self._of_hour(hour, start, end, limit) if inside == (start, end) else self._ranked(*inside)
        return [mention for *_, mention in nlargest(limit, found)]

    def _of_hour(self, hour: int, start: int, end: int, limit: int) -> Sequence[Ranked]:
        held = self._widest.get((hour, limit))
        if held is None or held[0] != end - start:
            held = self._widest[hour, limit] = (end - start, nlargest(limit, self._ranked(start, end)))
        return held[1]

    def _ranked(self, start: int, end: int) -> list[Ranked]:
        found = zip(self.events[start:end], self.mentions[start:end], strict=True)
        return [(_reach(each), event, each.seq, each) for event, each in found]


def _reach(mention: StoredMention) -> int:
    return max(0, min(mention.mention.reach, MAX_REACH))
