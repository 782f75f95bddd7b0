"""A panel as one SQLite query over the ledger, and its rows read back."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from index.ledger.documents import write_json
from index.ledger.moments import MICROSECOND, from_us, to_us
from index.panels.fields import FIELDS, NUMBERS, TABLES, Place
from index.panels.panel import Data, Field, Fold, Measure, Panel, Row, Scope


@dataclass(slots=True)
class Query:
    """One statement with its named values."""

    text: str = ""
    values: dict[str, object] = field(default_factory=dict)

    def bind(self, value: object) -> str:
        """Return the placeholder of a value."""
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f":{name}"


Also = Callable[[Query], Sequence[str]]
"""Adds conditions to a query."""


def query_of(panel: Panel, scope: Scope, also: Also = lambda query: ()) -> Query:
    """Return the query of a panel: columns ``at`` (microseconds or NULL), ``value``, one for each measure."""
    query, (table, time) = Query(), TABLES[panel.data]
    split = FIELDS[panel.data][panel.split] if panel.split else None
    at = _bucket(query, time, scope) if panel.over_time else "NULL"
    numbers = [_number(query, panel.data, measure, split) for measure in panel.measures]
    conditions = [
        f"{time} >= {query.bind(to_us(scope.since))} AND {time} < {query.bind(to_us(scope.until))}",
        *filters(query, panel.data, panel.where),
        *filters(query, panel.data, scope.where),
        *also(query),
    ]
    if split and not split.absent:
        conditions.append(f"{split.sql} <> ''")
    columns = ", ".join([f"{at} AS at", f"{split.sql if split else repr('')} AS value", *numbers])
    source = f"{table} AS x" + (f", json_each({split.each})" if split and split.each else "")
    grouped = " GROUP BY 1, 2" if panel.over_time or split else ""
    query.text = f"SELECT {columns} FROM {source} WHERE {' AND '.join(conditions)}{grouped}{_order(panel)}"
    return query


def measure(connection: sqlite3.Connection, panel: Panel, scope: Scope, also: Also = lambda query: ()) -> Sequence[Row]:
    """Return a panel's rows, by time and value; a panel without time by its first number, the largest first."""
    query = query_of(panel, scope, also)
    return [
        Row(None if at is None else from_us(at), value, tuple(numbers))
        for at, value, *numbers in connection.execute(query.text, query.values)
    ]


def _bucket(query: Query, time: str, scope: Scope) -> str:
    step, ahead = scope.step // MICROSECOND, scope.ahead // MICROSECOND
    width, shift = query.bind(step), query.bind(ahead)
    return f"({time} + {shift}) / {width} * {width} - {shift}"


def _number(query: Query, data: Data, measure: Measure, split: Place | None) -> str:
    """Return one measure; where a row can have a value twice, it is counted once."""
    chosen = " AND ".join(filters(query, data, measure.where))
    filtered = f" FILTER (WHERE {chosen})" if chosen else ""
    if measure.fold is Fold.COUNT:
        counted = "DISTINCT x.rowid" if split and split.each else "*"
        return f"count({counted}){filtered}"
    assert measure.of is not None
    folded = f"{measure.fold}({NUMBERS[data][measure.of].sql}){filtered}"
    return f"coalesce({folded}, 0)" if measure.fold is Fold.SUM else folded


def filters(query: Query, data: Data, where: Mapping[Field, tuple[str, ...]]) -> list[str]:
    """Return the conditions of the fields that this noun has; another noun's filter doesn't concern it."""
    places = FIELDS[data]
    return [_filter(query, data, name, values) for name, values in where.items() if values and name in places]


def _filter(query: Query, data: Data, name: Field, values: tuple[str, ...]) -> str:
    place = FIELDS[data][name]
    if data is Data.MENTIONS and name is Field.BRAND:
        topics = query.bind(write_json([f"brand:{value}" for value in values]))
        return (
            "EXISTS (SELECT 1 FROM mention_topic AS t WHERE t.topic IN "
            f"(SELECT key FROM topic WHERE id IN (SELECT value FROM json_each({topics}))) "
            "AND t.event = x.event AND t.seq = x.seq)"
        )
    chosen = f"{place.sql} IN (SELECT v.value FROM json_each({query.bind(write_json(list(values)))}) AS v)"
    return f"EXISTS (SELECT 1 FROM json_each({place.each}) WHERE {chosen})" if place.each else chosen


def _order(panel: Panel) -> str:
    if panel.over_time:
        return " ORDER BY 1, 2"
    return f" ORDER BY 3 DESC, 2 LIMIT {panel.limit}" if panel.split else ""
