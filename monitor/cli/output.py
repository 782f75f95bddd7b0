"""Results go to stdout (tables for people, one JSON object a line for programs), progress and logs to stderr."""

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import Any

import orjson

Row = Mapping[str, Any]
UNWRAPPED = 10_000
WHOLE = frozenset({"id", "time", "next_deadline", "state", "last_ok", "next_due", "level_shown", "state_shown"})
"""Columns that are never folded: times and what people type back."""


def plain(value: Any) -> Any:
    """Return a value as JSON can carry it: times as ISO 8601, enumerations by value, tuples as lists."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | frozenset | set):
        return [plain(each) for each in value]
    return value


def emit_json(row: Row) -> None:
    """Write one JSON object as one line to stdout."""
    sys.stdout.write(json.dumps(plain(row), ensure_ascii=False) + "\n")


def emit_all(rows: Iterable[Row]) -> None:
    """Write what ``emit_json`` writes of each row, quicker: for plain values, of which there are many lines."""
    sys.stdout.write("".join(map(_json, rows)))


def _json(row: Row) -> str:
    try:
        return orjson.dumps(row).decode() + "\n"
    except TypeError:  # orjson refuses lone surrogates
        return json.dumps(row, ensure_ascii=False) + "\n"


def emit(rows: Iterable[Row], columns: Sequence[tuple[str, str]], *, as_json: bool, empty: str) -> None:
    """Write rows as JSON Lines, or as a table of ``columns`` (key, heading); ``empty`` is said where there are none."""
    if as_json:
        for row in rows:
            emit_json(row)
        return
    listed = list(rows)
    if not listed:
        note(empty)
        return
    _table(listed, columns)


def _table(rows: Sequence[Row], columns: Sequence[tuple[str, str]]) -> None:
    """Print a table as wide as the terminal; elsewhere (a pipe, a file) every row stays on one line."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for key, heading in columns:
        table.add_column(heading, overflow="fold", no_wrap=key in WHOLE)
    for row in rows:
        table.add_row(*(Text(_cell(row.get(key, ""))) for key, _ in columns))
    width = None if sys.stdout.isatty() or os.environ.get("COLUMNS") else UNWRAPPED
    console = Console(width=width)
    with console.capture() as printed:
        console.print(table)
    sys.stdout.writelines(line.rstrip() + "\n" for line in printed.get().splitlines())


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return value.strftime("%m-%d %H:%M")
    if value is None:
        return ""
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, list | tuple):
        return "、".join(str(plain(each)) for each in value)
    return str(plain(value))


def note(text: str) -> None:
    """Say something to the person at the keyboard, on stderr."""
    sys.stderr.write(text.rstrip("\n") + "\n")


def result(text: str) -> None:
    """Write a line of result to stdout."""
    sys.stdout.write(text.rstrip("\n") + "\n")
