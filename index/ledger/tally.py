"""What a batch changes in the measures: added up in memory, then written as one upsert per touched bucket."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from operator import add

from index.ledger import distinct
from index.ledger.entries import Facts
from index.ledger.moments import HOUR_US, MINUTE_US

COUNTS = ("mentions", "scored", "unscorable", "negative", "positive", "unsure", "complaints", "reach_sum", "reach_max")
"""The columns of ``measure`` that count, in the order of a bucket's numbers."""

TONES = {
    "": (0, 0, 0, 0, 0),
    "unscorable": (0, 1, 0, 0, 0),
    "negative": (1, 0, 1, 0, 0),
    "positive": (1, 0, 0, 1, 0),
    "neutral": (1, 0, 0, 0, 0),
    "unsure": (1, 0, 0, 0, 1),
}
"""Tone → what it adds to scored, unscorable, negative, positive and unsure."""

_ADD_MENTIONS = "ON CONFLICT DO UPDATE SET mentions = mentions + excluded.mentions"


def _adding(table: str, time: str) -> str:
    """Return the statement that adds a bucket's numbers to its row of ``measure`` or ``hour``."""
    return (
        f"INSERT INTO {table} (topic, {time}, {', '.join(COUNTS)}) VALUES (?, ?{', ?' * len(COUNTS)}) "
        "ON CONFLICT DO UPDATE SET "
        + ", ".join(f"{name} = {name} + excluded.{name}" for name in COUNTS[:-1])
        + ", reach_max = max(reach_max, excluded.reach_max)"
    )


_ADD_MINUTE, _ADD_HOUR = _adding("measure", "minute"), _adding("hour", "hour")
_DRAIN = "UPDATE measure SET reach_max = ? WHERE topic = ? AND minute = ?"
_DRAIN_HOUR = (
    "UPDATE hour SET reach_max = (SELECT coalesce(max(reach_max), 0) FROM measure WHERE topic = hour.topic "
    "AND minute BETWEEN 60 * hour AND 60 * hour + 59) WHERE topic = ? AND hour = ?"
)

Bucket = tuple[int, int]
"""A topic's key and a minute or hour."""


