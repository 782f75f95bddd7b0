"""What is counted of one topic: by minute, by hour, by category, and who spoke."""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterator, Mapping

from domain.measure import Counts, add_counts
from index.ledger.entries import Facts
from index.ledger.moments import HOUR_US, MINUTE_US

_TONES = ("negative", "positive", "unsure")


class Counted:
    """The counts of one topic, changed only by adding. Minutes and hours are since the epoch."""

    __slots__ = (
        "_counts",
        "_hour_counts",
        "_order",
        "_slots",
        "authors",
        "complaints",
        "first_hour",
        "hours",
        "outlets",
        "risk_hours",
        "sources",
    )

    def __init__(self) -> None:
        self._slots: dict[int, list[Facts]] = {}
        self._counts: dict[int, Counts] = {}
        self._hour_counts: dict[int, Counts] = {}
        self._order: list[int] = []
        self.hours: dict[int, int] = {}
        self.complaints: dict[int, int] = {}
        self.authors: defaultdict[int, set[int]] = defaultdict(set)
        self.sources: defaultdict[int, set[int]] = defaultdict(set)
        self.outlets: dict[str, int] = {}
        self.risk_hours: defaultdict[str, dict[int, int]] = defaultdict(dict)
        self.first_hour: int | None = None

    def add(self, of: Facts) -> None:
        """Count a mention."""
        minute, hour = of.event // MINUTE_US, of.event // HOUR_US
        slot = self._slots.get(minute)
        if slot is None:
            self._slots[minute] = [of]
            _keep_in_order(self._order, minute)
        else:
            slot.append(of)
            self._counts.pop(minute, None)
        self._hour_counts.pop(hour, None)
        self.hours[hour] = self.hours.get(hour, 0) + 1
        if of.complaint:
            self.complaints[hour] = self.complaints.get(hour, 0) + 1
        if self.first_hour is None or hour < self.first_hour:
            self.first_hour = hour
        for category in of.risks:
            raised = self.risk_hours[category]
            raised[hour] = raised.get(hour, 0) + 1
        self.authors[hour].add(of.author)
        self.sources[hour].add(of.source)
        outlet = self.outlets.get(of.source_name)
        if outlet is None or of.event < outlet:
            self.outlets[of.source_name] = of.event

    def series(self, first: int, last: int) -> dict[int, Counts]:
        """Return minute → counts for ``first``..``last`` (inclusive); empty minutes are absent."""
        known = self._counts
        return {
            minute: known[minute] if minute in known else self._count(minute) for minute in self._minutes(first, last)
        }

    def total(self, first: int, last: int) -> Counts:
        """Return the counts of minutes ``first``..``last`` (inclusive) taken together; whole hours are kept."""
        start, end = -(-first // 60), (last + 1) // 60
        if start >= end:
            return add_counts(self.series(first, last).values())
        hours = [self._hour(hour) for hour in between(self.hours, start, end - 1)]
        edges = (*self.series(first, start * 60 - 1).values(), *self.series(end * 60, last).values())
        return add_counts([*edges, *hours])

    def newest(self, last: int) -> int | None:
        """Return the newest minute up to ``last``, None if there is none."""
        at = bisect_right(self._order, last)
        return self._order[at - 1] if at else None

    def _hour(self, hour: int) -> Counts:
        if hour not in self._hour_counts:
            self._hour_counts[hour] = add_counts(self.series(hour * 60, hour * 60 + 59).values())
        return self._hour_counts[hour]

    def _minutes(self, first: int, last: int) -> list[int]:
        return self._order[bisect_left(self._order, first) : bisect_right(self._order, last)]

    def _count(self, minute: int) -> Counts:
        slot = self._slots[minute]
        risk: dict[str, int] = {}
        for each in slot:
            for category in each.risks:
                risk[category] = risk.get(category, 0) + 1
        tones = [each.tone for each in slot]
        unscorable = tones.count("unscorable")
        counts = Counts(
            mentions=len(slot),
            scored=len(slot) - unscorable - tones.count(""),
            unscorable=unscorable,
            complaints=sum(each.complaint for each in slot),
            reach_sum=sum(each.reach for each in slot),
            reach_max=max(each.reach for each in slot),
            risk=risk,
            **{tone: tones.count(tone) for tone in _TONES},
        )
        self._counts[minute] = counts
        return counts


def _keep_in_order(order: list[int], value: int) -> None:
    if not order or value > order[-1]:
        order.append(value)
    else:
        insort(order, value)


def between(held: Mapping[int, int], first: int, last: int) -> dict[int, int]:
    """Return the entries of ``first``..``last`` (inclusive), by the shorter way of looking."""
    if last - first < len(held):
        return {key: held[key] for key in range(first, last + 1) if key in held}
    return {key: value for key, value in held.items() if first <= key <= last}


def voices(held: Mapping[int, set[int]], first: int, last: int) -> Iterator[int]:
    """Yield the hashes heard in hours ``first``..``last`` (inclusive)."""
    for hour, heard in held.items():
        if first <= hour <= last:
            yield from heard
