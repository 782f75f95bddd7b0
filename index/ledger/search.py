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
    statement, values = _statement(connection, candidates(query) if query is not None else None, chosen)
    last = after if after is not None else 2**62
    while True:
        rows = connection.execute(statement, (*values, last, PAGE)).fetchall()
        yield from map(stored, rows)
        if len(rows) < PAGE:
            return
        last = rows[-1][0]


def _statement(connection: sqlite3.Connection, words: str | None, chosen: Filter) -> tuple[str, list[object]]:
    """Return the statement for one page of candidates, and its values but for ``after`` and the page's size."""
    tables, conditions, values = "mention", [], list[object]()
    if words is not None:
        tables = "mention_words JOIN mention ON seq = mention_words.rowid"
        conditions.append("mention_words MATCH ?")
        values.append(words)
    if chosen.topics:
        conditions.append(
            "seq IN (SELECT seq FROM mention_topic WHERE topic IN (SELECT value FROM json_each(?)) "
            "AND event >= ? AND event < ?)"
        )
        values += [write_json(find_keys(connection, chosen.topics)), *_span(chosen)]
    elif chosen.since is not None or chosen.until is not None:
        conditions.append("event >= ? AND event < ?")
        values += _span(chosen)
    order = "mention_words.rowid" if words is not None else "seq"
    conditions.append(f"{order} < ?")
    return f"SELECT {COLUMNS} FROM {tables} WHERE {' AND '.join(conditions)} ORDER BY {order} DESC LIMIT ?", values


def _span(chosen: Filter) -> list[int]:
    return [
        to_us(chosen.since) if chosen.since is not None else -(2**62),
        to_us(chosen.until) if chosen.until is not None else 2**62,
    ]
