"""Adding sources to a ``fenghuo.yaml`` that somebody wrote: lines are put in, nothing else of the text is touched."""

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from config.tree import LOADER

Plain = Mapping[str, object]


def flow(data: object) -> str:
    """Return plain data as YAML in one line."""
    written: str = yaml.safe_dump(
        bare(data), default_flow_style=True, allow_unicode=True, sort_keys=False, width=float("inf")
    )
    return written.removesuffix("\n").removesuffix("\n...").strip()


def bare(data: object) -> object:
    """Return data as YAML can write it: texts that know their folder become bare texts."""
    if isinstance(data, Mapping):
        return {str(key): bare(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [bare(each) for each in data]
    return str(data) if isinstance(data, str) else data


def with_sources(text: str, rows: Sequence[Plain]) -> str:
    """Return a configuration with further sources at the end of its list, comments and layout kept.

    ValueError where the list is written in a way that can't be added to.
    """
    written = [flow(row) for row in rows]
    node = _sources(text)
    if node is None or (isinstance(node, yaml.ScalarNode) and node.value == ""):
        return _with_section(text, node, written)
    if not isinstance(node, yaml.SequenceNode):
        raise ValueError("sources is no list")
    if node.flow_style:
        end = text.rindex("]", 0, node.end_mark.index)
        comma = ", " if node.value else ""
        return text[:end].rstrip().removesuffix(",") + comma + ", ".join(written) + text[end:]
    return _inserted(text, _line_after(text, node), [" " * node.start_mark.column + f"- {each}" for each in written])


def _sources(text: str) -> yaml.Node | None:
    root: Any = yaml.compose(text, Loader=LOADER)
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    return next((value for key, value in pairs if key.value == "sources"), None)


def _with_section(text: str, empty: yaml.Node | None, written: Sequence[str]) -> str:
    """Return a text whose section is missing, or stands there with nothing behind it."""
    lines = [f"  - {each}" for each in written]
    if empty is not None:
        return _inserted(text, _next_line(text, empty.start_mark.index), lines)
    whole = text if not text or text.endswith("\n") else text + "\n"
    return _inserted(whole, len(whole), ["sources:", *lines])


def _line_after(text: str, node: yaml.Node) -> int:
    """Return where the line begins that follows the last value of a block list."""
    last = node
    while isinstance(last, yaml.CollectionNode) and not last.flow_style and last.value:
        end = last.value[-1]
        last = end[1] if isinstance(end, tuple) else end
    mark = last.end_mark
    return int(mark.index) if mark.column == 0 else _next_line(text, mark.index)


def _next_line(text: str, index: int) -> int:
    end = text.find("\n", index)
    return len(text) if end < 0 else end + 1


def _inserted(text: str, at: int, lines: Sequence[str]) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    before = text[:at]
    gap = "" if not before or before.endswith("\n") else newline
    return before + gap + "".join(line + newline for line in lines) + text[at:]
