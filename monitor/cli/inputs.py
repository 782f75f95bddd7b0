"""What the commands share: options, the monitor they open, the texts they read."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.language import say

if TYPE_CHECKING:
    from monitor.wiring import Monitor

BOM = b"\xef\xbb\xbf"
AsJson = Annotated[bool, typer.Option("--json", help=say("每行一个 JSON 对象", "one JSON object a line"))]


@contextmanager
def opened(context: typer.Context) -> "Iterator[Monitor]":
    """Open the configured monitor for one command; what its console channel tells goes to stderr, beside the result."""
    from monitor.wiring import open_monitor

    with open_monitor(context.obj, stream=sys.stderr) as monitor:
        yield monitor


def texts(file: str) -> Iterator[str]:
    """Yield the lines of a file, "-" for standard input, without their ends; bytes that are no UTF-8 are replaced."""
    from domain.errors import UsageError

    if file != "-" and not Path(file).is_file():
        raise UsageError(say(f"没有文件 {file}。请检查路径。", f"There is no file {file}; check the path."))
    with sys.stdin.buffer if file == "-" else Path(file).open("rb") as stream:
        for number, line in enumerate(stream):
            whole = line.removeprefix(BOM) if number == 0 else line
            yield whole.decode("utf-8", "replace").rstrip("\r\n")
