"""The Kibana export is whole, consistent, shaped like real exports, and asks only for fields that exist."""

import copy
import json
from collections.abc import Mapping
from typing import Any

import pytest

from index.kibana.boards import BOARDS
from index.kibana.export import ndjson, objects
from index.kibana.style import Style
from index.library.mapping import fields
from index.library.names import Names
from index.panels.panel import Data, Field
from tests.shared import ROOT, shared
from tests.unit.index.kibana_rules import Json, breaches, fields_of

STYLE = Style("zh", Names(), "http://127.0.0.1:8600")
LABELS = {Field.TONE: {"negative": "负面"}, Field.LEVEL: {"major": "重大 4/4"}}
REAL = ("lme_alerting_dashboard_2_0", "lme_wazuh_security_events")


def ours(style: Style = STYLE) -> list[Json]:
    return list(objects(style, LABELS))


def real(name: str) -> list[Json]:
    lines = shared("data", "kibana", f"{name}.ndjson").read_text(encoding="utf-8").splitlines()
    return [each for each in map(json.loads, lines) if "type" in each]


def boards(listed: list[Json]) -> list[Json]:
    return [each for each in listed if each["type"] == "dashboard"]


def panels(board: Json) -> list[Json]:
    found: list[Json] = json.loads(board["attributes"]["panelsJSON"])
    return found


def test_everything_that_is_referred_to_is_there_and_every_chart_is_consistent() -> None:
    assert list(breaches(ours())) == []


@pytest.mark.parametrize("name", REAL)
def test_real_exports_keep_the_same_rules(name: str) -> None:
    """Links and drill-downs of the real ones may lead to objects of other files: only that may be found."""
    assert [told for told in breaches(real(name)) if not told.endswith(("leads to nothing", "named twice"))] == []


def faults() -> Mapping[str, Any]:
    def drop_references(board: Json) -> None:
        board["references"] = board["references"][1:]

    def change(board: Json, alter: Any) -> None:
        held = panels(board)
        alter(next(panel for panel in held if panel["type"] == "lens"))
        board["attributes"]["panelsJSON"] = json.dumps(held)

    def layer(panel: Json) -> Json:
        found: Json = panel["embeddableConfig"]["attributes"]["state"]["datasourceStates"]["formBased"]["layers"]
        return next(iter(found.values()))

    return {
        "a reference is dropped": drop_references,
        "a column is lost": lambda board: change(board, lambda panel: layer(panel)["columns"].pop("n0")),
        "a panel leaves the grid": lambda board: change(board, lambda panel: panel["gridData"].update(x=47)),
        "two panels overlap": lambda board: change(board, lambda panel: panel["gridData"].update(h=60)),
        "a panel is renamed": lambda board: change(board, lambda panel: panel.update(panelIndex="other")),
    }


@pytest.mark.parametrize("fault", faults())
def test_the_rules_find_what_would_break_an_import(fault: str) -> None:
    for place, board in enumerate(boards(ours())):
        listed = copy.deepcopy(ours())
        faults()[fault](boards(listed)[place])
        assert list(breaches(listed)), (fault, board["id"])


def test_every_field_that_is_asked_for_exists_in_the_mapping() -> None:
    known = {
        STYLE.view(Data.MENTIONS): _flat(fields(STYLE.names)[STYLE.names.mentions]),
        STYLE.view(Data.SIGNALS): _flat(fields(STYLE.names)[STYLE.names.signals]),
        STYLE.view(Data.INCIDENTS): _flat(fields(STYLE.names)[STYLE.names.incidents]),
    }
    asked = list(fields_of(ours()))
    assert len(asked) > 50
    assert [(view, name) for view, name in asked if name not in known[view]] == []


def _flat(properties: Mapping[str, Any], before: str = "") -> set[str]:
    found = set()
    for name, held in properties.items():
        found |= _flat(held["properties"], f"{before}{name}.") if "properties" in held else {before + name}
    return found


