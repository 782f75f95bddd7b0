"""Pages and intake share a server; however slow the pages are, what is pushed in is taken at once."""

import json
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx

from crawlers.clean import Origin
from dashboard.app import page_app, web_app
from dashboard.intake import IntakeEndpoint
from dashboard.sessions import Sessions
from domain.mention import Appended, Mention
from monitor.web import Server
from tests.unit.dashboard.rooms import house, monitored
from tests.unit.index.making import NOW

READERS = 12
TOKEN = "a-token-of-this-test"
ROW = json.dumps({"time": "2026-03-15T10:00:00", "text": "山茶茶饮好喝"}).encode()


def test_intake_does_not_wait_for_slow_pages(tmp_path: Path) -> None:
    answering, asked = threading.Event(), threading.Semaphore(0)

    def slowly() -> datetime:
        asked.release()
        answering.wait(60)
        return NOW

    def taken(mentions: list[Mention]) -> Future[Appended]:
        done: Future[Appended] = Future()
        done.set_result(Appended(tuple(mention.id for mention in mentions)))
        return done

    origin = Origin(name="intake", label="intake", timezone=ZoneInfo("Asia/Shanghai"))
    intake = IntakeEndpoint(TOKEN, origin, taken, lambda: False, lambda: NOW)  # type: ignore[arg-type]
    with monitored(tmp_path) as monitor:
        pages = page_app(replace(house(monitor), now=slowly), [])
        server = Server(web_app(intake, None, pages), ("127.0.0.1", 0))
        server.start()
        address = f"http://127.0.0.1:{server.port}"
        sessions = Sessions(monitor.ledger)
        cookies = {sessions.cookie_name: sessions.cookie()}
        with ThreadPoolExecutor(READERS) as readers:
            waiting = [readers.submit(httpx.get, address, cookies=cookies, timeout=90) for _ in range(READERS)]
            asked.acquire()
            answer = httpx.post(
                f"{address}/intake", content=ROW, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=30
            )
            assert answer.status_code == 202
            assert not any(each.done() for each in waiting)
            answering.set()
            assert [each.result().status_code for each in waiting] == [200] * READERS
        server.stop()
        server.join()
