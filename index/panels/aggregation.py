"""A panel as one Elasticsearch aggregation, and its rows read from the answer."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from index.panels.fields import FIELDS, NUMBERS, TIMESTAMP
from index.panels.panel import Data, Field, Fold, Measure, Panel, Row, Scope

if TYPE_CHECKING:
    from elasticsearch.dsl import Search

MOST_VALUES = 10_000
"""Values that each shard hands in before the first ``limit`` are chosen: exact for fields of up to so many values."""

NODE = "mention.node"
MILLISECOND = timedelta(milliseconds=1)

Json = Mapping[str, Any]


def aggregation(panel: Panel, scope: Scope, node: str = "") -> "Search":
    """Return the search that measures a panel, of one node ("" = of all); the caller adds index and client."""
    from elasticsearch.dsl import Q, Search

    search = Search().extra(size=0, track_total_hits=False)
    search = search.filter("range", **{TIMESTAMP: {"gte": scope.since.isoformat(), "lt": scope.until.isoformat()}})
    if node:
        search = search.filter("term", **{NODE: node})
    for clause in [*clauses(panel.data, panel.where, node), *clauses(panel.data, scope.where, node)]:
        search = search.filter(Q(clause))
    level: Any = search.aggs
    if panel.over_time:
        level = level.bucket("at", "date_histogram", **_histogram(scope))
    if panel.split:
        level = level.bucket("value", "terms", **_terms(panel, panel.split))
    counted = panel.over_time or panel.split is not None
    for place, measure in enumerate(panel.measures):
        _measure(level, f"n{place}", panel.data, measure, node, counted)
    return search


def rows_of(answer: Json, panel: Panel, node: str = "") -> Sequence[Row]:
    """Return the rows of an answer (as JSON data) to ``aggregation``, in the order in which SQL gives them."""
    rows = [
        Row(at, value, tuple(_read(bucket, f"n{place}", each) for place, each in enumerate(panel.measures)))
        for at, inside in _times(panel, answer["aggregations"])
        for value, bucket in _values(panel, inside, node)
    ]
    if panel.over_time:
        return sorted(rows, key=lambda row: (row.at, row.value.encode()))
    return sorted(rows, key=_largest_first)[: panel.limit] if panel.split else rows


def clauses(data: Data, where: Mapping[Field, tuple[str, ...]], node: str) -> Iterator[dict[str, Any]]:
    """Yield the filters that this noun has; families are numbered by each node on its own."""
    for name, values in where.items():
        if values and (place := FIELDS[data].get(name)):
            given = [f"{node}:{value}" if node and name is Field.FAMILY else value for value in values]
            chosen = {"terms": {place.elastic: given}}
            absent = {"bool": {"must_not": [{"exists": {"field": place.elastic}}]}}
            yield {"bool": {"should": [chosen, absent]}} if place.absent in values else chosen


def _largest_first(row: Row) -> tuple[bool, float, bytes]:
    """Return what rows are sorted by; the server puts an unknown mean before all others, SQL after them."""
    first = row.numbers[0]
    return first is None, -(first or 0.0), row.value.encode()


def _histogram(scope: Scope) -> dict[str, Any]:
    step = f"{scope.step // MILLISECOND}ms"
    shift = -(scope.ahead % scope.step) // MILLISECOND
    return {"field": TIMESTAMP, "fixed_interval": step, "offset": f"{shift}ms", "min_doc_count": 1}


def _terms(panel: Panel, split: Field) -> dict[str, Any]:
    place, first = FIELDS[panel.data][split], panel.measures[0]
    counted = "_count" if first.fold is Fold.COUNT else "n0"
    whole = panel.over_time or first.fold is Fold.MEAN
    size = MOST_VALUES if whole else panel.limit
    return {
        "field": place.elastic,
        "size": size,
        "shard_size": MOST_VALUES,
        "order": [{counted: "desc"}, {"_key": "asc"}],
        **({"missing": place.absent} if place.absent else {}),
    }


def _measure(level: Any, name: str, data: Data, measure: Measure, node: str, counted: bool) -> None:
    """Add one measure; where the level is ``counted`` by itself, a bare count is the bucket's own."""
    chosen = list(clauses(data, measure.where, node))
    if chosen or (measure.of is None and not counted):
        level = level.bucket(name, "filter", bool={"filter": chosen})
    if measure.of is not None:
        level.metric(name, measure.fold.value, field=NUMBERS[data][measure.of].elastic)


def _times(panel: Panel, inside: Json) -> Iterator[tuple[datetime | None, Json]]:
    if not panel.over_time:
        yield None, inside
        return
    for bucket in inside["at"]["buckets"]:
        yield datetime.fromtimestamp(bucket["key"] / 1000, UTC), bucket


def _values(panel: Panel, inside: Json, node: str) -> Iterator[tuple[str, Json]]:
    if panel.split is None:
        yield "", inside
        return
    for bucket in inside["value"]["buckets"]:
        value = str(bucket["key"])
        yield value.removeprefix(f"{node}:") if panel.split is Field.FAMILY else value, bucket


def _read(bucket: Json, name: str, measure: Measure) -> float | None:
    """Return one measure of a bucket."""
    inside = bucket.get(name, bucket)
    if measure.of is None:
        return int(inside["doc_count"])
    value = (inside.get(name, inside) if measure.where else inside)["value"]
    return None if value is None else float(value)
