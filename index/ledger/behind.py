"""The mentions behind a number: what a panel counted, read one by one."""

import sqlite3
from collections.abc import Sequence

from domain.mention import StoredMention
from domain.query import Node
from index.ledger.asked import page, places
from index.ledger.moments import to_us
from index.panels.panel import Scope
from index.ports.library import Ask, Sort
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
    asked, found = Ask(scope, query, ids=None if ids is None else tuple(ids)), list[StoredMention]()
    for _ in range(MOST_READ // PAGE):
        candidates = page(connection, places(connection, asked, Sort.TIME, after, PAGE))
        for each, place in candidates:
            after = (int(place[0]), int(place[1]))
            if query is None or evaluate(query, Document.of(each.mention)) is not None:
                found.append(each)
            if len(found) >= limit:
                return found
        if len(candidates) < PAGE:
            break
    return found