def test_objects_carry_the_lowest_versions_that_are_supported() -> None:
    versions = {each["type"]: (each["coreMigrationVersion"], each["typeMigrationVersion"]) for each in ours()}
    assert versions == {
        "index-pattern": ("8.8.0", "8.0.0"),
        "search": ("8.8.0", "10.5.0"),
        "dashboard": ("8.8.0", "10.2.0"),
    }


def shape(value: Any) -> set[str]:
    """Return the keys of an object with the kind of what each holds."""
    return {f"{key}:{type(held).__name__}" for key, held in value.items()}


def test_objects_have_the_shape_of_real_ones() -> None:
    known: dict[str, set[str]] = {}
    for name in REAL:
        for each in real(name):
            known.setdefault(each["type"], set()).update(shape(each["attributes"]))
    for each in ours():
        added = {"allowNoIndex:bool"}  # documented by Kibana, not used in these exports
        assert shape(each["attributes"]) - known[each["type"]] <= added, each["id"]


def test_lens_charts_have_the_shape_of_real_ones() -> None:
    known: dict[str, set[str]] = {}
    for name in REAL:
        for board in boards(real(name)):
            for panel in panels(board):
                _learn(panel, known)
    for board in boards(ours()):
        for panel in panels(board):
            mine: dict[str, set[str]] = {}
            _learn(panel, mine)
            for kind, found in mine.items():
                assert kind in known or kind in ("lnsXY", "max", "average", "sum"), kind
                assert found <= known.get(kind, found) | {"filter:dict", "customLabel:bool"}, (
                    kind,
                    panel["panelIndex"],
                )


def _learn(panel: Json, known: dict[str, set[str]]) -> None:
    if panel["type"] != "lens" or "attributes" not in panel["embeddableConfig"]:
        return
    attributes = panel["embeddableConfig"]["attributes"]
    known.setdefault("lens", {"description:str"}).update(shape(attributes))
    known.setdefault("state", set()).update(shape(attributes["state"]))
    for layer in attributes["state"]["datasourceStates"]["formBased"]["layers"].values():
        known.setdefault("layer", {"sampling:int", "indexPatternId:str"}).update(shape(layer))
        for column in layer["columns"].values():
            known.setdefault(column["operationType"], set()).update(shape(column))


def test_a_second_export_is_the_same_and_a_second_language_replaces_the_first() -> None:
    assert ndjson(STYLE, LABELS) == ndjson(STYLE, LABELS)
    english = ours(Style("en", Names(), STYLE.pages))
    assert [each["id"] for each in english] == [each["id"] for each in ours()]
    assert {each["attributes"]["title"] for each in boards(english)} == {
        "Fenghuo · Overview",
        "Fenghuo · Incident room",
        "Fenghuo · Sources and health",
        "Fenghuo · KPI",
    }
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in ndjson(Style("en", Names(), ""), {}))


def test_values_lead_to_our_own_pages() -> None:
    found = [
        event["action"]["config"]["url"]["template"]
        for board in boards(ours())
        for panel in panels(board)
        for event in panel["embeddableConfig"]["enhancements"].get("dynamicActions", {}).get("events", [])
    ]
    assert "http://127.0.0.1:8600/mentions?span=7d&source={{event.value}}" in found
    assert all(template.startswith("http://127.0.0.1:8600/") for template in found)


def test_ids_of_levels_and_tones_are_shown_by_their_names() -> None:
    view = next(each for each in ours() if each["id"] == STYLE.view(Data.INCIDENTS))
    formats = json.loads(view["attributes"]["fieldFormatMap"])
    assert formats["crisis.level"]["params"]["lookupEntries"] == [{"key": "major", "value": "重大 4/4"}]


def test_the_documentation_names_every_panel_of_every_dashboard() -> None:
    told = (ROOT / "docs" / "kibana.md").read_text(encoding="utf-8")
    for board in BOARDS:
        for shelf in board.shelves:
            for item in shelf.items:
                assert f"| {item.zh} · {item.en} |" in told, item.id
