"""Saved objects: data views, saved searches and dashboards, each with a fixed id so that a second import replaces."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from index.kibana.boards import Board, SavedSearch, Shelf
from index.kibana.lens import LAYER_REFERENCE, lens_of
from index.kibana.style import CORE, DASHBOARD, DATA_VIEW, SEARCH, Style
from index.kibana.vega import vega_of
from index.panels.fields import FIELDS, TIMESTAMP
from index.panels.names import FIELD_NAMES
from index.panels.panel import Chart, Data, Field, Panel

Json = dict[str, Any]
Labels = Mapping[Field, Mapping[str, str]]
"""Field → value → what it is called, for fields whose values are ids."""

WIDTH = 48
"""Columns of a dashboard's grid."""

VIEW_NAMES: Mapping[Data, tuple[str, str]] = {
    Data.MENTIONS: ("烽火 提及", "Fenghuo mentions"),
    Data.SIGNALS: ("烽火 信号", "Fenghuo signals"),
    Data.INCIDENTS: ("烽火 事件", "Fenghuo incidents"),
}


def data_view(data: Data, style: Style, labels: Labels) -> Json:
    """Return a data view; ids are shown by their names, numbers of incidents lead to our pages."""
    formats: Json = {
        FIELDS[data][name].elastic: _lookup(named) for name, named in labels.items() if name in FIELDS[data] and named
    }
    formats["url.full"] = {"id": "url"}
    if data is Data.INCIDENTS:
        template = f"{style.pages}/incidents/{{{{value}}}}"
        formats["crisis.number"] = {"id": "url", "params": {"urlTemplate": template, "labelTemplate": "#{{value}}"}}
    attributes = {
        "title": style.pattern(data),
        "name": style.says(*VIEW_NAMES[data]),
        "timeFieldName": TIMESTAMP,
        "allowHidden": False,
        "allowNoIndex": True,
        "fields": "[]",
        "fieldAttrs": "{}",
        "fieldFormatMap": _text(formats),
        "runtimeFieldMap": "{}",
        "sourceFilters": "[]",
    }
    return _object("index-pattern", style.view(data), attributes, [], DATA_VIEW)


def saved_search(search: SavedSearch, style: Style) -> Json:
    """Return a saved search, newest first."""
    reference = "kibanaSavedObjectMeta.searchSourceJSON.index"
    source = {
        "query": {"query": search.query, "language": "kuery"},
        "filter": [],
        "highlightAll": True,
        "version": True,
        "indexRefName": reference,
    }
    attributes = {
        "title": style.says(f"烽火 {search.zh}", f"Fenghuo {search.en}"),
        "description": "",
        "columns": list(search.columns),
        "sort": [[TIMESTAMP, "desc"]],
        "grid": {},
        "hideChart": False,
        "hits": 0,
        "isTextBasedQuery": False,
        "timeRestore": False,
        "usesAdHocDataView": False,
        "version": 1,
        "kibanaSavedObjectMeta": {"searchSourceJSON": _text(source)},
    }
    references = [{"type": "index-pattern", "id": style.view(search.data), "name": reference}]
    return _object("search", search_id(search, style), attributes, references, SEARCH)


def search_id(search: SavedSearch, style: Style) -> str:
    """Return the fixed id of a saved search."""
    return f"{style.names.prefix}-search-{search.id}"


def dashboard(board: Board, style: Style) -> Json:
    """Return a dashboard with its panels by value, its controls, and everything they refer to."""
    panels, references = [], []
    for top, shelf in _tops(board):
        for place, item in enumerate(shelf.items):
            index, at = f"{board.id}-{item.id}", _grid(f"{board.id}-{item.id}", shelf, place, top)
            panel, refers = _panel(item, index, at, style)
            panels.append(panel)
            references += refers
    controls, refers = _controls(board, style)
    options = {"useMargins": True, "syncColors": True, "syncCursor": True, "syncTooltips": False}
    attributes = {
        "title": style.says(board.zh, board.en),
        "description": style.says(*board.about),
        "version": 2,
        "timeRestore": True,
        "timeFrom": board.since,
        "timeTo": "now",
        "refreshInterval": {"pause": False, "value": 60_000},
        "optionsJSON": _text({**options, "hidePanelTitles": False}),
        "panelsJSON": _text(panels),
        "controlGroupInput": controls,
        "kibanaSavedObjectMeta": {
            "searchSourceJSON": _text({"query": {"query": "", "language": "kuery"}, "filter": []})
        },
    }
    name = f"{style.names.prefix}-dashboard-{board.id}"
    return _object("dashboard", name, attributes, [*references, *refers], DASHBOARD)


