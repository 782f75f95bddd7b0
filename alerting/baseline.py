"""The usual number of mentions: a brand's own, for that hour and weekday, from its last four weeks.

The hour is compared with the same hour and its two neighbours on the same class of days (working week or week-end).
Hours in which all intake was silent, or in which the rule was raised, are left out. A brand that is new starts from a
prior that fades as hours become known: first towards its level over all hours, then towards this hour's own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import accumulate
from math import ceil, fsum, log, sqrt
from statistics import fmean

from alerting.chance import is_beyond, least_count_beyond, log_tail
from alerting.record import MEMORY, record_line
from domain.clock import HOUR

DAYS = 28
REACH_BACK = DAYS * 24
"""Hours of history that a usual number is made of."""

PRIOR_MEAN = 5.0
"""Mentions an hour assumed of a brand of which nothing is known: an alarm then takes more than 100 in an hour."""

PRIOR_HOURS = 2.0
"""Known hours (of any hour of the day) that weigh as much as the prior mean."""

LEVEL_HOURS = 2.0
"""Known hours of this hour and class of days that weigh as much as the brand's level over all hours."""

PRIOR_DISPERSION = 0.7
DISPERSION_HOURS = 12.0
"""The dispersion assumed, and the hours that weigh as much as this assumption."""

UNKNOWN_DISPERSION = 3.0
"""Dispersion added while nothing is known, half of it after one known hour, a quarter after three."""

LEAST_DISPERSION = 0.05
KEPT_SHARE = 0.95
"""Counts far above this quantile are cut down before mean and dispersion are taken: one outlier moves neither."""

