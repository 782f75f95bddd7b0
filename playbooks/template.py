"""Statement templates: plain text with ``{{ name }}``, and nothing that could be evaluated."""

import re
from collections.abc import Callable, Iterator, Mapping

NAME = r"\w{1,40}"
"""What a placeholder may be called: letters of any script, digits and underscores."""
PLACEHOLDER = re.compile(rf"\{{\{{[ \t]*({NAME})[ \t]*\}}\}}")
BRACE = re.compile(r"[{}]")


def names(text: str) -> tuple[str, ...]:
    """Return the placeholders of a text in order of appearance, each once."""
    return tuple(dict.fromkeys(PLACEHOLDER.findall(text)))


def strange(text: str) -> Iterator[int]:
    """Yield the lines (from 1) where a brace belongs to no plain placeholder: expressions, filters, calls."""
    for number, line in enumerate(text.split("\n"), 1):
        if BRACE.search(PLACEHOLDER.sub("", line)):
            yield number


def filled(text: str, facts: Mapping[str, str], missing: Callable[[str], str]) -> str:
    """Return the text with each placeholder's fact, or what ``missing`` makes of its name; facts are text only."""
    return PLACEHOLDER.sub(lambda match: facts.get(match[1]) or missing(match[1]), text)
