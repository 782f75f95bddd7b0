"""Every hostile file as a source of a running monitor: fetched on loopback, read by every reader, stored.

What is real: schedule, crawl worker, limited children, cleaning, ledger. Nothing dies, nothing breaks its limits, and a
healthy feed beside them is never late.
"""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import partial
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from domain.clock import SystemClock
from monitor.appender import Appender
from monitor.collecting import Collector
from monitor.intake import store_all
from monitor.wiring import Monitor, open_monitor
from tests.integration.crawl_sites import Reply, Site
from tests.shared import shared

SETS = ("feedparser", "feedvalidator", "defusedxml", "scrapy_compressed", "blns", "json")
LATE_SECONDS = 10.0
PATIENCE = 300.0
SITES = 8
ONCE = "1d"
OTHERS = ("sitemap", "", "json", "", "pages", "", "article", "")
READ = 3500
"""So many of the files are feeds that can be read, as a reader of feeds alone showed."""

SPIDER = """
import scrapy

class Hostile(scrapy.Spider):
    name = "hostile"
    start_urls = {urls}

    def parse(self, response):
        yield {{"url": response.url, "title": response.url, "text": "".join(response.css("*::text").getall()) or "-"}}
"""


@dataclass
class Healthy:
    """A feed with a new item at each poll; it notes when it was asked and which items were said when."""

    asked: list[float] = field(default_factory=list)

    def __call__(self, _: BaseHTTPRequestHandler) -> Reply:
        self.asked.append(time.monotonic())
        moment, number = format_datetime(datetime.now(UTC)), len(self.asked)
        item = f"<item><title>山茶茶饮 {number}</title><link>http://e.com/{number}</link><pubDate>{moment}</pubDate></item>"
        return Reply(f'<rss version="2.0"><channel>{item}</channel></rss>'.encode())

    def latest(self) -> float:
        """Return the longest pause between two polls."""
        return max(after - before for before, after in zip(self.asked, self.asked[1:], strict=False))


@dataclass
class Hostile:
    """The sites that serve the files, the sources that read them, and where lists and the spider lead beside."""

    healthy: Healthy
    sites: list[Site]
    sources: list[dict[str, object]]
    led: Counter[str]

    def close(self) -> None:
        for site in self.sites:
            site.close()


