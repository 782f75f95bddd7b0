"""What the loopback Slack refuses: unknown methods and parameters, blocks against the schema, lengths over limits."""

import json
from functools import cache
from typing import Any

from jsonschema import Draft7Validator  # type: ignore[import-untyped]

from tests.loopback_slack.messages import Json, text_objects
from tests.shared import SHARED

ADDED_SINCE_2021 = {
    "auth.test": set[str](),
    "chat.postMessage": {"metadata"},
    "chat.update": {"metadata", "reply_broadcast"},
    "conversations.history": {"include_all_metadata"},
    "conversations.replies": {"include_all_metadata"},
}
"""Parameters that the published API description, frozen in 2021, does not know yet."""

NEEDED = {
    "auth.test": set[str](),
    "chat.postMessage": {"channel", "text"},
    "chat.update": {"channel", "ts", "text"},
    "conversations.history": {"channel"},
    "conversations.replies": {"channel", "ts"},
}

MOST_CHARACTERS = 12_000
"""Over all blocks of a message, as the project's budget has it; Slack itself refuses somewhat above."""


def request_problems(method: str, arguments: Json) -> list[str]:
    """What is wrong with a request."""
    if method not in NEEDED:
        return [f"{method}: unknown method"]
    problems = [f"{method}: {name} is missing" for name in sorted(NEEDED[method] - arguments.keys())]
    known = _documented(method)
    if known:
        unknown = arguments.keys() - known - ADDED_SINCE_2021[method]
        problems += [f"{method}: {name} is no parameter" for name in sorted(unknown)]
    return problems + block_problems(arguments.get("blocks") or [])


def block_problems(blocks: list[Json]) -> list[str]:
    """What is wrong with the blocks of a message."""
    problems = [f"{len(blocks)} blocks are more than 50"] if len(blocks) > 50 else []
    if (total := sum(len(each["text"]) for each in text_objects(blocks))) > MOST_CHARACTERS:
        problems.append(f"{total} characters over all blocks")
    for number, block in enumerate(blocks):
        found = [*_limits(block), *_schema_errors(block)]
        problems += [f"block {number} ({block.get('type')}): {said}" for said in found]
    return problems


def _limits(block: Json) -> list[str]:
    fields, elements = block.get("fields", []), block.get("elements", [])
    problems = ["more than 10 fields"] if len(fields) > 10 else []
    problems += ["no or more than 10 elements"] if block["type"] == "context" and not 1 <= len(elements) <= 10 else []
    problems += ["neither text nor fields"] if block["type"] == "section" and not (block.get("text") or fields) else []
    longest = 150 if block["type"] == "header" else 2000 if fields else 3000
    sizes = [len(each["text"]) for each in text_objects([block])]
    return problems + [f"a text of {size} characters" for size in sizes if not 1 <= size <= longest]


@cache
def _documented(method: str) -> frozenset[str]:
    """Parameters of a method in Slack's published API description, empty where that file is not at hand."""
    path = SHARED / "data" / "slack" / "slack_web_openapi_v2.json"
    if not path.exists():
        return frozenset()
    operations = json.loads(path.read_text(encoding="utf-8"))["paths"][f"/{method}"]
    return frozenset(each["name"] for operation in operations.values() for each in operation["parameters"])


@cache
def _validators() -> dict[str, Any]:
    """Block type → validator of its definition in the schema; empty where the schema is not at hand."""
    path = SHARED / "data" / "slack" / "SlackBlocks.json"
    if not path.exists():
        return {}
    schema = json.loads(path.read_text(encoding="utf-8"))
    found = {}
    for name, definition in schema["definitions"].items():
        if name.endswith("Block") and "properties" in definition:
            block_type = definition["properties"]["type"]["const"]
            found[block_type] = Draft7Validator(schema | {"$ref": f"#/definitions/{name}"})
    return found


def _schema_errors(block: Json) -> list[str]:
    validators = _validators()
    if not validators:
        return []
    if block.get("type") not in validators:
        return ["unknown type"]
    return [f"{error.json_path}: {error.message[:200]}" for error in validators[block["type"]].iter_errors(block)]
