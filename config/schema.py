"""The JSON Schema of a configuration, by which editors complete, explain (in both languages) and mark mistakes."""

from typing import Any

from config.document import Document
from config.fields import SPAN

SHORT: dict[tuple[str, str], dict[str, Any]] = {
    ("$defs", "StaleAfterSpec"): {"type": "string", "pattern": f"^({SPAN})$"},
    ("$defs", "RiskWordSpec"): {"type": ["string", "integer"]},
    ("$defs", "RulesSpec"): {"type": "array", "items": {"$ref": "#/$defs/RuleSpec"}},
    ("properties", "level_criteria"): {"type": "string"},
}
"""What may stand for a whole section: a duration, a bare word, a list, the path of a file."""


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of ``fenghuo.yaml``."""
    schema = Document.model_json_schema()
    for (part, name), short in SHORT.items():
        long = schema[part][name]
        schema[part][name] = {"description": long["description"], "anyOf": [short, long]}
    schema["title"] = "烽火配置 / Fenghuo settings"
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
