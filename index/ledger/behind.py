"""The mentions behind a number: what a panel counted, read one by one."""

import sqlite3
from collections.abc import Iterator, Sequence

from domain.mention import StoredMention
from domain.query import Node
from index.ledger.documents import write_json
from index.ledger.entries import COLUMNS, stored
from index.ledger.moments import to_us
from index.ledger.panel_query import Query, filters
from index.ledger.search import candidates
from index.panels.panel import Data, Scope
from text.evaluate import Document, evaluate

PAGE = 200
"""So many candidates are read and confirmed at a time."""

MOST_READ = 20_000
"""After so many candidates a search that confirms few of them ends, and says how far it came."""

Place = tuple[int, int]
"""Where a mention stands in the order of time: its event time in microseconds, and its order of arrival."""


def place_of(each: StoredMention) -> Place:
    """Return where a mention stands."""
    return to_us(each.mention.event_time), each.seq


def behind(
    connection: sqlite3.Connection,
    scope: Scope,
    query: Node | None = None,
    *,
    after: Place | None = None,
    limit: int = 50,
    ids: Sequence[str] | None = None,
) -> list[StoredMention]:
    """Return mentions of a scope that match a query, newest first, older than ``after``; only ``ids`` if given."""
    found: list[StoredMention] = []
    for each in _read(connection, scope, query, after, ids):
        if query is None or evaluate(query, Document.of(each.mention)) is not None:
            found.append(each)
        if len(found) >= limit:
            break
    return found


def _read(
    connection: sqlite3.Connection, scope: Scope, query: Node | None, after: Place | None, ids: Sequence[str] | None
) -> Iterator[StoredMention]:
    """Yield candidates in pages."""
    for _ in range(MOST_READ // PAGE):
        asked = _statement(scope, query, after, ids)
        page = [stored(row) for row in connection.execute(asked.text, asked.values)]
        yield from page
        if len(page) < PAGE:
            return
        after = place_of(page[-1])


def _statement(scope: Scope, query: Node | None, after: Place | None, ids: Sequence[str] | None) -> Query:
    asked = Query()
    conditions = [
        f"x.event >= {asked.bind(to_us(scope.since))} AND x.event < {asked.bind(to_us(scope.until))}",
        *filters(asked, Data.MENTIONS, scope.where),
    ]
    if after is not None:
        event, seq = asked.bind(after[0]), asked.bind(after[1])
        conditions.append(f"(x.event < {event} OR (x.event = {event} AND x.seq < {seq}))")
    if ids is not None:
        conditions.append(f"x.id IN (SELECT v.value FROM json_each({asked.bind(write_json(list(ids)))}) AS v)")
    words = candidates(query) if query is not None else None
    if words is not None:
        matching = f"SELECT w.rowid FROM mention_words AS w WHERE w.words MATCH {asked.bind(words)}"
        conditions.append(f"x.seq IN ({matching})")
    columns = ", ".join(f"x.{name}" for name in COLUMNS.split(", "))
    asked.text = (
        f"SELECT {columns} FROM mention AS x WHERE {' AND '.join(conditions)} "
        f"ORDER BY x.event DESC, x.seq DESC LIMIT {PAGE}"
    )
    return asked