class Tally:
    """Adds, takes back and moves mentions; ``write`` puts the sum into the tables and marks the topics."""

    def __init__(self) -> None:
        self._minutes: defaultdict[Bucket, list[int]] = defaultdict(lambda: [0] * len(COUNTS))
        self._risks: defaultdict[tuple[int, int, str], int] = defaultdict(int)
        self._authors: defaultdict[Bucket, set[int]] = defaultdict(set)
        self._sources: defaultdict[Bucket, set[int]] = defaultdict(set)
        self._outlets: dict[tuple[int, str], int] = {}
        self._marks: dict[int, tuple[int, int] | None] = {}
        self._shrunk: set[Bucket] = set()

    def add(self, topics: Iterable[int], added: Facts) -> None:
        """Count a mention to these topics."""
        minute, hour = added.event // MINUTE_US, added.event // HOUR_US
        for topic in topics:
            self._shift(topic, minute, added, 1)
            self._authors[topic, hour].add(added.author)
            self._sources[topic, hour].add(added.source)
            outlet = (topic, added.source_name)
            self._outlets[outlet] = min(added.event, self._outlets.get(outlet, added.event))

    def take_back(self, topics: Iterable[int], removed: Facts) -> None:
        """Take a mention out of these topics; its row in ``mention_topic`` must be gone before ``write``."""
        minute = removed.event // MINUTE_US
        for topic in topics:
            self._shift(topic, minute, removed, -1)
            self._shrunk.add((topic, minute))

    def retone(self, topics: Iterable[int], event: int, before: str, after: str) -> None:
        """Move a mention of these topics from one tone to another."""
        for topic in topics:
            bucket = self._minutes[topic, event // MINUTE_US]
            for place, (old, new) in enumerate(zip(TONES[before], TONES[after], strict=True), start=1):
                bucket[place] += new - old

    def mark(self, topics: Iterable[int], event: int | None) -> None:
        """Mark topics as changed, at the minute of a live mention's event, or (None) only that counts moved."""
        minute = None if event is None else event // MINUTE_US
        for topic in topics:
            span = self._marks.get(topic)
            if minute is None:
                self._marks[topic] = span
            else:
                self._marks[topic] = (minute, minute) if span is None else (min(span[0], minute), max(span[1], minute))

    def write(self, connection: sqlite3.Connection, change: int) -> None:
        """Write the sum; ``change`` is the number of the newest change it comes from."""
        hours, hour_risks = self._by_hour()
        for statement, counted in ((_ADD_MINUTE, self._minutes), (_ADD_HOUR, hours)):
            connection.executemany(statement, [(*bucket, *numbers) for bucket, numbers in counted.items()])
        for table, risks in (("measure_risk", self._risks), ("hour_risk", hour_risks)):
            connection.executemany(
                f"INSERT INTO {table} VALUES (?, ?, ?, ?) {_ADD_MENTIONS}",
                [(*bucket, number) for bucket, number in risks.items()],
            )
        connection.executemany(
            "INSERT INTO outlet VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET first = min(first, excluded.first)",
            [
                (topic, source.encode("utf-8", "replace").decode(), first)
                for (topic, source), first in self._outlets.items()
            ],
        )
        _add_voices(connection, self._authors, self._sources)
        _shrink(connection, self._shrunk)
        self._write_marks(connection, change)

    def _shift(self, topic: int, minute: int, of: Facts, sign: int) -> None:
        bucket = self._minutes[topic, minute]
        bucket[0] += sign
        for place, number in enumerate(TONES[of.tone], start=1):
            bucket[place] += sign * number
        bucket[6] += sign * of.complaint
        bucket[7] += sign * of.reach
        bucket[8] = max(bucket[8], of.reach)
        for category in of.risks:
            self._risks[topic, minute, category] += sign

    def _by_hour(self) -> tuple[dict[Bucket, list[int]], dict[tuple[int, int, str], int]]:
        """Return what the minutes come to by the hour: the numbers, and the risks."""
        hours: defaultdict[Bucket, list[int]] = defaultdict(lambda: [0] * len(COUNTS))
        for (topic, minute), numbers in self._minutes.items():
            sums = hours[topic, minute // 60]
            widest = max(sums[-1], numbers[-1])
            sums[:] = map(add, sums, numbers)
            sums[-1] = widest
        risks: defaultdict[tuple[int, int, str], int] = defaultdict(int)
        for (topic, minute, category), number in self._risks.items():
            risks[topic, minute // 60, category] += number
        return hours, risks

    def _write_marks(self, connection: sqlite3.Connection, change: int) -> None:
        rows = [(topic, *(span or (None, None)), change, change) for topic, span in self._marks.items()]
        connection.executemany(
            "INSERT INTO mark VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
            "first = min(coalesce(first, excluded.first), coalesce(excluded.first, first)), "
            "last = max(coalesce(last, excluded.last), coalesce(excluded.last, last)), through = excluded.through",
            rows,
        )


def _add_voices(
    connection: sqlite3.Connection, authors: dict[Bucket, set[int]], sources: dict[Bucket, set[int]]
) -> None:
    rows = []
    for bucket, heard in authors.items():
        known = connection.execute(
            "SELECT authors, sources FROM voices WHERE topic = ? AND hour = ?", bucket
        ).fetchone()
        before = known or (b"", b"")
        after = (distinct.widen(before[0], heard), distinct.widen(before[1], sources[bucket]))
        if after != known:
            rows.append((*bucket, *after))
    connection.executemany("INSERT OR REPLACE INTO voices VALUES (?, ?, ?, ?)", rows)


def _shrink(connection: sqlite3.Connection, minutes: set[Bucket]) -> None:
    """Recount what can't be subtracted, widest reach and distinct voices, where mentions were taken back."""
    for topic, minute in minutes:
        start = minute * MINUTE_US
        (reach,) = connection.execute(
            "SELECT coalesce(max(reach), 0) FROM mention_topic WHERE topic = ? AND event >= ? AND event < ?",
            (topic, start, start + MINUTE_US),
        ).fetchone()
        connection.execute(_DRAIN, (reach, topic, minute))
        connection.execute("DELETE FROM measure WHERE topic = ? AND minute = ? AND mentions = 0", (topic, minute))
        connection.execute("DELETE FROM measure_risk WHERE topic = ? AND minute = ? AND mentions = 0", (topic, minute))
    for topic, hour in {(topic, minute // 60) for topic, minute in minutes}:
        _recount_hour(connection, topic, hour)


def _recount_hour(connection: sqlite3.Connection, topic: int, hour: int) -> None:
    start = hour * HOUR_US
    rows = connection.execute(
        "SELECT author, source FROM mention_topic WHERE topic = ? AND event >= ? AND event < ?",
        (topic, start, start + HOUR_US),
    ).fetchall()
    connection.execute(_DRAIN_HOUR, (topic, hour))
    for table in ("hour", "hour_risk"):
        connection.execute(f"DELETE FROM {table} WHERE topic = ? AND hour = ? AND mentions = 0", (topic, hour))
    connection.execute("DELETE FROM voices WHERE topic = ? AND hour = ?", (topic, hour))
    if rows:
        sketches = (distinct.pack(author for author, _ in rows), distinct.pack(source for _, source in rows))
        connection.execute("INSERT INTO voices VALUES (?, ?, ?, ?)", (topic, hour, *sketches))


def next_changes(connection: sqlite3.Connection, number: int) -> int:
    """Reserve ``number`` change numbers and return the last of them."""
    (value,) = connection.execute(
        "UPDATE counter SET value = value + ? WHERE name = 'change' RETURNING value", (number,)
    ).fetchone()
    return int(value)
