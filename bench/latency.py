"""How long an alert takes: from the answer to ``POST /intake`` to the card that Slack accepts, and the same for a feed.

A monitor as ``fenghuo run`` wires it, in a process of its own, hears a steady stream of mentions, among them some that
each open an incident of a brand of their own; each card goes to ten channels of a Slack on loopback. The others name
brands of which so much is said every day. Ten messages a second and channel are let through, not one as by Slack's own
pace: so many cards exceed that, whatever is fast or slow before it.
``python bench/latency.py [--full]``: --full takes 60 s with 200 incidents, otherwise 15 s with 50.
"""

import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.made.machine import load, tree_mb
from bench.made.texts import BRANDS, calm, feed
from tests.loopback_slack import LoopbackSlack

RATE = 200
POSTS = 10
"""Requests a second, each with its share of the mentions."""

ITEMS = 500
CHANNELS = tuple(f"C0DUTY{number}" for number in range(10))
TOKEN = "a-token-of-the-bench"
SLACK_TOKEN = "xoxb-of-the-bench"
PATIENCE = 120.0
PACE = timedelta(seconds=0.1)
ALARM = "喝到异物了"
CONFIGURATION = """
language: zh
timezone: Asia/Shanghai
industry: food
store: {{path: data}}
network: {{allow: [127.0.0.1/32]}}
brands: [{brands}]
rules:
  - {{id: alarm, type: keyword, category: food_safety, level: general, window: 1h, count: 1, where: {alarm}}}
  - {{id: volume_hour, floor: 1000000}}
  - {{id: volume_long, floor: 1000000}}
  - {{id: growth_talk, floor: 1000000}}
sources: [{{name: feed, type: feed, url: "http://127.0.0.1:{port}/feed.xml", every: 1s}}]
channels: [{channels}]
intake: {{token_env: BENCH_INTAKE_TOKEN}}
web: {{listen: "127.0.0.1:0"}}
"""


