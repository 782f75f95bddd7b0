"""A thousand feeds on loopback, polled each minute by the collecting side of a monitor: processor time and lateness.

Each feed answers a conditional GET with 304, and one poll in ten with a new item. Beside it, in the same run, the naive
way for the same answers: one request after the other by urllib without conditions, each read by feedparser.
``python bench/polling.py [--minutes N] [--feeds N]``; the first minute, in which every feed is polled for the first
time, is not counted.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import feedparser

from bench.made.machine import load, tree_mb
from domain.clock import SystemClock
from monitor.appender import Appender
from monitor.collecting import Collector
from monitor.intake import store_all
from monitor.wiring import open_monitor

EVERY = 60.0
CHANGES = 10
"""A feed has something new once in so many polls."""

ITEMS = 30
SITES = 20
NAIVE = 200


class Feeds(BaseHTTPRequestHandler):
    """Feeds by their number: 304 where the asker has the newest already."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer one poll."""
        feed = self.path
        polls[feed] += 1
        asked.setdefault(feed, []).append(time.monotonic())
        version = polls[feed] // CHANGES
        tag = f'"{version}"'
        if self.headers.get("If-None-Match") == tag:
            return self._send(304, b"", tag)
        if not feed.startswith("/feed"):
            return self._send(404, b"", "")
        return self._send(200, written(feed, version), tag)

    def _send(self, status: int, body: bytes, tag: str) -> None:
        self.send_response(status)
        if tag:
            self.send_header("ETag", tag)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


polls: Counter[str] = Counter()
asked: dict[str, list[float]] = {}


def written(feed: str, version: int) -> bytes:
    """Return a feed of the usual shape."""
    now = format_datetime(datetime.now(UTC))
    items = "".join(
        f"<item><title>山茶茶饮第{version}-{n}条</title><link>http://example.com{feed}/{version + n}</link>"
        f"<pubDate>{now}</pubDate><description>{'门店已回应，相关批次封存送检。' * 8}</description></item>"
        for n in range(ITEMS)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{items}</channel></rss>'.encode()


def serve(ports: int) -> None:
    """Serve on several ports, print them, and the times at which each feed was asked once standard input ends."""
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), Feeds) for _ in range(ports)]
    for server in servers:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps([server.server_address[1] for server in servers]), flush=True)
    sys.stdin.readline()
    print(json.dumps({feed: times for feed, times in asked.items() if feed.startswith("/feed")}), flush=True)
    threading.Event().wait()


def cpu_seconds(root: int, without: int) -> float:
    """Return the processor time of a process and its living descendants but one, in seconds (Linux)."""
    stats = {}
    for path in Path("/proc").iterdir():
        if path.name.isdecimal():
            try:
                fields = (path / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
            except OSError:
                continue
            stats[int(path.name)] = (int(fields[1]), int(fields[11]) + int(fields[12]))
    family, size = {root}, 0
    while len(family) > size:
        size = len(family)
        family |= {each for each, (parent, _) in stats.items() if parent in family and each != without}
    ticks = sum(stats[process][1] for process in family if process in stats)
    return ticks / os.sysconf("SC_CLK_TCK")


def poll(folder: Path, addresses: list[str], minutes: float, site: int) -> tuple[float, float, float]:
    """Poll for the first minute and then so many; return processor seconds, wall seconds and MB of the counted ones."""
    sources = [
        {"name": f"feed {n}", "type": "feed", "url": url, "every": f"{EVERY:g}s", "slowest": f"{EVERY:g}s"}
        for n, url in enumerate(addresses)
    ]
    document = {"network": {"allow": ["127.0.0.1/32"]}, "brands": [{"name": "山茶茶饮"}], "sources": sources}
    (folder / "fenghuo.yaml").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    with open_monitor(folder, SystemClock()) as monitor:
        store = partial(store_all, monitor.ledger, monitor.reader)
        appender = Appender(lambda arrivals: store(arrivals, monitor.clock.now()), lambda: None)
        collector = Collector(monitor, appender)
        appender.start()
        collector.start()
        try:
            time.sleep(EVERY)
            began, spent = time.monotonic(), cpu_seconds(os.getpid(), site)
            time.sleep(EVERY * minutes)
            cpu, memory = cpu_seconds(os.getpid(), site) - spent, tree_mb(os.getpid()) - tree_mb(site)
            return cpu, time.monotonic() - began, memory
        finally:
            with monitor.ledger.read() as view:
                errors = Counter(state.last_error for state in view.sources.all() if state.failures)
            print(f"failing at the end: {dict(errors) or 'none'}")
            collector.close()
            appender.close()


def naive(addresses: list[str]) -> float:
    """Return the processor seconds of one poll by urllib and feedparser."""
    began = time.process_time()
    for address in addresses[:NAIVE]:
        with urllib.request.urlopen(address, timeout=10) as answer:
            feedparser.parse(answer.read())
    return (time.process_time() - began) / min(NAIVE, len(addresses))


def main() -> None:
    """Print what it takes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--serve", type=int)
    given = parser.parse_args()
    if given.serve:
        serve(given.serve)
        return
    command = [sys.executable, __file__, "--serve", str(SITES)]
    with (
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
        ) as site,
        tempfile.TemporaryDirectory() as folder,
    ):
        assert site.stdout and site.stdin
        ports = json.loads(site.stdout.readline())
        addresses = [f"http://127.0.0.1:{ports[n % SITES]}/feed/{n}" for n in range(given.feeds)]
        cpu, wall, memory = poll(Path(folder), addresses, given.minutes, site.pid)
        site.stdin.write("\n")
        site.stdin.flush()
        times = json.loads(site.stdout.readline())
        beside = naive(addresses)
        site.terminate()
    report(times, cpu, wall, memory, beside)


def report(times: dict[str, list[float]], cpu: float, wall: float, memory: float, beside: float) -> None:
    """Print the figures."""
    last = max(at for each in times.values() for at in each)
    counted = [at for each in times.values() for at in each if at > last - wall]
    pauses = (pair for each in times.values() for pair in zip(each[1:], each[2:], strict=False))
    late = sorted(after - before - EVERY for before, after in pauses)
    print(f"{len(times)} feeds each {EVERY:g} s, {wall:.0f} s counted, {len(counted)} polls ({load()})")
    ours = cpu / len(counted)
    print(f"processor time: {cpu / wall:.1%} of one core, {ours * 1e3:.2f} ms a poll")
    print(f"naive: {beside * 1e3:.2f} ms a poll, {beside / ours:.1f}× ours; nothing of it stored, no robots.txt asked")
    if late:
        shown = (("median", late[len(late) // 2]), ("99th", late[len(late) * 99 // 100]), ("most", late[-1]))
        print("later than a minute: " + ", ".join(f"{name} {seconds:.2f} s" for name, seconds in shown))
    print(f"memory of all processes: {memory:.0f} MB")


if __name__ == "__main__":
    main()
