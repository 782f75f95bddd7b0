"""What the commands share: options, the monitor they open, the texts they read."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from monitor.language import say

if TYPE_CHECKING:
    from monitor.wiring import Monitor

CHUNK = 65_536
BOM = "\ufeff"
AsJson = Annotated[bool, typer.Option("--json", help=say("每行一个 JSON 对象", "one JSON object a line"))]


@contextmanager
def opened(context: typer.Context) -> "Iterator[Monitor]":
    """Open the configured monitor for one command; what its console channel tells goes to stderr, beside the result."""
    from monitor.wiring import open_monitor

    with open_monitor(context.obj, stream=sys.stderr) as monitor:
        yield monitor


def texts(file: str) -> Iterator[str]:
    """Yield the lines of a file, "-" for standard input, without their ends; bytes that are no UTF-8 are replaced."""
    for together in arrivals(file):
        yield from together


def arrivals(file: str) -> Iterator[list[str]]:
    """Yield what ``texts`` does in lists: lines that are there at once are in one list, some hundreds at most."""
    from domain.errors import UsageError

    if file != "-" and not Path(file).is_file():
        raise UsageError(say(f"没有文件 {file}。请检查路径。", f"There is no file {file}; check the path."))
    with sys.stdin.buffer if file == "-" else Path(file).open("rb") as stream:
        for number, together in enumerate(_whole_lines(cast(BufferedReader, stream))):
            lines = together.decode("utf-8", "replace").split("\n")
            lines[0] = lines[0] if number else lines[0].removeprefix(BOM)
            yield [line.rstrip("\r") for line in lines]


def _whole_lines(stream: BufferedReader) -> Iterator[bytes]:
    """Yield what can be read at once up to the end of its last line, without that end; then what is left."""
    begun: list[bytes] = []
    while read := stream.read1(CHUNK):
        lines, end, rest = read.rpartition(b"\n")
        begun.append(lines if end else read)
        if end:
            yield b"".join(begun)
            begun = [rest]
    if any(begun):
        yield b"".join(begun)
