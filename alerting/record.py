"""The record of a brand: the most it was ever spoken of within three weeks, almost; what exceeds it is no ordinary day.

Means and variances forget peaks, and a brand's own peaks (launches, evenings, sales) are what false alarms are made of.
So the line is a high quantile of the brand's own windows, a little higher while little is known of it.
"""

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil, pow, sqrt

from domain.clock import MINUTE

MEMORY = timedelta(days=21)
WINDOW = timedelta(minutes=10)
QUANTILE = 0.999
"""Of three weeks in steps of five minutes the sixth highest: a single freak makes no record."""

PRIOR = 2.4
"""Mentions in ten minutes that are never a record: tiny numbers stay below the line."""

THINNESS = 0.1
"""The line of a memory that holds 1/n of three weeks is n to this power higher: peaks to come are not known yet."""

APART = timedelta(hours=24)
AGAIN = 1.2
"""Within a day of an alarm only what exceeds it by so much is one more: an event alarms once, and when it grows."""


def record_line(ordered: Sequence[float], known: timedelta, window: timedelta = WINDOW) -> float:
    """Return the line of windows counted before, given in ascending order, that span ``known`` of the memory."""
    highest = ordered[ceil(QUANTILE * len(ordered)) - 1] if ordered else 0.0
    share = max(MINUTE, min(known, MEMORY)) / MEMORY
    return (highest + PRIOR * sqrt(window / WINDOW)) * pow(share, -THINNESS)


class Scorer:
    """Scores a series of counts, oldest first: each by the rows before it, and one event with one alarm.

    The score is excess ÷ (1 + excess), 0..1, for a window's count ÷ its record line: above 0.5 it is a record. Rows
    that are no more than the alarm of the last day have 0. A series of steps longer than ten minutes is scored row by
    row. Time that runs backwards is read as standing still.
    """

    def __init__(self) -> None:
        self._rows: deque[tuple[datetime, float]] = deque()
        self._memory: deque[tuple[datetime, float]] = deque()
        self._ordered: list[float] = []
        self._alarms: deque[tuple[datetime, float]] = deque()
        self._began: datetime | None = None
        self._now: datetime | None = None

    def score(self, moment: datetime, value: float) -> float:
        """Return the anomaly score of the next row."""
        now = self._now = moment if self._now is None else max(moment, self._now)
        self._began = self._began or now
        self._rows.append((now, value))
        _drop(self._rows, now - WINDOW)
        count = sum(value for _, value in self._rows)
        excess = count / record_line(self._ordered, now - self._began)
        self._remember(now, count)
        return self._alarm(now, excess)

    def _remember(self, now: datetime, count: float) -> None:
        self._memory.append((now, count))
        insort(self._ordered, count)
        for forgotten in _drop(self._memory, now - MEMORY):
            del self._ordered[bisect_left(self._ordered, forgotten)]

    def _alarm(self, now: datetime, excess: float) -> float:
        _drop(self._alarms, now - APART)
        if excess <= AGAIN * max((told for _, told in self._alarms), default=0.0):
            return 0.0
        self._alarms.append((now, excess))
        return excess / (1 + excess)


def _drop(rows: deque[tuple[datetime, float]], until: datetime) -> list[float]:
    """Forget the rows up to an instant, and return their values."""
    dropped = []
    while rows and rows[0][0] <= until:
        dropped.append(rows.popleft()[1])
    return dropped