class FeedSite:
    """A feed on loopback that is empty until it is filled; ``served`` is when it was first answered in full."""

    def __init__(self) -> None:
        self.body = feed([], 0, datetime.now(UTC))
        self.full, self.served = False, 0.0
        site = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                full, body = site.full, site.body
                self.send_response(200 if self.path == "/feed.xml" else 404)
                self.send_header("Content-Type", "application/rss+xml; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
                if full and self.path == "/feed.xml" and not site.served:
                    site.served = time.time()

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def fill(self, texts: list[str]) -> None:
        """Show these items from now on."""
        self.body, self.full = feed(texts, 1, datetime.now(UTC)), True


class House:
    """The monitor's process."""

    def __init__(self, folder: Path, brands: list[str], slack: LoopbackSlack, site: FeedSite) -> None:
        channels = (
            f'{{name: c{n}, type: slack, token_env: BENCH_SLACK_TOKEN, channel: {name}, base_url: "{slack.url}"}}'
            for n, name in enumerate(CHANNELS)
        )
        written = CONFIGURATION.format(
            brands=", ".join(f"{{name: {brand}}}" for brand in brands),
            channels=", ".join(channels),
            port=site.port,
            alarm=ALARM,
        )
        (folder / "fenghuo.yaml").write_text(written, "utf-8")
        environ = os.environ | {"BENCH_INTAKE_TOKEN": TOKEN, "BENCH_SLACK_TOKEN": SLACK_TOKEN}
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--house", str(folder)],
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self.process.stdout is not None
        self._intake = http.client.HTTPConnection("127.0.0.1", int(self.process.stdout.readline()))

    def push(self, texts: list[str]) -> float:
        """Push mentions of this moment; return when they were acknowledged."""
        rows = ({"time": time.time(), "text": text, "author": f"网友{hash(text) % 5000}"} for text in texts)
        body = "\n".join(map(json.dumps, rows))
        self._intake.request("POST", "/intake", body, {"Authorization": f"Bearer {TOKEN}"})
        answer = self._intake.getresponse()
        answered, said = time.time(), answer.read()
        assert answer.status == 202, said
        return answered

    def close(self) -> None:
        """End it."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(60)


def house(folder: Path) -> None:
    """Be the monitor's process: run until the standard input ends."""
    from alerting.channels.base import Limits
    from monitor.runner import Runner, collect_rarely
    from monitor.wiring import open_monitor

    with open_monitor(folder, stream=sys.stderr) as monitor:
        hurried = {
            name: replace(channel, limits=Limits(channel.limits.characters, PACE))  # type: ignore[type-var]
            for name, channel in monitor.delivery.channels.items()
        }
        delivery = replace(monitor.delivery, channels=hurried)
        runner = Runner(replace(monitor, delivery=delivery))
        collect_rarely()
        with runner.running():
            print(runner.web_port, flush=True)
            sys.stdin.read()


def stream(home: House, alarmed: list[str], seconds: int) -> dict[str, float]:
    """Push the stream at its rate; return for each alarmed brand when its mention was acknowledged."""
    texts, answered = calm(), dict[str, float]()
    posts, share = seconds * POSTS, RATE // POSTS
    began = time.monotonic()
    for post in range(posts):
        time.sleep(max(0.0, began + post / POSTS - time.monotonic()))
        named = alarmed[post * len(alarmed) // posts : (post + 1) * len(alarmed) // posts]
        lines = [f"{brand}的新品{ALARM}，编号{post}" for brand in named]
        at = home.push([*islice(texts, share - len(lines)), *lines])
        answered.update(dict.fromkeys(named, at))
    late = time.monotonic() - began - seconds
    print(f"{seconds * RATE:,} mentions in {seconds + late:.1f} s; {load()}")
    return answered


def cards(slack: LoopbackSlack, brands: list[str]) -> dict[tuple[str, str], list[float]]:
    """Return for each brand and channel when its cards were accepted."""
    found: dict[tuple[str, str], list[float]] = {}
    wanted = set(brands)
    for message in list(slack.messages):
        if not message.thread_ts:
            for brand in [brand for brand in wanted if brand in message.seen]:
                found.setdefault((brand, message.channel), []).append(float(message.ts))
    return found


def wait_for(slack: LoopbackSlack, brands: list[str]) -> dict[tuple[str, str], list[float]]:
    """Return the cards of these brands as soon as every channel has every one, or patience ends."""
    until = time.monotonic() + PATIENCE
    while len(found := cards(slack, brands)) < len(brands) * len(CHANNELS) and time.monotonic() < until:
        time.sleep(0.5)
    return found


def report(name: str, since: dict[str, float], found: dict[tuple[str, str], list[float]]) -> None:
    """Print the percentiles, and what was lost or came twice."""
    spent = sorted(min(times) - since[brand] for (brand, _), times in found.items())
    lost = len(since) * len(CHANNELS) - len(found)
    twice = sum(number > 1 for number in Counter({key: len(times) for key, times in found.items()}).values())
    p50, p99 = (spent[min(len(spent) - 1, len(spent) * part // 100)] if spent else float("inf") for part in (50, 99))
    print(
        f"{name}: p50 {p50:.2f} s (goal ≤ 0.3), p99 {p99:.2f} s (goal ≤ 1), worst {spent[-1] if spent else 0:.2f} s; ",
        end="",
    )
    print(f"{len(spent)} cards, {lost} lost, {twice} twice; {load()}")


def main(seconds: int, incidents: int) -> None:
    """Print the figures."""
    alarmed = [f"晨星{number:03}号" for number in range(incidents)]
    site = FeedSite()
    with tempfile.TemporaryDirectory() as folder, LoopbackSlack(*CHANNELS, token=SLACK_TOKEN) as slack:
        home = House(Path(folder), [*BRANDS, *alarmed, "末位牌"], slack, site)
        try:
            report("POST /intake", since := stream(home, alarmed, seconds), wait_for(slack, list(since)))
            site.fill([*islice(calm(1_000_000), ITEMS - 1), f"末位牌的新品{ALARM}"])
            found = wait_for(slack, ["末位牌"])
            report(f"last of a feed of {ITEMS}", {"末位牌": site.served}, found)
            print(f"memory of all processes: {tree_mb(home.process.pid):.0f} MB (goal ≤ 400)")
        finally:
            home.close()


if __name__ == "__main__":
    if "--house" in sys.argv:
        house(Path(sys.argv[-1]))
    else:
        main(*((60, 200) if "--full" in sys.argv else (15, 50)))
