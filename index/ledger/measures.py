"""Counts per topic and bucket, read back."""

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta

from domain.clock import HOUR, minute_of
from domain.measure import Counts
from index.ledger import distinct, toned
from index.ledger.moments import from_us, to_us
from index.ledger.sources import Sources
from index.ledger.tally import COUNTS
from index.ledger.topics import KnownKeys
from index.ports import Estimate

_SUMS = f"{', '.join(f'coalesce(sum({name}), 0)' for name in COUNTS[:-1])}, coalesce(max({COUNTS[-1]}), 0)"

_COUNTED = ", ".join(COUNTS)
_WITHIN = "WHERE topic = ? AND {} BETWEEN ? AND ?"
_NO_RISK: Mapping[str, int] = {}


def _pieces(first: int, last: int) -> Iterator[tuple[str, str, str, int, int]]:
    """Yield the tables of counts and of risks that hold minutes ``first``..``last``, and the column and span in them.

    Whole hours are read as such, only the minutes before and after them one by one.
    """
    whole, end = -(-first // 60), (last + 1) // 60
    if whole >= end:
        spans = [("minute", first, last)]
    else:
        spans = [("hour", whole, end - 1), ("minute", first, 60 * whole - 1), ("minute", 60 * end, last)]
    for unit, start, stop in spans:
        if start <= stop:
            counts, risks = ("hour", "hour_risk") if unit == "hour" else ("measure", "measure_risk")
            yield counts, risks, unit, start, stop


class Measures:
    """Keeps ``index.ports.Measures``.

    Silence of all intake is a gap when the hour before it was polled (then sources were due), or when it lasts
    ``gap_after`` at least: what is only pushed or imported may be silent for a while.
    """

    def __init__(self, connection: sqlite3.Connection, gap_after: timedelta, keys: KnownKeys) -> None:
        self._connection = connection
        self._key = keys.find
        self._gap_hours = max(1, -(-gap_after // HOUR))

    def series(self, topic: str, first: int, last: int) -> Mapping[int, Counts]:
        """Return minute → counts for event minutes ``first``..``last`` (inclusive); empty minutes are absent."""
        span = (self._key(topic), first, last)
        risks: defaultdict[int, dict[str, int]] = defaultdict(dict)
        for minute, category, number in self._connection.execute(
            "SELECT minute, category, mentions FROM measure_risk WHERE topic = ? AND minute BETWEEN ? AND ?", span
        ):
            risks[minute][category] = number
        rows = self._connection.execute(
            f"SELECT minute, {', '.join(COUNTS)} FROM measure WHERE topic = ? AND minute BETWEEN ? AND ?", span
        )
        return {minute: Counts._make((*numbers, risks.get(minute, _NO_RISK))) for minute, *numbers in rows}

    def toned_since(self) -> int:
        """Return the minute from which on all tones counted are of one model, 0 where all of history's are."""
        return toned.since(self._connection)

    def total(self, topic: str, first: int, last: int) -> Counts:
        """Return the counts of event minutes ``first``..``last`` (inclusive) taken together."""
        key, pieces = self._key(topic), list(_pieces(first, last))
        if not pieces:
            return Counts()
        spans = [value for *_, start, stop in pieces for value in (key, start, stop)]
        counts = [f"SELECT {_COUNTED} FROM {table} {_WITHIN.format(unit)}" for table, _, unit, *_ in pieces]
        risks = [f"SELECT category, mentions FROM {table} {_WITHIN.format(unit)}" for _, table, unit, *_ in pieces]
        risk = self._connection.execute(
            f"SELECT category, sum(mentions) FROM ({' UNION ALL '.join(risks)}) GROUP BY category", spans
        )
        (numbers,) = self._connection.execute(f"SELECT {_SUMS} FROM ({' UNION ALL '.join(counts)})", spans)
        return Counts._make((*numbers, dict(risk)))

    def number(self, topic: str, first: int, last: int, *, risk: str = "", of: str = "mentions") -> int:
        """Return one count of event minutes ``first``..``last`` (inclusive), or of mentions those that raise a risk."""
        key, number = self._key(topic), 0
        for counts, risks, unit, start, stop in _pieces(first, last):
            table, column, also = (risks, "mentions", "AND category = ?") if risk else (counts, of, "")
            (found,) = self._connection.execute(
                f"SELECT coalesce(sum({column}), 0) FROM {table} {_WITHIN.format(unit)} {also}",
                (key, start, stop, *([risk] if risk else [])),
            ).fetchone()
            number += found
        return number

    def hours(
        self, topic: str, first: int, last: int, *, risk: str = "", complaints: bool = False
    ) -> Mapping[int, int]:
        """Return hour → mentions for hours ``first``..``last`` (inclusive), but empty hours.

        Of all mentions, or of those that raise ``risk``, or of ``complaints`` alone.
        """
        table, raised = ("hour_risk", "AND category = ?") if risk else ("hour", "")
        column = "complaints" if complaints else "mentions"
        span = "topic = ? AND hour BETWEEN ? AND ?"
        return dict(
            self._connection.execute(
                f"SELECT hour, {column} FROM {table} WHERE {span} AND {column} > 0 {raised}",
                (self._key(topic), first, last, *([risk] if risk else [])),
            )
        )

    def gaps(self, first: int, last: int) -> frozenset[int]:
        """Return the hours in which all intake was silent although sources were due: no baseline counts them."""
        rows = self._connection.execute(
            "SELECT hour, polls FROM intake WHERE hour BETWEEN "
            "coalesce((SELECT max(hour) FROM intake WHERE hour < ?), ?) AND "
            "coalesce((SELECT min(hour) FROM intake WHERE hour > ?), ?) ORDER BY hour",
            (first, first, last, last),
        ).fetchall()
        silent: set[int] = set()
        for (before, polls), (after, _) in zip(rows, rows[1:], strict=False):
            hours = range(before + 1, after)
            if hours and (polls or len(hours) >= self._gap_hours):
                silent.update(range(max(first, hours.start), min(last + 1, hours.stop)))
        return frozenset(silent)

    def authors(self, topic: str, first: int, last: int) -> Estimate:
        """Return how many distinct authors spoke in hours ``first``..``last`` (inclusive)."""
        return self._voices("authors", topic, first, last)

    def sources(self, topic: str, first: int, last: int) -> Estimate:
        """Return how many distinct sources spoke in hours ``first``..``last`` (inclusive)."""
        return self._voices("sources", topic, first, last)

    def outlets(self, topic: str, since: datetime, until: datetime) -> Mapping[str, datetime]:
        """Return source → its first mention of the topic, for those first heard in ``since`` <= t < ``until``."""
        rows = self._connection.execute(
            "SELECT source, first FROM outlet WHERE topic = ? AND first >= ? AND first < ? ORDER BY first",
            (self._key(topic), to_us(since), to_us(until)),
        )
        return {source: from_us(first) for source, first in rows}

    def newest(self, topic: str, last: int) -> int | None:
        """Return the newest minute up to ``last`` with a mention of the topic, None if there is none."""
        (minute,) = self._connection.execute(
            "SELECT max(minute) FROM measure WHERE topic = ? AND minute <= ? AND mentions > 0",
            (self._key(topic), last),
        ).fetchone()
        return None if minute is None else int(minute)

    def spoke(self, sources: Collection[str], last: int) -> int | None:
        """Return the newest minute up to ``last`` of which these sources, by their states, told anything.

        No source named means all intake, which is known to the hour where it came by no source. None if none ever did.
        """
        states = Sources(self._connection)
        items = [each.last_item for each in (map(states.get, sources) if sources else states.all())]
        minutes = [minute_of(item) for item in items if item is not None]
        if not sources:
            (hour,) = self._connection.execute(
                "SELECT max(hour) FROM intake WHERE mentions > 0 AND hour <= ?", (last // 60,)
            ).fetchone()
            minutes += [] if hour is None else [60 * hour + 59]
        return min(max(minutes), last) if minutes else None

    def since(self, topic: str) -> int | None:
        """Return the first hour with a mention of the topic, None if there is none."""
        (hour,) = self._connection.execute("SELECT min(hour) FROM hour WHERE topic = ?", (self._key(topic),)).fetchone()
        return None if hour is None else int(hour)

    def _voices(self, column: str, topic: str, first: int, last: int) -> Estimate:
        rows = self._connection.execute(
            f"SELECT {column} FROM voices WHERE topic = ? AND hour BETWEEN ? AND ?",
            (self._key(topic), first, last),
        )
        return distinct.estimate(distinct.merge(sketch for (sketch,) in rows))
