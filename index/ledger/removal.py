"""Removing mentions: text, search index and counts go, a tombstone of the id stays."""

import dataclasses
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.mention import StoredMention
from domain.notice import Notice
from domain.topic import brand_of
from index.ledger import audit
from index.ledger.documents import dump, load, write_json
from index.ledger.entries import COLUMNS, facts_of, stored
from index.ledger.moments import to_us
from index.ledger.tally import Tally, next_changes
from index.ledger.topics import TopicKeys

_SELECTED = "(SELECT value FROM json_each(?))"


def erase(connection: sqlite3.Connection, ids: Sequence[str], actor: str, reason: str, now: datetime) -> int:
    """Erase mentions and every quotation of them in the outbox; an audit link vouches for who, why and which."""
    _unquote(connection, ids)
    _forget_trimmed(connection, ids)
    gone = _remove(connection, ids, erased=True)
    if gone:
        document = write_json([sorted(gone), actor, reason, now.isoformat()])
        audit.record(connection, "erase", _newest_change(connection), 0, [document])
    return len(gone)


def trim(connection: sqlite3.Connection, before: datetime, limit: int) -> int:
    """Remove up to ``limit`` mentions of before ``before`` that no incident points to."""
    rows = connection.execute(
        "SELECT id FROM mention WHERE event < ? AND NOT EXISTS (SELECT 1 FROM evidence WHERE evidence.mention = id) "
        "ORDER BY event LIMIT ?",
        (to_us(before), limit),
    ).fetchall()
    return len(_remove(connection, [mention for (mention,) in rows], erased=False))


def trim_unchanged(connection: sqlite3.Connection, versions: Mapping[str, int]) -> int:
    """Remove the mentions of id → change number that did not change since."""
    rows = connection.execute(
        "SELECT mention.id FROM mention JOIN json_each(?) AS wanted ON mention.id = wanted.key "
        "WHERE change = wanted.value AND NOT EXISTS (SELECT 1 FROM evidence WHERE evidence.mention = mention.id)",
        (write_json(dict(versions)),),
    ).fetchall()
    return len(_remove(connection, [mention for (mention,) in rows], erased=False))


def settle_index(connection: sqlite3.Connection) -> bool:
    """Take one step of merging deleted words out of the search index; return True when none are left."""
    before = connection.total_changes
    connection.execute("INSERT INTO mention_words (mention_words, rank) VALUES ('merge', -500)")
    return connection.total_changes - before < 2


def _forget_trimmed(connection: sqlite3.Connection, ids: Sequence[str]) -> None:
    """Let the erasure of mentions that only the library still holds reach it."""
    trimmed = connection.execute(
        f"SELECT id FROM removed WHERE NOT erased AND id IN {_SELECTED}", (write_json(list(ids)),)
    ).fetchall()
    if trimmed:
        change = next_changes(connection, len(trimmed))
        connection.executemany(
            "UPDATE removed SET erased = 1, change = ? WHERE id = ?",
            [(number, name) for number, (name,) in enumerate(trimmed, start=change - len(trimmed) + 1)],
        )


def _remove(connection: sqlite3.Connection, ids: Sequence[str], *, erased: bool) -> list[str]:
    chosen = (write_json(list(ids)),)
    rows = connection.execute(
        f"SELECT novel, {COLUMNS} FROM mention WHERE id IN {_SELECTED} ORDER BY seq", chosen
    ).fetchall()
    if not rows:
        return []
    removed = [(bool(novel), stored(row)) for novel, *row in rows]
    change = next_changes(connection, len(removed))
    names = [each.mention.id for _, each in removed]
    _delete(connection, [each for _, each in removed])
    connection.executemany("DELETE FROM family WHERE id = ?", [(each.family,) for novel, each in removed if novel])
    connection.executemany(
        "DELETE FROM family_matter WHERE brand = ? AND family = ?",
        [(brand_of(hit.topic), each.family) for novel, each in removed if novel for hit in each.hits],
    )
    connection.executemany(
        "INSERT INTO removed (id, change, event, erased) VALUES (?, ?, ?, ?)",
        [
            (each.mention.id, number, to_us(each.mention.event_time), erased)
            for number, (_, each) in enumerate(removed, start=change - len(names) + 1)
        ],
    )
    _uncount(connection, [each for _, each in removed], change)
    return names


def _delete(connection: sqlite3.Connection, removed: Sequence[StoredMention]) -> None:
    keys = TopicKeys(connection)
    connection.executemany(
        "DELETE FROM mention_topic WHERE topic = ? AND event = ? AND seq = ?",
        [(keys[hit.topic], to_us(each.mention.event_time), each.seq) for each in removed for hit in each.hits],
    )
    for statement in ("DELETE FROM mention WHERE seq = ?", "DELETE FROM mention_words WHERE rowid = ?"):
        connection.executemany(statement, [(each.seq,) for each in removed])
    connection.executemany("DELETE FROM correction WHERE mention = ?", [(each.mention.id,) for each in removed])


def _uncount(connection: sqlite3.Connection, removed: Sequence[StoredMention], change: int) -> None:
    keys, tally = TopicKeys(connection), Tally()
    for each in removed:
        topics = {keys[hit.topic] for hit in each.hits}
        tally.take_back(topics, facts_of(each))
        tally.mark(topics, None)
    tally.write(connection, change)


def _unquote(connection: sqlite3.Connection, ids: Sequence[str]) -> None:
    """Drop the quoted posts from the cards of incidents that point to these mentions."""
    rows = connection.execute(
        "SELECT id, body FROM outbox WHERE kind IN ('card', 'edit') AND incident IN "
        f"(SELECT incident FROM evidence WHERE mention IN {_SELECTED})",
        (write_json(list(ids)),),
    ).fetchall()
    for number, body in rows:
        notice = load(Notice, body)
        if notice.card is not None and notice.card.posts:
            bare = dataclasses.replace(notice, card=dataclasses.replace(notice.card, posts=()))
            connection.execute("UPDATE outbox SET body = ? WHERE id = ?", (dump(bare), number))


def _newest_change(connection: sqlite3.Connection) -> int:
    (value,) = connection.execute("SELECT value FROM counter WHERE name = 'change'").fetchone()
    return int(value)
