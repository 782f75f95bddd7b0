"""What is looked for as SQL: candidates in any order, page by page, and counts of what the index decides alone."""

import sqlite3
from collections.abc import Sequence

from domain.mention import StoredMention
from index.ledger.documents import write_json
from index.ledger.entries import COLUMNS, stored
from index.ledger.moments import to_us
from index.ledger.panel_query import Query, filters, measure
from index.ledger.search import candidates
from index.panels.fields import NUMBERS
from index.panels.panel import Data, Number, Panel, Row
from index.ports.library import Ask, Place, Sort

_SCORE = "-bm25(mention_words)"
"""FTS5 gives better matches lower numbers."""

_ORDERS = {
    Sort.TIME: ("x.event", "x.seq"),
    Sort.REACH: (NUMBERS[Data.MENTIONS][Number.REACH].sql, "x.event", "x.seq"),
    Sort.RELEVANCE: (_SCORE, "x.event", "x.seq"),
    Sort.ARRIVAL: ("x.seq",),
}
"""All descending; what has no score has them all alike."""


def places(connection: sqlite3.Connection, ask: Ask, sort: Sort, after: Place | None, limit: int) -> list[Place]:
    """Return the places of the next candidates behind ``after``, every one that a query could match; seq is last."""
    query = Query()
    words = candidates(ask.query) if ask.query is not None else None
    ranked = sort is Sort.RELEVANCE and words is not None
    order = ["0" if name == _SCORE and not ranked else name for name in _ORDERS[sort]]
    conditions = [*chosen(query, ask), *also(query, ask, in_words=not ranked)]
    source = "mention AS x"
    if ranked:
        conditions.append(f"mention_words MATCH {query.bind(words)}")
        source = "mention_words JOIN mention AS x ON x.seq = mention_words.rowid"
    names = [f"p{number}" for number in range(len(order))]
    placed = ", ".join(f"{each} AS {name}" for each, name in zip(order, names, strict=True))
    query.text = (
        f"SELECT * FROM (SELECT {placed} FROM {source} WHERE {' AND '.join(conditions)}) "
        f"{_behind(query, names, after)} ORDER BY {', '.join(f'{name} DESC' for name in names)} "
        f"LIMIT {query.bind(limit)}"
    )
    return connection.execute(query.text, query.values).fetchall()


def page(connection: sqlite3.Connection, at: Sequence[Place]) -> list[tuple[StoredMention, Place]]:
    """Return the mentions that stand at places, in their order."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM mention WHERE seq IN (SELECT value FROM json_each(?))",
        (write_json([place[-1] for place in at]),),
    )
    found = {row[0]: stored(row) for row in rows}
    return [(found[place[-1]], place) for place in at]


def _behind(query: Query, names: Sequence[str], after: Place | None) -> str:
    if after is None:
        return ""
    return f"WHERE ({', '.join(names)}) < ({', '.join(query.bind(part) for part in after[: len(names)])})"


def counted(connection: sqlite3.Connection, panel: Panel, ask: Ask) -> Sequence[Row]:
    """Return the rows of a panel of mentions, of those only that the index finds by the words of a query."""
    return measure(connection, panel, ask.scope, lambda query: also(query, ask))


def chosen(query: Query, ask: Ask) -> list[str]:
    """Return the conditions of a scope."""
    scope = ask.scope
    return [
        f"x.event >= {query.bind(to_us(scope.since))} AND x.event < {query.bind(to_us(scope.until))}",
        *filters(query, Data.MENTIONS, scope.where),
    ]


def also(query: Query, ask: Ask, *, in_words: bool = True) -> list[str]:
    """Return the conditions of topics, ids and the words of a query."""
    conditions: list[str] = []
    if ask.topics:
        topics = query.bind(write_json(list(ask.topics)))
        conditions.append(
            "EXISTS (SELECT 1 FROM mention_topic AS under WHERE under.topic IN "
            f"(SELECT key FROM topic WHERE id IN (SELECT value FROM json_each({topics}))) "
            "AND under.event = x.event AND under.seq = x.seq)"
        )
    if ask.ids is not None:
        conditions.append(f"x.id IN (SELECT v.value FROM json_each({query.bind(write_json(list(ask.ids)))}) AS v)")
    words = candidates(ask.query) if ask.query is not None and in_words else None
    if words is not None:
        matching = f"SELECT w.rowid FROM mention_words AS w WHERE w.words MATCH {query.bind(words)}"
        conditions.append(f"x.seq IN ({matching})")
    return conditions
