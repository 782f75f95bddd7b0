"""The pages in a real browser: drawn, live, wide and narrow, with nothing that its security policy would stop."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from dashboard.app import page_app
from dashboard.sessions import Sessions
from monitor.web import Server
from monitor.wiring import Monitor
from tests.shared import missing
from tests.unit.dashboard.rooms import HOSTILE, house, monitored
from tests.unit.index.making import NOW, entry

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 60_000
"""Milliseconds that a busy machine may take to draw."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        missing("Chromium is not installed (apt-get install chromium fonts-noto-cjk)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Monitor]:
    with monitored(tmp_path_factory.mktemp("browsed")) as monitor:
        yield monitor


@pytest.fixture(scope="module")
def address(watched: Monitor) -> Iterator[str]:
    ending = threading.Event()
    server = Server(page_app(house(watched), [], ending.is_set), ("127.0.0.1", 0))
    server.start()
    yield f"http://127.0.0.1:{server.port}"
    ending.set()
    server.stop()
    server.join()


class Reader:
    """Somebody at the pages, who has come in by a link; ``complaints`` are what the browser complained of."""

    def __init__(self, chromium: Browser, address: str, watched: Monitor, width: int) -> None:
        self.context = chromium.new_context(viewport={"width": width, "height": 900})
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._hear)
        self.address = address
        self.page.goto(f"{address}/enter?key={Sessions(watched.ledger).make_link(NOW)}")
        self.page.click("button")
        self.page.wait_for_url(f"{address}/")

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def open(self, path: str) -> Page:
        """Open a page and wait until its charts stand and its events flow."""
        self.page.goto(self.address + path)
        self.page.wait_for_selector("#live.on", state="attached")
        self.page.wait_for_function(
            "[...document.querySelectorAll('[data-panel]')].every(each => each.firstChild !== null)"
        )
        return self.page


@pytest.fixture(params=[1440, 390], ids=["wide", "narrow"])
def reader(request: pytest.FixtureRequest, chromium: Browser, address: str, watched: Monitor) -> Iterator[Reader]:
    reader = Reader(chromium, address, watched, request.param)
    yield reader
    reader.context.close()


@pytest.mark.parametrize("path", ["/", "/mentions", "/incidents", "/incidents/1", "/signals"])
def test_every_page_fits_its_window_and_breaks_no_rule_of_its_own(reader: Reader, path: str) -> None:
    page = reader.open(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]
    assert reader.complaints == []


def test_charts_are_drawn_with_their_numbers_and_lead_to_mentions(reader: Reader) -> None:
    page = reader.open("/?span=7d")
    drawn = page.locator("[data-panel] svg").count()
    empty = page.locator("[data-panel].empty").count()
    assert drawn + empty == page.locator("[data-panel]").count()
    assert drawn >= 10
    page.locator('[data-panel="sources"] svg .mark-rect path').first.click()
    page.wait_for_url("**/mentions?**source=**")
    assert reader.complaints == []


def test_a_mention_that_arrives_shows_without_a_reload(reader: Reader, watched: Monitor) -> None:
    page = reader.open("/mentions")
    page.evaluate("window.stayed = true")
    number = 20_000 + page.viewport_size["width"]  # type: ignore[index]
    with watched.ledger.write() as tx:
        tx.mentions.append([entry(number, f"山茶茶饮刚刚发生的第{number}件事")], NOW)
    page.wait_for_selector(f"text=刚刚发生的第{number}件事")
    assert page.evaluate("window.stayed") is True


def test_a_hostile_post_does_nothing(reader: Reader) -> None:
    page = reader.open("/mentions")
    assert HOSTILE[:40] in page.locator(".said", has_text="alert(1)").first.inner_text()
    assert page.evaluate("document.images.length") == 1
    assert reader.complaints == []


def test_a_deadline_counts_down_or_says_that_it_has_passed(reader: Reader) -> None:
    page = reader.open("/incidents/1")
    page.wait_for_function("/\\d\\d:\\d\\d:\\d\\d/.test(document.querySelector('[data-due]').textContent)")
    assert "已超时" in page.locator("[data-due]").first.inner_text()


def test_the_server_ends_while_pages_listen(chromium: Browser, watched: Monitor, tmp_path: Path) -> None:
    ending = threading.Event()
    server = Server(page_app(house(watched), [], ending.is_set), ("127.0.0.1", 0))
    server.start()
    reader = Reader(chromium, f"http://127.0.0.1:{server.port}", watched, 800)
    reader.open("/")
    ending.set()
    server.stop()
    server.join()
    assert not server.running
    reader.context.close()
