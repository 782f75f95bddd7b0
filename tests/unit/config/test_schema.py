from typing import Any

import jsonschema
import pytest
import yaml

from config.init import starter
from config.schema import json_schema
from tests.unit.config.test_load import EXAMPLE, LEAST

VALIDATOR = jsonschema.Draft202012Validator(json_schema())


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize(
    "written",
    [
        EXAMPLE,
        LEAST,
        LEAST + "stale_after: 12h\nrules: [{id: service_words, count: 9}]\nlexicons: {quality: [褪色, 360]}\n",
        LEAST + "level_criteria: levels.yaml\nrules: {disable: [volume_long]}\n",
        starter("山茶茶饮", ["山茶茶"], "food", language="zh"),
        starter("Shancha", [], "food", language="en"),
    ],
)
def test_what_loads_is_valid_for_editors_too(written: str) -> None:
    assert list(VALIDATOR.iter_errors(yaml.safe_load(written))) == []


@pytest.mark.parametrize("written", ["levls: four", "levels: fuor", "sources: [{name: a, type: fed}]", "web: 8600"])
def test_what_does_not_load_is_marked_by_editors(written: str) -> None:
    assert list(VALIDATOR.iter_errors(yaml.safe_load(LEAST.partition("\n")[0] + "\n" + written)))


def test_every_key_is_described_in_chinese_and_english() -> None:
    for where, properties in sections(json_schema()):
        for key, value in properties.items():
            zh, _, en = value.get("description", "").partition(" / ")
            assert zh and en and not zh.isascii() and en.isascii(), f"{where}.{key}"


def test_defaults_are_written_as_in_the_file() -> None:
    schema = json_schema()
    assert schema["properties"]["timezone"]["default"] == "Asia/Shanghai"
    assert schema["$defs"]["FeedSource"]["properties"]["every"]["default"] == "5m"
    assert schema["$defs"]["WebSpec"]["properties"]["listen"]["default"] == "127.0.0.1:8600"


def sections(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    parts = {"document": schema, **schema["$defs"]}
    parts |= {name: part["anyOf"][1] for name, part in parts.items() if "anyOf" in part}
    return [(name, part["properties"]) for name, part in parts.items() if "properties" in part]
