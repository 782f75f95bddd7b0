"""What Kibana asks Elasticsearch for a Lens layer, as far as our panels use Lens."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from index.panels.panel import Scope

Json = dict[str, Any]
MISSING = "__missing__"
_TERM = re.compile(r'(not )?([\w.@]+): (?:"((?:[^"\\]|\\.)*)"|(\*))')


def request_of(layer: Json, query: str, scope: Scope) -> Json:
    """Return the body of the search for a layer over a span of time."""
    columns = [(name, layer["columns"][name]) for name in layer["columnOrder"]]
    buckets = [(name, column) for name, column in columns if column["isBucketed"]]
    numbers = {name: _metric(column) for name, column in columns if not column["isBucketed"]}
    inside: Json = numbers
    for name, column in reversed(buckets):
        inside = {name: {**_bucket(column, layer["columns"], scope), "aggs": inside}}
    span = {"range": {"@timestamp": {"gte": scope.since.isoformat(), "lt": scope.until.isoformat()}}}
    return {"size": 0, "query": {"bool": {"filter": [span, _kql(query)]}}, "aggs": inside}


def rows_of(answer: Json, layer: Json) -> set[tuple[Any, ...]]:
    """Return (values of the buckets …, numbers …) of every row that counts something."""
    names = [name for name in layer["columnOrder"] if layer["columns"][name]["isBucketed"]]
    numbers = [name for name in layer["columnOrder"] if name not in names]
    return {
        (*values, *(_value(bucket[name]) for name in numbers))
        for values, bucket in _walk(answer["aggregations"], names)
    }


def _walk(inside: Json, names: list[str]) -> Iterator[tuple[tuple[Any, ...], Json]]:
    if not names:
        yield (), inside
        return
    for bucket in inside[names[0]]["buckets"]:
        if bucket["doc_count"]:
            for values, rest in _walk(bucket, names[1:]):
                yield (bucket["key"], *values), rest


def _bucket(column: Json, columns: Json, scope: Scope) -> Json:
    if column["operationType"] == "date_histogram":
        step = scope.step // timedelta(milliseconds=1)
        shift = -(scope.ahead % scope.step) // timedelta(milliseconds=1)
        return {
            "date_histogram": {"field": column["sourceField"], "fixed_interval": f"{step}ms", "offset": f"{shift}ms"}
        }
    params = column["params"]
    name = params["orderBy"]["columnId"]
    counts = columns[name]["operationType"] == "count" and "filter" not in columns[name]
    order = "_count" if counts else f"{name}>of" if "filter" in columns[name] else name
    missing = {"missing": MISSING} if params["missingBucket"] else {}
    terms = {"field": column["sourceField"], "size": params["size"], "shard_size": 10_000, **missing}
    return {"terms": {**terms, "order": [{order: params["orderDirection"]}, {"_key": "asc"}]}}


def _metric(column: Json) -> Json:
    kinds = {"count": "value_count", "average": "avg", "sum": "sum", "max": "max"}
    kind = kinds[column["operationType"]]
    field = "mention.node" if column["operationType"] == "count" else column["sourceField"]
    metric = {kind: {"field": field}}
    if "filter" not in column:
        return metric
    return {"filter": _kql(column["filter"]["query"]), "aggs": {"of": metric}}


def _value(held: Json) -> Any:
    value = held["of"]["value"] if "of" in held else held["value"]
    return None if value is None else round(value, 3)


def _kql(query: str) -> Json:
    """Return a query of Kibana's language: terms and missing fields, joined by ``or`` in brackets and ``and``."""
    if not query:
        return {"match_all": {}}
    clauses = []
    for part in query.split(" and "):
        terms = [_clause(match) for match in _TERM.finditer(part)]
        assert terms, query
        clauses.append({"bool": {"should": terms, "minimum_should_match": 1}})
    return {"bool": {"filter": clauses}}


def _clause(match: re.Match[str]) -> Json:
    exists: Json = {"exists": {"field": match[2]}}
    if match[4]:
        return {"bool": {"must_not": [exists]}} if match[1] else exists
    return {"term": {match[2]: re.sub(r"\\(.)", r"\1", match[3])}}