def _object(kind: str, id: str, attributes: Json, references: list[Json], version: str) -> Json:
    return {
        "id": id,
        "type": kind,
        "attributes": attributes,
        "references": references,
        "coreMigrationVersion": CORE,
        "typeMigrationVersion": version,
        "managed": False,
    }


def _tops(board: Board) -> Iterator[tuple[int, Shelf]]:
    top = 0
    for shelf in board.shelves:
        yield top, shelf
        top += shelf.height


def _grid(index: str, shelf: Shelf, place: int, top: int) -> Json:
    width = WIDTH // len(shelf.items)
    return {"x": place * width, "y": top, "w": width, "h": shelf.height, "i": index}


def _panel(item: Panel | SavedSearch, index: str, grid: Json, style: Style) -> tuple[Json, list[Json]]:
    """Return a panel of a dashboard and its references, which the dashboard repeats under the panel's name."""
    held: Json = {"gridData": grid, "panelIndex": index, "title": style.says(item.zh, item.en)}
    if isinstance(item, SavedSearch):
        name = f"panel_{index}"
        config: Json = {"enhancements": {}}
        reference = {"type": "search", "id": search_id(item, style), "name": f"{index}:{name}"}
        return {**held, "type": "search", "embeddableConfig": config, "panelRefName": name}, [reference]
    if item.chart is Chart.SHARE:
        config = {"savedVis": vega_of(item, style), "enhancements": {}}
        return {**held, "type": "visualization", "embeddableConfig": config}, []
    config = {"attributes": lens_of(item, style), "enhancements": _drill_down(item, index, style)}
    reference = {"type": "index-pattern", "id": style.view(item.data), "name": f"{index}:{LAYER_REFERENCE}"}
    return {**held, "type": "lens", "embeddableConfig": config}, [reference]


PAGES: Mapping[Data, str] = {Data.MENTIONS: "/mentions", Data.SIGNALS: "/signals", Data.INCIDENTS: "/incidents"}


def _drill_down(panel: Panel, index: str, style: Style) -> Json:
    """Return the way from a value to what is behind it on our pages; a chart without values has none."""
    if panel.split is None:
        return {}
    template = f"{style.pages}{PAGES[panel.data]}?span=7d&{panel.split.value}={{{{event.value}}}}"
    action = {
        "factoryId": "URL_DRILLDOWN",
        "name": style.says("在烽火看板中查看", "See it in Fenghuo"),
        "config": {"url": {"template": template}, "openInNewTab": True, "encodeUrl": True},
    }
    event = {"eventId": f"{index}-pages", "triggers": ["VALUE_CLICK_TRIGGER"], "action": action}
    return {"dynamicActions": {"events": [event]}}


def _controls(board: Board, style: Style) -> tuple[Json, list[Json]]:
    """Return the controls at the top of a dashboard, and the data views that their values come from."""
    panels: Json = {}
    references = []
    for place, (data, name) in enumerate(board.controls):
        id = f"{board.id}-{name.value}"
        panels[id] = {
            "type": "optionsListControl",
            "order": place,
            "grow": True,
            "width": "medium",
            "explicitInput": {
                "id": id,
                "fieldName": FIELDS[data][name].elastic,
                "title": style.says(*FIELD_NAMES[name]),
                "grow": True,
                "width": "medium",
                "searchTechnique": "prefix",
                "selectedOptions": [],
                "exclude": False,
                "enhancements": {},
            },
        }
        reference = f"controlGroup_{id}:optionsListDataView"
        references.append({"type": "index-pattern", "id": style.view(data), "name": reference})
    ignored = dict.fromkeys(("ignoreFilters", "ignoreQuery", "ignoreTimerange", "ignoreValidations"), False)
    return {
        "chainingSystem": "HIERARCHICAL",
        "controlStyle": "oneLine",
        "showApplySelections": False,
        "ignoreParentSettingsJSON": _text(ignored),
        "panelsJSON": _text(panels),
    }, references


def _lookup(named: Mapping[str, str]) -> Json:
    entries = [{"key": value, "value": name} for value, name in named.items()]
    return {"id": "static_lookup", "params": {"lookupEntries": entries, "unknownKeyValue": None}}


def _text(data: object) -> str:
    """Return data as the JSON text that Kibana keeps inside some attributes."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
