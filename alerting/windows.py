"""Sliding windows over minutes: every stretch of a length that ends in a minute in which something was counted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Window:
    """Minutes ``first``..``last`` (inclusive, since the epoch) and what was counted in them."""

    first: int
    last: int
    count: int

    @property
    def minutes(self) -> int:
        """Return how long it is."""
        return self.last - self.first + 1


FOR_EVER = 1 << 62


@dataclass(frozen=True, slots=True)
class Bar:
    """What a window that ends in one of minutes ``since``..``until`` must hold at least to break a rule.

    With ``ever`` it is not the window that must hold it, but all that was counted since the beginning.
    """

    count: float
    since: int
    until: int = FOR_EVER
    ever: bool = False


def bar_of_hour(count: float, window: Window, start: int) -> Bar:
    """Return a bar that holds while minute ``start`` of a window lies in the hour in which it does."""
    since = window.last - start % 60
    return Bar(count, since, since + 59)


def sliding(counts: Mapping[int, int], length: int, first: int, last: int) -> Iterator[Window]:
    """Yield the windows of ``length`` minutes whose last minute is one of ``first``..``last``, earliest first.

    Only minutes in which something was counted end a window: between two of them a window only loses. So the windows
    don't depend on how the counts arrived, and a quiet year costs nothing. ``counts`` must reach back far enough.
    """
    minutes = sorted(minute for minute in counts if minute <= last)
    start = total = 0
    for end in minutes:
        total += counts[end]
        while minutes[start] <= end - length:
            total -= counts[minutes[start]]
            start += 1
        if end >= first and counts[end] > 0:
            yield Window(end - length + 1, end, total)