def prepared(folder: Path) -> Hostile:
    """Serve every file on several loopback sites, and name a source for each: all as feeds, a part by each reader."""
    files = [path for name in SETS for path in sorted(shared("data", "hostile", name).rglob("*")) if path.is_file()]
    assert len(files) > 4000
    healthy, sites = Healthy(), [Site() for _ in range(SITES + 1)]
    sites[-1].paths["/healthy"] = healthy
    sources: list[dict[str, object]] = [
        {"name": "healthy", "type": "feed", "url": f"{sites[-1].address}/healthy", "every": "1s"}
    ]
    links: list[list[str]] = [[] for _ in range(SITES)]
    for number, path in enumerate(files):
        site, packing = sites[number % SITES], {"gz": "gzip", "br": "br"}.get(path.suffix.lstrip("."), "")
        site.paths[f"/{number}"] = Reply(path.read_bytes(), headers={"Content-Encoding": packing} if packing else {})
        url = f"{site.address}/{number}"
        sources.append({"name": f"feed {number}", "type": "feed", "url": url, "every": ONCE})
        other = OTHERS[number // SITES % len(OTHERS)]
        if other == "article":
            links[number % SITES].append(f"/{number}")
        elif other:
            more = {"link": "a[href^='/']"} if other == "pages" else {}
            sources.append({"name": f"{other} {number}", "type": other, "url": url, "every": ONCE, **more})
    for site, found in zip(sites, links, strict=False):
        for page in range(0, len(found), 90):
            listed = "".join(f'<a class="l" href="{each}">x</a>' for each in found[page : page + 90])
            site.paths[f"/list{page}"] = Reply(listed.encode(), headers={"Content-Type": "text/html"})
            more = {"name": f"list {site.address} {page}", "url": f"{site.address}/list{page}", "link": "a.l"}
            sources.append({"type": "pages", "every": ONCE, **more})
    urls = [f"{sites[0].address}/{number}" for number in range(0, 90 * SITES, SITES)]
    (folder / "hostile_spider.py").write_text(SPIDER.format(urls=urls), "utf-8")
    spider = {"name": "spider", "type": "spider", "class": "hostile_spider.Hostile", "folder": "."}
    led = Counter(
        [*urls, *(f"{site.address}{link}" for site, found in zip(sites, links, strict=False) for link in found)]
    )
    return Hostile(healthy, sites, [*sources, {**spider, "every": ONCE}], led)


Ran = tuple[Hostile, Monitor, bool]
"""What was served, the monitor that polled it, and whether its crawl worker lived through it."""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    """Let a monitor poll every hostile source once; it is still at it."""
    folder = tmp_path_factory.mktemp("hostile")
    hostile = prepared(folder)
    document = {
        "network": {"allow": ["127.0.0.1/32"]},
        "brands": [{"name": "山茶茶饮"}, {"name": "Example", "aliases": ["测试"]}],
        "sources": hostile.sources,
    }
    (folder / "fenghuo.yaml").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    with open_monitor(folder, SystemClock()) as monitor:
        store = partial(store_all, monitor.ledger, monitor.reader)
        appender = Appender(lambda arrivals: store(arrivals, monitor.clock.now()), lambda: None)
        collector = Collector(monitor, appender)
        appender.start()
        collector.start()
        try:
            wait_for_all(monitor, 1)
            first = collector.worker_id
            wait_for_all(monitor, len(hostile.sources))
            yield hostile, monitor, collector.worker_id == first
        finally:
            collector.close()
            appender.close()
            hostile.close()


def wait_for_all(monitor: Monitor, count: int) -> None:
    """Wait until every source was polled."""
    until, tick = time.monotonic() + PATIENCE, threading.Event()
    while time.monotonic() < until:
        with monitor.ledger.read() as view:
            states = view.sources.all()
        if sum(state.last_tried is not None for state in states) >= count:
            return
        tick.wait(0.5)
    pytest.fail(f"{count - len(states)} sources were never polled")


def test_every_file_is_read_or_refused_and_nothing_dies(hostile: Ran) -> None:
    _, monitor, survived = hostile
    with monitor.ledger.read() as view:
        states = {state.name: state for state in view.sources.all()}
    ended = ("died", "longer", "processor", "memory", "larger", "more text")
    assert [name for name, state in states.items() if any(word in state.last_error for word in ended)] == []
    assert sum(state.failures == 0 for name, state in states.items() if name.startswith("feed ")) > READ
    for reader in ("json", "list", "pages", "spider"):
        assert any(state.failures == 0 for name, state in states.items() if name.startswith(reader)), reader
    assert survived
    assert list(monitor.ledger.check()) == []


def test_nothing_that_was_stored_is_over_its_limits(hostile: Ran) -> None:
    _, monitor, _ = hostile
    with monitor.ledger.read() as view:
        mentions = [each.mention for each in view.mentions.find(limit=5000)]
    assert len(mentions) > 100
    assert max(len(each.text) for each in mentions) <= 20_000
    assert all(each.event_time <= each.arrived_at for each in mentions)
    assert {each.url.partition(":")[0] for each in mentions} <= {"http", "https", ""}


def test_no_source_is_asked_twice_for_one_poll(hostile: Ran) -> None:
    asked = Counter(f"{site.address}{path}" for site in hostile[0].sites[:-1] for path in site.asked)
    expected = Counter(str(source["url"]) for source in hostile[0].sources if "url" in source) + hostile[0].led
    assert asked.keys() >= {url for url in expected if "/list" in url}
    assert {url: asked[url] for url, count in expected.items() if asked[url] > count} == {}


def test_a_healthy_feed_beside_them_is_never_late(hostile: Ran) -> None:
    healthy, monitor = hostile[0].healthy, hostile[1]
    assert len(healthy.asked) > 5
    assert healthy.latest() <= LATE_SECONDS
    with monitor.ledger.read() as view:
        said = [each.mention for each in view.mentions.find(limit=5000) if each.mention.source == "healthy"]
    assert len(said) >= len(healthy.asked) - 2
    assert max((each.arrived_at - each.event_time).total_seconds() for each in said) <= LATE_SECONDS
