import json
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from crawlers.clean import Origin
from dashboard.app import web_app
from dashboard.corrections import CorrectionEndpoint
from dashboard.intake import MOST_BYTES, IntakeEndpoint
from domain.errors import LedgerError
from domain.mention import Appended, Mention

TOKEN = "示例-token"
ORIGIN = Origin(name="intake", label="intake", timezone=ZoneInfo("Asia/Shanghai"))
ROW = json.dumps({"time": "2026-03-15T10:00:00", "text": "山茶茶好喝"}, ensure_ascii=False).encode()
KEY = {"Authorization": f"Bearer {TOKEN}".encode()}


class Door:
    """An endpoint with everything it stands on at hand: what was handed in, how it ends, whether storing is behind."""

    def __init__(self, token: str = TOKEN) -> None:
        self.taken: list[Mention] = []
        self.ends: Future[Appended] | None = None
        self.behind = False
        endpoint = IntakeEndpoint(token, ORIGIN, self._submit, lambda: self.behind, lambda: datetime.now(UTC))
        self.client = TestClient(web_app(endpoint, CorrectionEndpoint("", lambda mention, tone, who: None)))

    def post(self, body: bytes, headers: dict[str, bytes] | None = None) -> tuple[int, dict[str, object]]:
        answer = self.client.post("/intake", content=body, headers=KEY if headers is None else headers)
        return answer.status_code, answer.json()

    def _submit(self, mentions: Sequence[Mention]) -> Future[Appended]:
        self.taken += mentions
        if self.ends is not None:
            return self.ends
        done: Future[Appended] = Future()
        done.set_result(Appended(tuple(mention.id for mention in mentions)))
        return done


@pytest.fixture
def door() -> Iterator[Door]:
    door = Door()
    with door.client:
        yield door


def test_rows_are_acknowledged_with_what_became_of_them(door: Door) -> None:
    status, told = door.post(ROW + b"\n\n" + ROW.replace("好喝".encode(), "难喝".encode()))
    assert (status, told) == (202, {"received": 2, "stored": 2, "duplicate": 0, "unmatched": 0})


def test_nothing_is_acknowledged_before_it_is_committed(door: Door) -> None:
    door.ends = Future()
    answers: list[int] = []
    posting = threading.Thread(target=lambda: answers.append(door.post(ROW)[0]))
    posting.start()
    posting.join(0.3)
    assert answers == []
    door.ends.set_result(Appended(("x",)))
    posting.join(5)
    assert answers == [202]


def test_a_store_that_fails_is_told_and_the_sender_may_repeat(door: Door) -> None:
    door.ends = Future()
    door.ends.set_exception(LedgerError("The disk is full."))
    answer = door.client.post("/intake", content=ROW, headers=KEY)
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0


def test_without_a_configured_token_intake_is_closed_to_everybody() -> None:
    closed = Door(token="")
    for headers in ({}, KEY, {"Authorization": b"Bearer "}):
        assert closed.post(ROW, headers)[0] == 403
    assert closed.taken == []


@pytest.mark.parametrize("given_key", [b"", b"Bearer", b"Bearer wrong", b"Basic x", TOKEN.encode(), b"\xff\xfe"])
def test_a_missing_or_wrong_token_is_refused_without_reading_the_body(door: Door, given_key: bytes) -> None:
    assert door.post(ROW, {"Authorization": given_key})[0] == 401
    assert door.taken == []


def test_a_sender_is_told_to_come_back_while_storing_is_behind(door: Door) -> None:
    door.behind = True
    answer = door.client.post("/intake", content=ROW, headers=KEY)
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert door.taken == []


def test_a_bad_line_is_named_and_nothing_of_its_request_is_taken(door: Door) -> None:
    for bad, field in ((b"no json", "line"), (b'{"text": "x"}', "time"), (b"[1]", "line"), (b"\xff", "line")):
        status, told = door.post(ROW + b"\n" + bad + b"\n" + ROW)
        assert (status, told["line"]) == (422, 2)
        assert str(told["error"]).startswith(f"line 2: {field}")
    assert door.taken == []


def test_a_body_that_is_too_large_is_refused(door: Door) -> None:
    assert door.post(b" " * (MOST_BYTES + 1))[0] == 413


def test_an_empty_body_is_no_mistake(door: Door) -> None:
    assert door.post(b"")[1]["received"] == 0


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=200), key=st.binary(max_size=40).filter(lambda key: not {10, 13, 0} & set(key)))
def test_no_header_and_no_body_ever_breaks_it(door: Door, body: bytes, key: bytes) -> None:
    for headers in ({"Authorization": key, "Content-Type": key, "X-Any": key}, KEY):
        status, told = door.post(body, headers)
        assert status in (202, 401, 422)
        assert told


def test_other_methods_and_addresses_are_not_served(door: Door) -> None:
    assert door.client.get("/intake").status_code == 405
    assert door.client.get("/nothing").status_code == 404
    assert door.client.get("/health").json() == {"status": "ok"}
