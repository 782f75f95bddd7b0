"""Checking a ledger: the file itself, the search index, the audit chain, and every measure against a recount in SQL."""

import sqlite3
from collections.abc import Iterator
from itertools import groupby

from domain.errors import LedgerError
from index.ledger import audit, distinct
from index.ledger.entries import COLUMNS, facts_of, stored, topic_row
from index.ledger.moments import HOUR_US, MINUTE_US
from index.ledger.topics import TopicKeys
from text.tokens import search_text


def _counted(unit: int) -> str:
    """Return the recount of mentions in buckets of so many microseconds."""
    return f"""
        SELECT topic, mention_topic.event / {unit} AS bucket, count(*), sum(tone IS NOT NULL),
            sum(sentiment IS NOT NULL AND tone IS NULL), sum(coalesce(tone = 'negative', 0)),
            sum(coalesce(tone = 'positive', 0)), sum(coalesce(tone = 'unsure', 0)), sum(kind = 'complaint'),
            sum(reach), max(reach)
        FROM mention_topic JOIN (
            SELECT seq, sentiment, json_extract(sentiment, '$.tone') AS tone, json_extract(body, '$.kind') AS kind
            FROM mention
        ) USING (seq) WHERE topic = :topic GROUP BY bucket
    """


def _risks(unit: int) -> str:
    """Return the recount of mentions that raise a category, in buckets of so many microseconds."""
    return f"""
        SELECT topic, bucket, category, count(*) FROM (
            SELECT DISTINCT topic, mention_topic.event / {unit} AS bucket, mention.seq,
                json_extract(value, '$.category') AS category
            FROM mention_topic JOIN mention USING (seq), json_each(risks) WHERE topic = :topic
        ) GROUP BY bucket, category
    """


_RECOUNTS = {
    "measure": _counted(MINUTE_US),
    "measure_risk": _risks(MINUTE_US),
    "hour": _counted(HOUR_US),
    "hour_risk": _risks(HOUR_US),
}


def check(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield everything that is wrong in one consistent reading, nothing when all is sound."""
    for (told,) in connection.execute("PRAGMA quick_check"):
        if told != "ok":
            yield f"The file is damaged: {told}."
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield f"Row {row} of {table} points to a row of {parent} that isn't there."
    try:
        audit.verify(connection)
    except LedgerError as broken:
        yield str(broken)
    yield from _check_mentions(connection)
    for key, topic in connection.execute("SELECT key, id FROM topic ORDER BY key").fetchall():
        for table, recount in _RECOUNTS.items():
            yield from _compare(connection, key, topic, table, recount)
        yield from _check_voices(connection, key, topic)


def check_words(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield what is wrong inside the search index; needs a write transaction, though nothing is written."""
    try:
        connection.execute("INSERT INTO mention_words (mention_words, rank) VALUES ('integrity-check', 0)")
    except sqlite3.DatabaseError as error:
        yield f"The search index is damaged: {error}."


def _check_mentions(connection: sqlite3.Connection) -> Iterator[str]:
    """Compare each mention with its rows in the search index and under its topics."""
    keys, rows, unindexed, misplaced = TopicKeys(connection), 0, 0, 0
    for words, *row in connection.execute(
        f"SELECT words, {COLUMNS} FROM mention LEFT JOIN mention_words ON mention_words.rowid = seq ORDER BY seq"
    ):
        each = stored(row)
        added = facts_of(each)
        unindexed += words != search_text(each.mention.full_text)
        for key in {keys[hit.topic] for hit in each.hits}:
            rows += 1
            held = connection.execute(
                "SELECT * FROM mention_topic WHERE topic = ? AND event = ? AND seq = ?", (key, added.event, added.seq)
            ).fetchone()
            misplaced += held != topic_row(key, added)
    (held_rows,) = connection.execute("SELECT count(*) FROM mention_topic").fetchone()
    if unindexed:
        yield f"The search index doesn't hold {unindexed} mentions as they are stored."
    if misplaced or held_rows != rows:
        yield f"{misplaced} of {rows} places of mentions under their topics are wrong, and there are {held_rows}."


def _compare(connection: sqlite3.Connection, key: int, topic: str, table: str, recount: str) -> Iterator[str]:
    held = f"SELECT * FROM {table} WHERE topic = :topic"
    for wrong, left, right in (("lacks", recount, held), ("has beyond the recount", held, recount)):
        for row in connection.execute(f"SELECT * FROM ({left}) EXCEPT SELECT * FROM ({right})", {"topic": key}):
            yield f"{topic}: {table} {wrong} {row[1:]}."


def _check_voices(connection: sqlite3.Connection, key: int, topic: str) -> Iterator[str]:
    rows = connection.execute(
        f"SELECT event / {HOUR_US}, author, source FROM mention_topic WHERE topic = ? ORDER BY event", (key,)
    )
    recount = set()
    for hour, heard in groupby(rows, key=lambda row: row[0]):
        voices = list(heard)
        authors, sources = distinct.pack(row[1] for row in voices), distinct.pack(row[2] for row in voices)
        recount.add((hour, authors, sources))
    held = set(connection.execute("SELECT hour, authors, sources FROM voices WHERE topic = ?", (key,)))
    for hour in sorted({row[0] for row in recount ^ held}):
        yield f"{topic}: the authors and sources of hour {hour} differ from a recount."
