"""Finding mentions: the index gives a superset of candidates, the evaluator of the text room confirms them in pages."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.mention import StoredMention
from domain.query import And, Field, Near, Node, Or, Phrase
from index.ledger.documents import write_json
from index.ledger.entries import COLUMNS, stored
from index.ledger.moments import to_us
from index.ledger.topics import find_keys
from text.evaluate import Document, evaluate
from text.tokens import phrase, phrase_words

PAGE = 200
"""So many candidates are read and confirmed at a time."""


_FAR = 2**62
_SPAN = "event >= :since AND event < :until"
_CHOSEN_TOPICS = "topic IN (SELECT value FROM json_each(:topics))"
_ALL = f"SELECT {COLUMNS} FROM mention WHERE {_SPAN} AND seq < :after"
_WORDS = (
    f"SELECT {COLUMNS} FROM mention_words JOIN mention ON seq = mention_words.rowid "
    f"WHERE mention_words MATCH :words AND mention_words.rowid < :after AND {_SPAN}"
)
_UNDER_TOPICS = (
    f" AND EXISTS (SELECT 1 FROM mention_topic AS under WHERE {_CHOSEN_TOPICS} "
    "AND under.event = mention.event AND under.seq = mention.seq)"
)
_TOPICS = (
    f"SELECT {COLUMNS} FROM (SELECT DISTINCT seq AS place FROM mention_topic WHERE {_CHOSEN_TOPICS} AND {_SPAN} "
    "AND seq < :after ORDER BY seq DESC LIMIT :page) JOIN mention ON seq = place WHERE 1"
)
_NEWEST_FIRST = " ORDER BY {} DESC LIMIT :page"


@dataclass(frozen=True, slots=True)
class Filter:
    """What the store can decide exactly: topics by id, event time ``since`` <= t < ``until``."""

    topics: Sequence[str] = ()
    since: datetime | None = None
    until: datetime | None = None


def find(
    connection: sqlite3.Connection, query: Node | None, chosen: Filter, after: int | None, limit: int
) -> list[StoredMention]:
    """Return mentions that match, newest arrival first, before ``after``."""
    found: list[StoredMention] = []
    for each in _candidates(connection, query, chosen, after):
        if len(found) >= limit:
            break
        if query is None or evaluate(query, Document.of(each.mention)) is not None:
            found.append(each)
    return found


def candidates(query: Node) -> str | None:
    """Return an FTS5 expression that every match of a query satisfies, None where only the evaluator can tell."""
    match query:
        case Phrase():
            words = phrase_words(query.text)
            return phrase(words) + ("*" if query.prefix else "") if words else None
        case And(parts):
            return _joined("AND", [each for part in parts if (each := candidates(part))])
        case Or(parts):
            told = [candidates(part) for part in parts]
            return None if None in told else _joined("OR", [each for each in told if each])
        case Near():
            return candidates(And((query.left, query.right)))
        case Field(name="title"):
            return candidates(query.node)
        case _:
            return None


def _joined(operator: str, expressions: Sequence[str]) -> str | None:
    return "(" + f" {operator} ".join(expressions) + ")" if expressions else None


def _candidates(
    connection: sqlite3.Connection, query: Node | None, chosen: Filter, after: int | None
) -> Iterator[StoredMention]:
    words = candidates(query) if query is not None else None
    values = {
        "words": words,
        "topics": write_json(find_keys(connection, chosen.topics)),
        "since": to_us(chosen.since) if chosen.since is not None else -_FAR,
        "until": to_us(chosen.until) if chosen.until is not None else _FAR,
        "after": after if after is not None else _FAR,
        "page": PAGE,
    }
    statement = _statement(words is not None, bool(chosen.topics))
    while True:
        rows = connection.execute(statement, values).fetchall()
        yield from map(stored, rows)
        if len(rows) < PAGE:
            return
        values["after"] = rows[-1][0]


def _statement(by_words: bool, by_topics: bool) -> str:
    """Return the statement for one page; each order is the one in which its rows come anyway."""
    if by_words:
        return _WORDS + (_UNDER_TOPICS if by_topics else "") + _NEWEST_FIRST.format("mention_words.rowid")
    return _TOPICS + _NEWEST_FIRST.format("place") if by_topics else _ALL + _NEWEST_FIRST.format("seq")
