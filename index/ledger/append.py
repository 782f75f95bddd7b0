"""Appending: one batch of entries becomes mentions, families, measures, search index and marks, all or nothing."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.clock import minute_of
from domain.mention import Appended, Entry, StoredMention
from index.ledger.documents import write_json
from index.ledger.entries import Facts, facts, hash63, mention_row, topic_row
from index.ledger.families import Families, Near, Place
from index.ledger.moments import HOUR_US, to_us
from index.ledger.recent import Recent
from index.ledger.tally import Tally, next_changes
from index.ledger.topics import TopicKeys
from text.tokens import search_text

REMEMBER_UNMATCHED = timedelta(days=30)
"""How long the id of an entry that named nothing is remembered."""


def append(
    connection: sqlite3.Connection, near: Near, recent: Recent, batches: Sequence[Sequence[Entry]], now: datetime
) -> list[Appended]:
    """Store what is new of several batches, count it and mark its topics, inside the open transaction.

    Return what became of each; what stands in two of them is new in the first.
    """
    fresh = _fresh(connection, batches)
    new = [entry for each in fresh for entry in each]
    unmatched = [entry for entry in new if not entry.hits]
    _remember(connection, unmatched, now)
    if matched := [entry for entry in new if entry.hits]:
        _store(connection, near, recent, matched)
    _count_intake(connection, new)
    return [_appended(batch, each) for batch, each in zip(batches, fresh, strict=True)]


def _appended(batch: Sequence[Entry], fresh: Sequence[Entry]) -> Appended:
    ids = tuple(entry.mention.id for entry in fresh if entry.hits)
    return Appended(ids, duplicate=len(batch) - len(fresh), unmatched=len(fresh) - len(ids))


def _fresh(connection: sqlite3.Connection, batches: Sequence[Sequence[Entry]]) -> list[list[Entry]]:
    """Return of each batch the entries never seen before."""
    entries = [entry for batch in batches for entry in batch]
    ids = [entry.mention.id for entry in entries]
    seen: set[tuple[str, str | int]] = set()
    for column, table, values in (
        ("id", "mention", ids),
        ("id", "removed", ids),
        ("fingerprint", "mention", [entry.mention.fingerprint for entry in entries if entry.mention.fingerprint]),
        ("key", "unmatched", [hash63(entry.mention.id) for entry in entries if not entry.hits]),
    ):
        rows = connection.execute(
            f"SELECT {column} FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))", (write_json(values),)
        )
        seen.update((column, value) for (value,) in rows)
    return [[entry for entry in batch if _is_fresh(entry, seen)] for batch in batches]


def _is_fresh(entry: Entry, seen: set[tuple[str, str | int]]) -> bool:
    """Say whether an entry was not seen, and see it."""
    marks = _recognised_by(entry)
    if not seen.isdisjoint(marks):
        return False
    seen |= marks if entry.hits else marks & {_key(entry)}
    return True


def _recognised_by(entry: Entry) -> set[tuple[str, str | int]]:
    """Return what an entry is recognised by when it comes again."""
    marks: set[tuple[str, str | int]] = {("id", entry.mention.id)}
    if entry.mention.fingerprint:
        marks.add(("fingerprint", entry.mention.fingerprint))
    if not entry.hits:
        marks.add(_key(entry))
    return marks


def _key(entry: Entry) -> tuple[str, int]:
    """Return what an entry without hits leaves behind; the same mention is stored all the same once it has hits."""
    return ("key", hash63(entry.mention.id))


def _remember(connection: sqlite3.Connection, unmatched: Sequence[Entry], now: datetime) -> None:
    """Leave id and minute of entries that name nothing, and forget twice as many that are too old."""
    if not unmatched:
        return
    minute = minute_of(now)
    connection.executemany(
        "INSERT INTO unmatched VALUES (?, ?)", [(hash63(entry.mention.id), minute) for entry in unmatched]
    )
    connection.execute(
        "DELETE FROM unmatched WHERE key IN (SELECT key FROM unmatched WHERE minute < ? LIMIT ?)",
        (minute_of(now - REMEMBER_UNMATCHED), 2 * len(unmatched)),
    )


def _store(connection: sqlite3.Connection, near: Near, recent: Recent, entries: Sequence[Entry]) -> None:
    places = Families(connection, near).assign([(entry.sketch, to_us(entry.mention.event_time)) for entry in entries])
    before = _last_seq(connection)
    added = [
        facts(seq, place.family, entry.mention, entry.risks, entry.sentiment)
        for seq, (entry, place) in enumerate(zip(entries, places, strict=True), start=before + 1)
    ]
    change = next_changes(connection, len(entries)) - len(entries)
    _insert(connection, entries, added, places, change)
    _count(connection, entries, added, change + len(entries))
    for number, (entry, each) in enumerate(zip(entries, added, strict=True), start=change + 1):
        recent.keep(
            number, StoredMention(each.seq, entry.mention, entry.hits, entry.risks, entry.sentiment, each.family)
        )


def _last_seq(connection: sqlite3.Connection) -> int:
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'mention'").fetchone()
    return int(row[0]) if row else 0


def _insert(
    connection: sqlite3.Connection,
    entries: Sequence[Entry],
    added: Sequence[Facts],
    places: Sequence[Place],
    change: int,
) -> None:
    connection.executemany(
        "INSERT INTO mention (seq, id, fingerprint, event, live, family, novel, change, body, hits, risks, sentiment) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            mention_row(entry, each, place.novel, number)
            for number, (entry, each, place) in enumerate(zip(entries, added, places, strict=True), start=change + 1)
        ],
    )
    connection.executemany(
        "INSERT INTO mention_words (rowid, words) VALUES (?, ?)",
        [
            (each.seq, entry.words or search_text(entry.mention.full_text))
            for entry, each in zip(entries, added, strict=True)
        ],
    )


def _count(
    connection: sqlite3.Connection,
    entries: Sequence[Entry],
    added: Sequence[Facts],
    change: int,
) -> None:
    keys, tally, rows = TopicKeys(connection), Tally(), []
    for entry, each in zip(entries, added, strict=True):
        topics = {keys[hit.topic] for hit in entry.hits}
        tally.add(topics, each)
        tally.mark(topics, each.event if each.live else None)
        rows += [topic_row(topic, each) for topic in topics]
    connection.executemany("INSERT INTO mention_topic VALUES (?, ?, ?, ?, ?, ?, ?, ?)", sorted(rows))
    tally.write(connection, change)


def _count_intake(connection: sqlite3.Connection, entries: Sequence[Entry]) -> None:
    hours = Counter(to_us(entry.mention.event_time) // HOUR_US for entry in entries)
    connection.executemany(
        "INSERT INTO intake VALUES (?, ?, 0) ON CONFLICT DO UPDATE SET mentions = mentions + excluded.mentions",
        sorted(hours.items()),
    )
