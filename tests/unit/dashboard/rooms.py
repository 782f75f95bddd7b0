"""A house with pages: a monitor on a folder of its own, filled with made data, at a time that stands still."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from starlette.testclient import TestClient

from dashboard.app import page_app
from dashboard.house import House
from dashboard.sessions import Sessions
from domain.clock import VirtualClock
from monitor.web import house_of
from monitor.wiring import Monitor, open_monitor
from tests.contract.panel_samples import BRANDS, fill
from tests.unit.index.making import NOW, entry

CONFIGURATION = f"""\
timezone: Asia/Shanghai
industry: food
store: {{path: data}}
brands:
  - {{name: {BRANDS[0]}}}
  - {{name: {BRANDS[1]}}}
channels:
  - {{name: screen, type: console}}
web: {{hosts: [fenghuo.example]}}
"""
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>山茶茶饮\u202e反向 \"' 电话13812345678"


@contextmanager
def monitored(folder: Path) -> Iterator[Monitor]:
    """Open a monitor with made mentions, signals and incidents, and one hostile post."""
    (folder / "fenghuo.yaml").write_text(CONFIGURATION, encoding="utf-8")
    with open_monitor(folder, VirtualClock(NOW)) as monitor:
        with monitor.ledger.write() as tx:
            fill(tx)
            tx.mentions.append([entry(9000, HOSTILE, url="javascript:alert(3)", author="<b>作者</b>")], NOW)
        yield monitor


def browser(house: House, *, known: bool = True) -> TestClient:
    """Return a browser at the pages, with a session if it is ``known``."""
    client = TestClient(page_app(house, ["fenghuo.example"]), base_url="http://127.0.0.1:8600", follow_redirects=False)
    if known:
        sessions = Sessions(house.ledger)
        client.cookies.set(sessions.cookie_name, sessions.cookie(), domain="127.0.0.1")
    return client


def house(monitor: Monitor) -> House:
    """Return the house of a monitor."""
    return house_of(monitor)
