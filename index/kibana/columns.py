"""The columns of a Lens layer: buckets and numbers as Kibana writes them, editable there."""

from collections.abc import Mapping
from typing import Any

from index.kibana.style import Style
from index.panels.fields import FIELDS, NUMBERS, TIMESTAMP
from index.panels.names import FIELD_NAMES
from index.panels.panel import Data, Field, Fold, Measure, Number, Panel

Json = dict[str, Any]

OPERATIONS = {Fold.SUM: "sum", Fold.MEAN: "average", Fold.MOST: "max"}
RECORDS = "___records___"
TIME, VALUE = "at", "value"
"""Ids of the bucket columns; numbers are ``n0``, ``n1`` …"""


def columns_of(panel: Panel, style: Style) -> tuple[Json, list[str]]:
    """Return column id → column, and their order: buckets first, as Lens wants them."""
    columns: Json = {}
    if panel.split is not None:
        columns[VALUE] = _terms(panel, panel.split, style)
    if panel.over_time:
        columns[TIME] = _histogram(style)
    for place, measure in enumerate(panel.measures):
        columns[f"n{place}"] = _number(panel.data, measure, style)
    return columns, list(columns)


def kql(data: Data, where: Mapping[Field, tuple[str, ...]]) -> str:
    """Return filters in Kibana's query language; what stands for a missing value asks for the missing field."""
    parts = []
    for name, values in where.items():
        place = FIELDS[data][name]
        named = [f"{place.elastic}: {_quoted(value)}" for value in values if value != place.absent]
        named += [f"not {place.elastic}: *"] if place.absent and place.absent in values else []
        parts.append(named[0] if len(named) == 1 else f"({' or '.join(named)})")
    return " and ".join(parts)


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _terms(panel: Panel, split: Field, style: Style) -> Json:
    place = FIELDS[panel.data][split]
    absent = bool(place.absent)
    return {
        "label": style.says(*FIELD_NAMES[split]),
        "customLabel": True,
        "dataType": "string",
        "operationType": "terms",
        "scale": "ordinal",
        "sourceField": place.elastic,
        "isBucketed": True,
        "params": {
            "size": panel.limit,
            "orderBy": {"type": "column", "columnId": "n0"},
            "orderDirection": "desc",
            "otherBucket": absent,
            "missingBucket": absent,
            "parentFormat": {"id": "terms"},
            "include": [],
            "exclude": [],
            "includeIsRegex": False,
            "excludeIsRegex": False,
        },
    }


def _histogram(style: Style) -> Json:
    return {
        "label": style.says("时间", "Time"),
        "customLabel": True,
        "dataType": "date",
        "operationType": "date_histogram",
        "sourceField": TIMESTAMP,
        "isBucketed": True,
        "scale": "interval",
        "params": {"interval": "auto", "includeEmptyRows": True, "dropPartials": False},
    }


def _number(data: Data, measure: Measure, style: Style) -> Json:
    counts = measure.fold is Fold.COUNT
    is_time = measure.of is Number.TIME
    column: Json = {
        "label": style.says(measure.zh, measure.en),
        "customLabel": True,
        "dataType": "date" if is_time else "number",
        "operationType": "count" if counts else OPERATIONS[measure.fold],
        "isBucketed": False,
        "scale": "ratio",
        "sourceField": RECORDS if measure.of is None else NUMBERS[data][measure.of].elastic,
        "params": {"emptyAsNull": counts},
    }
    if measure.where:
        column["filter"] = {"query": kql(data, measure.where), "language": "kuery"}
    return column