LONGEST_LEFT_OUT = 48 * 60
"""Minutes of one episode that no baseline counts; what lasts longer is the new usual."""

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual for a window: mean, dispersion (variance = mean + dispersion·mean²), and the hours it is from.

    ``hours_used`` are hours of this hour and class of days; 0 says that it is a prior or the brand's overall level.
    """

    mean: float
    dispersion: float
    hours_used: int

    def log_tail(self, count: int) -> float:
        """Return ln of the probability of so many mentions or more in a usual window."""
        return log_tail(count, self.mean, self.dispersion)

    def is_beyond(self, count: int, rarity: float) -> bool:
        """Say whether so many mentions come less than once in ``rarity`` usual windows."""
        return is_beyond(count, -log(rarity), self.mean, self.dispersion)

    def alarm_line(self, floor: int, rarity: float) -> int:
        """Return the dynamic threshold (动态预警线): the least count beyond the usual, never below the floor."""
        return max(floor, least_count_beyond(-log(rarity), self.mean, self.dispersion))


class _Sums:
    """Hours added up once, so that any stretch of them is one subtraction."""

    __slots__ = ("_first", "_through")

    def __init__(self, hours: Mapping[int, int]) -> None:
        self._first = min(hours, default=0)
        span = range(self._first, max(hours, default=-1) + 1)
        self._through = list(accumulate((hours.get(hour, 0) for hour in span), initial=0))

    def upto(self, hour: int) -> int:
        """Return the sum of all hours before one."""
        return self._through[min(max(hour - self._first, 0), len(self._through) - 1)]

    def each_upto(self, first: int, last: int) -> list[int]:
        """Return ``upto`` of hours ``first``..``last``."""
        begin, end, size = first - self._first, last - self._first + 1, max(last - first + 1, 0)
        before = [0] * min(max(-begin, 0), size)
        known = self._through[max(begin, 0) : max(end, 0)]
        return before + known + self._through[-1:] * (size - len(before) - len(known))


@dataclass(slots=True)
class Baseline:
    """The hours known of one topic, and what is usual by them. Hours are since the epoch.

    ``since`` is the first hour with a mention (None = never seen); hours absent from ``hours`` after it had none.
    ``left_out`` are hours that no baseline counts.
    """

    hours: Mapping[int, int]
    since: int | None
    left_out: frozenset[int]
    zone: tzinfo
    _known: dict[tuple[int, int], Usual] = field(default_factory=dict)
    _levels: dict[int, tuple[float, int]] = field(default_factory=dict)
    _without: dict[frozenset[int], "Baseline"] = field(default_factory=dict)
    _sums: _Sums | None = None
    _beyond: dict[tuple[int, int, float], int] = field(default_factory=dict)
    _records: dict[tuple[int, int], float] = field(default_factory=dict)

    def without(self, spoilt: frozenset[int]) -> "Baseline":
        """Return the baseline that does not count these hours either."""
        if spoilt not in self._without:
            left_out = self.left_out | spoilt
            self._without[spoilt] = Baseline(self.hours, self.since, left_out, self.zone, _sums=self._summed())
        return self._without[spoilt]

    def of_window(self, first: int, last: int) -> Usual:
        """Return what is usual for minutes ``first``..``last`` (inclusive), by the hours before them."""
        before = first // 60
        parts: list[tuple[Usual, float]] = []
        for hour in range(before, last // 60 + 1):
            overlap = min(last, hour * 60 + 59) - max(first, hour * 60) + 1
            parts.append((self.of_hour(hour, before), overlap / 60))
        mean = sum(usual.mean * share for usual, share in parts)
        dispersion = sum(usual.dispersion * usual.mean * share for usual, share in parts) / mean
        return Usual(mean, dispersion, min(usual.hours_used for usual, _ in parts))

    def of_hour(self, hour: int, before: int) -> Usual:
        """Return what is usual for an hour, by the hours earlier than ``before``."""
        if (hour, before) not in self._known:
            samples = [self.hours.get(like, 0) for like in self._hours_like(hour, before)]
            self._known[hour, before] = _usual(samples, *self._level(before))
        return self._known[hour, before]

    def least_beyond(self, first: int, last: int, rarity: float) -> int:
        """Return the least count that may come less than once in ``rarity`` usual windows of that length.

        It holds for all windows that begin in the same hour: of the hours that they fall into, the quietest is taken.
        """
        length, before = last - first + 1, first // 60
        if (length, before, rarity) not in self._beyond:
            usual = [self.of_hour(hour, before) for hour in range(before, (before * 60 + 58 + length) // 60 + 1)]
            mean = min(each.mean for each in usual) * length / 60
            least = least_count_beyond(-log(rarity), mean, min(each.dispersion for each in usual))
            self._beyond[length, before, rarity] = least
        return self._beyond[length, before, rarity]

    def record(self, first: int, last: int) -> float:
        """Return the record line of a window of minutes ``first``..``last``, by the three weeks of hours before it.

        Hours are what is remembered: a window shorter than one has no record, its line is 0.
        """
        length, before = (last - first + 1) // 60, first // 60
        if not length or self.since is None:
            return 0.0
        if (length, before) not in self._records:
            earliest = max(self.since, before - MEMORY // HOUR)
            upto = self._summed().each_upto(earliest, before)
            deaf = self._left_out(earliest, before)
            broken = {start for hour in deaf for start in range(hour - length + 1, hour + 1)}
            spans = enumerate(zip(upto, upto[length:], strict=False), start=earliest)
            sums = [end - begin for start, (begin, end) in spans if start not in broken]
            known = timedelta(hours=before - earliest)
            self._records[length, before] = record_line(sorted(sums), known, timedelta(hours=length))
        return self._records[length, before]

    def _level(self, before: int) -> tuple[float, int]:
        """Return the mean over all known hours, whatever hour of the day, the prior mixed in, and how many they are."""
        if before not in self._levels:
            earliest = before if self.since is None else min(max(before - REACH_BACK, self.since), before)
            deaf, summed = self._left_out(earliest, before), self._summed()
            known = before - earliest - len(deaf)
            number = summed.upto(before) - summed.upto(earliest) - sum(self.hours.get(hour, 0) for hour in deaf)
            self._levels[before] = (PRIOR_MEAN * PRIOR_HOURS + number) / (PRIOR_HOURS + known), known
        return self._levels[before]

    def _left_out(self, first: int, end: int) -> list[int]:
        """Return which of hours ``first`` up to ``end`` (exclusive) no baseline counts."""
        return [hour for hour in self.left_out if first <= hour < end]

    def _summed(self) -> _Sums:
        if self._sums is None:
            self._sums = _Sums(self.hours)
        return self._sums

    def _hours_like(self, hour: int, before: int) -> list[int]:
        if self.since is None:
            return []
        since, left_out = self.since, self.left_out
        alike = _alike(hour, min(DAYS, (hour + 1 - since) // 24), self.zone)
        return [like for like in alike if since <= like < before and like not in left_out]


@lru_cache(maxsize=1 << 10)
def _alike(hour: int, days: int, zone: tzinfo) -> tuple[int, ...]:
    """Return the same hour of so many days before and its neighbours, on the same class of days."""
    weekend = _is_weekend(hour, zone)
    near = (hour - 24 * day + shift for day in range(1, days + 1) for shift in (-1, 0, 1))
    return tuple(like for like in near if _is_weekend(like, zone) == weekend)


@lru_cache(maxsize=1 << 14)
def _is_weekend(hour: int, zone: tzinfo) -> bool:
    return datetime.fromtimestamp(hour * 3600, zone).weekday() >= SATURDAY


def hours_of(episodes: Sequence[tuple[int, int]], window: int) -> frozenset[int]:
    """Return the hours that episodes of a rule (first and last minute) spoil: from the start of their first window."""
    spoilt: set[int] = set()
    for first, last in episodes:
        end = min(last, first + LONGEST_LEFT_OUT)
        spoilt.update(range((first - window) // 60, end // 60 + 1))
    return frozenset(spoilt)


def _usual(samples: Sequence[int], level: float, known: int) -> Usual:
    """Return mean and dispersion of comparable hours, leaning on level and prior while they are few.

    ``level`` is the mean of the ``known`` hours of any hour of the day.
    """
    number = len(samples)
    kept = _cut_down(samples)
    prior = PRIOR_DISPERSION + UNKNOWN_DISPERSION / (1 + known)
    mean = (level * LEVEL_HOURS + sum(kept)) / (LEVEL_HOURS + number)
    dispersion = (prior * DISPERSION_HOURS + _dispersion(kept) * number) / (DISPERSION_HOURS + number)
    return Usual(mean, max(LEAST_DISPERSION, dispersion), number)


def _cut_down(samples: Sequence[int]) -> list[float]:
    """Return the counts with the highest cut down to a quantile and what chance alone may add to it."""
    if not samples:
        return []
    quantile = sorted(samples)[ceil(KEPT_SHARE * len(samples)) - 1]
    most = quantile + 3 * sqrt(quantile + 1)
    return [min(sample, most) for sample in samples]


def _dispersion(samples: Sequence[float]) -> float:
    """Return the moment estimate of the dispersion; the prior's where the samples say nothing about it."""
    mean = fmean(samples) if samples else 0.0
    if len(samples) < 2 or mean == 0:
        return PRIOR_DISPERSION
    spread = fsum((sample - mean) ** 2 for sample in samples) / (len(samples) - 1)
    return max(0.0, (spread - mean) / mean**2)
