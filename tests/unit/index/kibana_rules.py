"""What must hold of Kibana's saved objects, found by reading real exports: yields every breach in words."""

import json
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

Json = dict[str, Any]
GRID = 48
ACCESSORS = ("xAccessor", "splitAccessor", "metricAccessor", "accessor", "valueAccessor", "yAccessor")


def breaches(objects: Iterable[Json]) -> Iterator[str]:
    """Yield what is wrong with a whole export."""
    listed = [each for each in objects if "type" in each]
    there = {(each["type"], each["id"]) for each in listed}
    if len(there) != len(listed):
        yield "two objects have one id"
    for each in listed:
        names = [reference["name"] for reference in each["references"]]
        if len(names) != len(set(names)):
            yield f"{each['id']}: a reference is named twice"
        for reference in each["references"]:
            if (reference["type"], reference["id"]) not in there:
                yield f"{each['id']}: {reference['name']} leads to nothing"
        if each["type"] == "search":
            source = json.loads(each["attributes"]["kibanaSavedObjectMeta"]["searchSourceJSON"])
            if source["indexRefName"] not in names:
                yield f"{each['id']}: no data view"
        if each["type"] == "dashboard":
            yield from _dashboard(each, set(names))


def _dashboard(board: Json, names: set[str]) -> Iterator[str]:
    panels = json.loads(board["attributes"]["panelsJSON"])
    for panel in panels:
        grid, index = panel["gridData"], panel["panelIndex"]
        if grid["i"] != index:
            yield f"{index}: stands under another name"
        if grid["x"] < 0 or grid["y"] < 0 or grid["w"] < 1 or grid["h"] < 1 or grid["x"] + grid["w"] > GRID:
            yield f"{index}: stands outside the grid"
        if "panelRefName" in panel and f"{index}:{panel['panelRefName']}" not in names:
            yield f"{index}: refers to nothing"
        if panel["type"] == "lens" and "attributes" in panel["embeddableConfig"]:
            attributes = panel["embeddableConfig"]["attributes"]
            yield from (f"{index}: {told}" for told in lens_breaches(attributes))
            for reference in attributes["references"]:
                if f"{index}:{reference['name']}" not in names:
                    yield f"{index}: the dashboard does not repeat {reference['name']}"
    for one, other in combinations([panel["gridData"] for panel in panels], 2):
        if _overlap(one, other):
            yield f"{one['i']} and {other['i']} overlap"
    yield from _controls(board, names)


def _overlap(one: Json, other: Json) -> bool:
    apart = one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
    return not (apart or one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"])


def _controls(board: Json, names: set[str]) -> Iterator[str]:
    group = board["attributes"].get("controlGroupInput")
    for id in json.loads(group["panelsJSON"]) if group else ():
        if not any(name.startswith(f"controlGroup_{id}:") for name in names):
            yield f"control {id}: no data view"


def lens_breaches(attributes: Json) -> Iterator[str]:
    """Yield what is wrong with one Lens visualisation."""
    layers = attributes["state"]["datasourceStates"]["formBased"]["layers"]
    named = {reference["name"] for reference in attributes["references"]}
    for id, layer in layers.items():
        columns = layer["columns"]
        if sorted(layer["columnOrder"]) != sorted(columns):
            yield f"layer {id}: the order names other columns"
        if f"indexpattern-datasource-layer-{id}" not in named:
            yield f"layer {id}: no data view"
        for column in columns.values():
            order = column.get("params", {}).get("orderBy", {})
            if order.get("type") == "column" and order["columnId"] not in columns:
                yield f"layer {id}: sorted by a column that isn't there"
    known = {column for layer in layers.values() for column in layer["columns"]}
    for used in _used(attributes["state"]["visualization"]):
        if used not in known:
            yield f"draws column {used}, which isn't there"


def _used(visualization: Any) -> Iterator[str]:
    if isinstance(visualization, dict):
        for key, value in visualization.items():
            if key in ACCESSORS and isinstance(value, str):
                yield value
            elif key == "accessors":
                yield from value
            elif key == "columnId":
                yield value
            else:
                yield from _used(value)
    elif isinstance(visualization, list):
        for each in visualization:
            yield from _used(each)


def fields_of(objects: Iterable[Json]) -> Iterator[tuple[str, str]]:
    """Yield (data view, field) for every field that an export asks for."""
    for each in objects:
        if each["type"] == "search":
            view = each["references"][0]["id"]
            yield from ((view, column) for column in each["attributes"]["columns"])
        if each["type"] != "dashboard":
            continue
        views = {reference["name"]: reference["id"] for reference in each["references"]}
        for id, control in json.loads(each["attributes"]["controlGroupInput"]["panelsJSON"]).items():
            yield views[f"controlGroup_{id}:optionsListDataView"], control["explicitInput"]["fieldName"]
        for panel in json.loads(each["attributes"]["panelsJSON"]):
            if panel["type"] == "lens":
                yield from _lens_fields(panel["embeddableConfig"]["attributes"])


def _lens_fields(attributes: Json) -> Iterator[tuple[str, str]]:
    view = attributes["references"][0]["id"]
    for layer in attributes["state"]["datasourceStates"]["formBased"]["layers"].values():
        for column in layer["columns"].values():
            if column["sourceField"] != "___records___":
                yield view, column["sourceField"]
