"""What is counted of one topic: by minute and by hour, and when what was said."""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from domain.measure import Counts, add_counts
from domain.mention import Kind, StoredMention
from index.ledger.entries import MAX_REACH, tone_of
from index.ledger.moments import MINUTE_US, to_us
from index.ledger.tally import COUNTS, TONES

COMPLAINTS, REACH_SUM, REACH_MAX = (COUNTS.index(name) for name in ("complaints", "reach_sum", "reach_max"))
UNSCORED = frozenset(tone for tone, ones in TONES.items() if not ones[0])
_ADDED = {tone: tuple(place for place, one in enumerate(ones, start=1) if one) for tone, ones in TONES.items()}
"""Tone → the places of a bucket's numbers that it adds one to."""


class Added(NamedTuple):
    """What a mention adds to each of its topics. ``event`` is in microseconds since 1970."""

    event: int
    live: bool
    reach: int
    complaint: bool
    risks: tuple[str, ...]
    tone: str


def added_by(stored: StoredMention) -> Added:
    """Return what a mention adds."""
    mention, risks = stored.mention, stored.risks
    return Added(
        event=to_us(mention.event_time),
        live=mention.live,
        reach=max(0, min(mention.reach, MAX_REACH)),
        complaint=mention.kind is Kind.COMPLAINT,
        risks=tuple(sorted({risk.category for risk in risks})) if risks else (),
        tone=tone_of(stored.sentiment),
    )


class Bucket:
    """The numbers of a minute in the order of COUNTS, and how many mentions raise which category."""

    __slots__ = ("_counts", "numbers", "risk")

    def __init__(self) -> None:
        self.numbers = [0] * len(COUNTS)
        self.risk: dict[str, int] = {}
        self._counts: Counts | None = None

    def add(self, of: Added) -> None:
        """Count a mention."""
        self._counts = None
        numbers = self.numbers
        numbers[0] += 1
        for place in _ADDED[of.tone]:
            numbers[place] += 1
        if of.complaint:
            numbers[COMPLAINTS] += 1
        numbers[REACH_SUM] += of.reach
        if of.reach > numbers[REACH_MAX]:
            numbers[REACH_MAX] = of.reach
        for category in of.risks:
            self.risk[category] = self.risk.get(category, 0) + 1

    def counts(self) -> Counts:
        """Return the numbers as counts."""
        if self._counts is None:
            self._counts = Counts._make((*self.numbers, dict(self.risk)))
        return self._counts


class Counted:
    """The counts of one topic, changed only by adding. Minutes and hours are since the epoch.

    ``_said`` holds the minute of every mention, of the scored and the negative ones and of complaints, in order, and
    ``_raised`` of those that raise a category. Hours are added up when they are asked for.
    """

    __slots__ = ("_hours", "_minutes", "_order", "_raised", "_said", "first_hour")

    def __init__(self) -> None:
        self._minutes: dict[int, Bucket] = {}
        self._hours: dict[int, Counts | None] = {}
        self._order: list[int] = []
        self._said: dict[str, list[int]] = {"mentions": [], "scored": [], "negative": [], "complaints": []}
        self._raised: defaultdict[str, list[int]] = defaultdict(list)
        self.first_hour: int | None = None

    def add(self, of: Added) -> None:
        """Count a mention."""
        minute = of.event // MINUTE_US
        hour = minute // 60
        bucket = self._minutes.get(minute)
        if bucket is None:
            bucket = self._minutes[minute] = Bucket()
            _keep_in_order(self._order, minute)
            self.first_hour = hour if self.first_hour is None else min(hour, self.first_hour)
        bucket.add(of)
        self._hours[hour] = None
        said = self._said
        _keep_in_order(said["mentions"], minute)
        if of.tone not in UNSCORED:
            _keep_in_order(said["scored"], minute)
        if of.tone == "negative":
            _keep_in_order(said["negative"], minute)
        if of.complaint:
            _keep_in_order(said["complaints"], minute)
        for category in of.risks:
            _keep_in_order(self._raised[category], minute)

    def number(self, first: int, last: int, risk: str, of: str) -> int:
        """Return one count of minutes ``first``..``last`` (inclusive), or of mentions those that raise a risk."""
        said = self._raised.get(risk, ()) if risk else self._said.get(of)
        if said is None:
            return int(getattr(self.total(first, last), of))
        return bisect_right(said, last) - bisect_left(said, first)

    def hours(self, first: int, last: int, risk: str, complaints: bool) -> Iterator[tuple[int, int]]:
        """Yield hour and mentions for hours ``first``..``last`` (inclusive), but hours without any."""
        for hour in self._hours_in(first, last):
            counts = self._hour(hour)
            if number := counts.risk.get(risk, 0) if risk else counts.complaints if complaints else counts.mentions:
                yield hour, number

    def series(self, first: int, last: int) -> dict[int, Counts]:
        """Return minute → counts for ``first``..``last`` (inclusive); empty minutes are absent."""
        return {minute: self._minutes[minute].counts() for minute in self._heard_in(first, last)}

    def total(self, first: int, last: int) -> Counts:
        """Return the counts of minutes ``first``..``last`` (inclusive) taken together, whole hours as such."""
        if first == last:
            return self._minutes[first].counts() if first in self._minutes else Counts()
        start, end = -(-first // 60), (last + 1) // 60
        if start >= end:
            return add_counts([self._minutes[each].counts() for each in self._heard_in(first, last)])
        edges = (*self._heard_in(first, start * 60 - 1), *self._heard_in(end * 60, last))
        hours = [self._hour(hour) for hour in self._hours_in(start, end - 1)]
        return add_counts([*(self._minutes[each].counts() for each in edges), *hours])

    def newest(self, last: int) -> int | None:
        """Return the newest minute up to ``last``, None if there is none."""
        at = bisect_right(self._order, last)
        return self._order[at - 1] if at else None

    def _hour(self, hour: int) -> Counts:
        counts = self._hours[hour]
        if counts is None:
            minutes = self._heard_in(hour * 60, hour * 60 + 59)
            counts = self._hours[hour] = add_counts([self._minutes[each].counts() for each in minutes])
        return counts

    def _heard_in(self, first: int, last: int) -> Sequence[int]:
        return self._order[bisect_left(self._order, first) : bisect_right(self._order, last)]

    def _hours_in(self, first: int, last: int) -> Iterable[int]:
        """Return the hours ``first``..``last`` (inclusive) with a mention, by the shorter way of looking."""
        held = self._hours
        if last - first < len(held):
            return [hour for hour in range(first, last + 1) if hour in held]
        return [hour for hour in held if first <= hour <= last]


def _keep_in_order(order: list[int], value: int) -> None:
    if not order or value >= order[-1]:
        order.append(value)
    else:
        insort(order, value)
