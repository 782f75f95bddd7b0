"""``fenghuo run`` as its user starts it: a process of its own, with doors that others knock at."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

import monitor.language
from tests.unit.monitor.commands import CommandLine

TOKEN = "an-example-token"
ENVIRON = os.environ | {"FENGHUO_LANG": "zh", "INTAKE_TOKEN": TOKEN}
PATIENCE = 40.0
CONFIGURATION = """\
industry: food
network: {{allow: [127.0.0.1/32]}}
brands: [{{name: 山茶茶饮, aliases: [山茶茶]}}]
sources:
  - {{name: 投递文件夹, type: file, path: inbox, every: 1s}}
  - {{name: 食品新闻, type: feed, url: "http://127.0.0.1:{port}/feed.xml", every: 1s}}
people: [{{name: 示例值班, roles: [pr, legal, commander]}}]
channels:
  - {{name: duty, type: slack, token_env: ABSENT_TOKEN, channel: C0DUTY}}
  - {{name: screen, type: console}}
routes: {{default: [duty, screen], operations: [screen]}}
intake: {{token_env: INTAKE_TOKEN}}
web: {{listen: "127.0.0.1:0"}}
"""


class Feed(BaseHTTPRequestHandler):
    """A news feed with one article."""

    def do_GET(self) -> None:
        """Answer the feed, and 404 for all else."""
        moment = format_datetime(datetime.now(UTC) - timedelta(minutes=3))
        item = f"<item><title>山茶茶出新品</title><link>http://example.com/1</link><pubDate>{moment}</pubDate></item>"
        body = f'<rss version="2.0"><channel><title>t</title>{item}</channel></rss>'.encode()
        self.send_response(200 if self.path == "/feed.xml" else 404)
        self.send_header("Content-Type", "application/rss+xml; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Running:
    """A monitor in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said = ""
        command = [sys.executable, "-m", "monitor", "--config", str(folder), "run"]
        self._printed = (folder / "screen.txt").open("wb")
        self.process = subprocess.Popen(
            command,
            env=ENVIRON,
            stdout=self._printed,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said += line
            if "Ctrl-C" in line:
                break
        found = re.search(r"http://127\.0\.0\.1:(\d+)/intake", self.said)
        assert found, self.said
        self.address = found[0]

    def push(self, *rows: object, token: str = TOKEN) -> tuple[int, dict[str, Any]]:
        """POST rows to intake."""
        body = "\n".join(json.dumps(row) for row in rows).encode()
        request = urllib.request.Request(self.address, body, {"Authorization": f"Bearer {token}"})
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def family(self) -> list[int]:
        """Return the processes of its session, its own first."""
        listed = subprocess.run(["ps", "-A", "-o", "pid=,sess="], capture_output=True, text=True, check=True).stdout
        found = [tuple(map(int, line.split())) for line in listed.splitlines()]
        return sorted(pid for pid, session in found if session == self.process.pid)

    def interrupt(self) -> str:
        """Do what Ctrl-C does at a terminal: interrupt all its processes; return what it said while it ended."""
        assert self.process.stderr is not None
        os.killpg(self.process.pid, signal.SIGINT)
        last_words = self.process.stderr.read()
        self.process.wait(30)
        return last_words

    def stop(self) -> tuple[int, float]:
        """Send SIGTERM; return the exit code and the seconds it took."""
        since = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(30)
        self._printed.close()
        return code, time.monotonic() - since


def scored(folder: Path) -> bool:
    return all(row["tone"] for row in rows_of(folder, "search"))


def rows_of(folder: Path, *words: str) -> list[dict[str, Any]]:
    return CommandLine(folder)(*words, "--json").rows


def eventually(holds: Callable[[], bool]) -> bool:
    """Ask again and again, by a command each time, until it holds or patience ends."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if holds():
            return True
    return False


def posts(size: int, first: int = 0) -> list[dict[str, object]]:
    now = datetime.now(UTC).timestamp()
    return [
        {"time": now - n, "author": f"网友{n}", "text": f"在山茶茶喝出虫子，第{n}杯，已经拉肚子"}
        for n in range(first, first + size)
    ]


@pytest.fixture(autouse=True)
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monitor.language, "LANGUAGE", "zh")


@pytest.fixture(scope="module")
def feed() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Feed)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()


@pytest.fixture(scope="module")
def running(feed: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("run")
    (folder / "inbox").mkdir()
    (folder / "fenghuo.yaml").write_text(CONFIGURATION.format(port=feed), encoding="utf-8")
    started = Running(folder)
    yield started
    if started.process.poll() is None:
        started.stop()


def test_it_starts_with_warnings_and_says_which_channel_stays_closed(running: Running) -> None:
    assert "duty" in running.said and "ABSENT_TOKEN" in running.said
    assert "山茶茶饮" in running.said


def test_pushed_rows_are_stored_when_they_are_acknowledged(running: Running) -> None:
    assert running.push(*posts(1), token="wrong")[0] == 401
    status, told = running.push(*posts(20))
    assert (status, told["stored"]) == (202, 20)
    assert len(rows_of(running.folder, "search", "虫子", "--limit", "100")) == 20


def test_the_running_monitor_judges_and_prints_one_card_while_the_closed_channel_waits(running: Running) -> None:
    assert eventually(lambda: len(rows_of(running.folder, "incidents", "list")) == 1)
    screen = running.folder / "screen.txt"
    assert eventually(lambda: "发生了什么" in screen.read_text(encoding="utf-8"))
    assert screen.read_text(encoding="utf-8").count("发生了什么") == 1
    waiting = next(row for row in rows_of(running.folder, "doctor") if row["part"] == "待发通知")
    assert int(waiting["finding"]) >= 1


def test_a_drop_folder_and_a_feed_are_collected(running: Running) -> None:
    late = json.dumps({"time": datetime.now(UTC).timestamp(), "text": "山茶茶投递的一条"}, ensure_ascii=False)
    (running.folder / "inbox" / "one.jsonl").write_text(late + "\n", encoding="utf-8")
    assert eventually(lambda: len(rows_of(running.folder, "search", "投递的一条")) == 1)
    assert eventually(lambda: len(rows_of(running.folder, "search", "出新品")) == 1)
    assert {row["state"] for row in rows_of(running.folder, "sources")} == {"正常"}


def test_a_command_beside_it_only_stores_and_the_running_monitor_does_the_rest(running: Running) -> None:
    more = running.folder / "more.jsonl"
    rows = [row | {"text": f"山茶茶门店员工辱骂顾客{row['author']}"} for row in posts(3, first=50)]
    more.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    imported = CommandLine(running.folder)("import", str(more), "--json")
    assert imported.rows[0]["stored"] == 3
    assert eventually(lambda: all(row["tone"] for row in rows_of(running.folder, "search", "辱骂")))
    assert CommandLine(running.folder)("incidents", "ack", "1", "--as", "示例值班").code == 0
    screen = running.folder / "screen.txt"
    assert eventually(lambda: "已确认接手" in screen.read_text(encoding="utf-8"))


def test_a_second_monitor_is_refused_and_told_who_runs(running: Running) -> None:
    refused = CommandLine(running.folder)("run")
    assert refused.code == 1
    assert f"fenghuo run (pid {running.process.pid})" in refused.err


def test_told_to_stop_it_ends_soon_and_what_it_acknowledged_is_there(running: Running) -> None:
    stored = len(rows_of(running.folder, "search", "--limit", "1000"))
    status, told = running.push(*posts(30, first=100))
    code, seconds = running.stop()
    assert (code, status, told["stored"]) == (0, 202, 30)
    assert seconds < 10
    assert len(rows_of(running.folder, "search", "--limit", "1000")) == stored + 30
    ledger = next(row for row in rows_of(running.folder, "doctor") if row["part"] == "账本")
    assert ledger["ok"], ledger["finding"]


@pytest.fixture
def other(feed: int, tmp_path: Path) -> Iterator[Running]:
    """Return a monitor whose scorer is at work in its child process."""
    (tmp_path / "inbox").mkdir()
    (tmp_path / "fenghuo.yaml").write_text(CONFIGURATION.format(port=feed), encoding="utf-8")
    started = Running(tmp_path)
    started.push(*posts(1))
    assert eventually(lambda: scored(tmp_path))
    yield started
    if started.process.poll() is None:
        started.stop()


def test_ctrl_c_ends_it_with_all_its_processes_and_without_a_traceback(other: Running) -> None:
    assert len(other.family()) > 1
    assert "Traceback" not in other.interrupt()
    assert other.process.returncode == 0
    assert eventually(lambda: other.family() == [])


def test_killed_it_leaves_no_process_behind(other: Running) -> None:
    other.process.kill()
    other.process.wait(10)
    assert eventually(lambda: other.family() == [])
