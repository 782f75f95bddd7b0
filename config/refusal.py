"""What pydantic refuses, as findings: where it stands in the files, what was given, what would be allowed."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from enum import Enum
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError

from config.document import Document
from config.finding import Finding, Loc
from config.tree import Tree

CALLED = {
    "enum": "choice",
    "literal_error": "choice",
    "union_tag_invalid": "choice",
    "union_tag_not_found": "missing",
    "model_attributes_type": "model_type",
    "int_parsing_size": "int_parsing",
}
"""Codes of pydantic's that are worded like others."""

SHOWN = 40
"""Characters of a given value that are repeated in a message."""
SECRET = re.compile(r"xox[a-z]-|@|token|secret|passw|bearer", re.IGNORECASE)
"""What is never repeated in a message."""


def refusals(error: ValidationError, tree: Tree, root: type[BaseModel] = Document) -> Iterator[Finding]:
    """Yield a finding for each error of a validation of ``tree`` as a ``root``."""
    errors = error.errors(include_url=False)
    for each in errors:
        code, loc = each["type"], tree.reach(each["loc"])
        if code == "too_short" and any(inside(other["loc"], each["loc"]) for other in errors):
            continue
        values = {**each.get("ctx", {}), "given": shown(each["input"], loc)}
        if code in ("missing", "union_tag_not_found"):
            loc.append("type" if code != "missing" else each["loc"][-1])
        elif code == "union_tag_invalid":
            loc.append("type")
            values |= {"given": shown(values["tag"]), **choice(values["tag"], quoted(values["expected_tags"]))}
        elif code in ("enum", "literal_error"):
            values |= choice(str(each["input"]), quoted(values["expected"]))
        elif code == "extra_forbidden":
            values |= choice(str(loc[-1]), sorted(keys_at(each["loc"][:-1], root)))
        yield tree.finding(loc, CALLED.get(code, code), **values)


def inside(loc: Loc, other: Loc) -> bool:
    """Say whether a way goes on from the end of another."""
    return len(loc) > len(other) and tuple(loc[: len(other)]) == tuple(other)


def choice(given: str, allowed: list[str]) -> dict[str, object]:
    """Return the values of a message about something that is not among what is allowed: all of it, and the nearest."""
    near = get_close_matches(given, allowed, 1, 0.6)
    return {"allowed": allowed, "near": near[0] if near else ""}


def shown(given: object, loc: Loc = ()) -> str:
    """Return a given value as a message may repeat it: one short line, "" where it is no text or may be a secret."""
    if not isinstance(given, str) or SECRET.search(given) or any(SECRET.search(str(step)) for step in loc):
        return ""
    line = " ".join(given.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"


def quoted(expected: object) -> list[str]:
    """Return the names in pydantic's «'zh', 'en' or 'fr'»."""
    return re.findall(r"'([^']*)'", str(expected))


def keys_at(loc: Loc, root: type[BaseModel] = Document) -> set[str]:
    """Return the keys that the section at a way from ``root`` may have."""
    sections = [root]
    for step in loc:
        if isinstance(step, int):
            continue
        variants = [each for each in sections if step in tags(each)]
        fields = [each.model_fields[step].annotation for each in sections if step in each.model_fields]
        sections = variants or [found for annotation in fields for found in sections_in(annotation)] or sections
    return {field.alias or name for section in sections for name, field in section.model_fields.items()}


def tags(section: type[BaseModel]) -> tuple[Any, ...]:
    """Return the values of ``type`` by which a section is told from its siblings."""
    field = section.model_fields.get("type")
    return get_args(field.annotation) if field and get_origin(field.annotation) is Literal else ()


def sections_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the sections that a type speaks of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif not isinstance(annotation, Enum):
        for part in get_args(annotation):
            yield from sections_in(part)
