"""Calls the command line in this process, as ``main`` does, and keeps what it said."""

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from monitor.__main__ import run

CONFIGURATION = """\
timezone: Asia/Shanghai
industry: food
store: {path: data}
brands:
  - {name: 山茶茶饮, aliases: [山茶茶], exclude: [山茶花]}
topics:
  - {name: 行业监管, query: "(监管 OR 约谈) AND 奶茶", kind: policy}
sources:
  - {name: 投递文件夹, type: file, path: inbox}
people:
  - {name: 示例值班, roles: [pr, spokesperson], substitute: 示例法务}
  - {name: 示例法务, roles: [legal, commander]}
channels:
  - {name: screen, type: console}
routes: {default: [screen], operations: [screen]}
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command did: its exit code, its result, and what it said beside."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Return the result as JSON Lines."""
        return [json.loads(line) for line in self.out.splitlines()]


class CommandLine:
    """The command line on one configuration folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *words: str, stdin: bytes = b"") -> Answer:
        """Run one command."""
        out, err = io.StringIO(), io.StringIO()
        arguments = ["fenghuo", "--config", str(self.folder), *words]
        standard_input = io.TextIOWrapper(io.BufferedReader(io.BytesIO(stdin)), encoding="utf-8")
        with (
            patch.object(sys, "argv", arguments),
            patch.object(sys, "stdin", standard_input),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            code = run()
        return Answer(code, out.getvalue(), err.getvalue())

    def configure(self, text: str = CONFIGURATION) -> None:
        """Write the configuration."""
        (self.folder / "inbox").mkdir(exist_ok=True)
        (self.folder / "fenghuo.yaml").write_text(text, encoding="utf-8")

    def write(self, name: str, *rows: object) -> Path:
        """Write rows as JSON Lines; a text stands for itself."""
        path = self.folder / name
        lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return path


def post(text: str, *, author: str = "网友甲", minutes_ago: float = 1, **more: object) -> dict[str, object]:
    """Return a row about something that was said a moment ago."""
    at = datetime.now(UTC) - timedelta(minutes=minutes_ago)
    return {"time": at.isoformat(), "text": text, "author": author, "source": "示例论坛", **more}


def scandal(size: int = 20) -> list[dict[str, object]]:
    """Return posts of many authors about foreign bodies in the brand's drinks."""
    return [
        post(f"在山茶茶饮喝出虫子，第{number}杯，已经拉肚子", author=f"网友{number}", minutes_ago=number / 2)
        for number in range(1, size + 1)
    ]
