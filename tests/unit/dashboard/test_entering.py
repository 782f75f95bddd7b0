from contextlib import closing
from datetime import timedelta

import pytest

from dashboard.sessions import LINK_LIVES, Sessions
from index.ledger import open_ledger
from monitor.wiring import Monitor
from tests.unit.dashboard.rooms import browser, house
from tests.unit.index.making import NOW

PAGES = ("/", "/mentions", "/incidents", "/incidents/1", "/signals", "/charts?panel=volume", "/events")


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_shown_without_a_session(watched: Monitor, path: str) -> None:
    answer = browser(house(watched), known=False).get(path)
    assert answer.status_code == 401
    assert "fenghuo dashboard link" in answer.text
    assert "山茶" not in answer.text


def test_a_link_lets_in_once_and_only_by_its_button(watched: Monitor) -> None:
    key = Sessions(watched.ledger).make_link(NOW)
    for _ in range(2):
        assert browser(house(watched), known=False).get(f"/enter?key={key}").status_code == 200
    client = browser(house(watched), known=False)
    answer = client.post("/enter", data={"key": key})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert client.get("/").status_code == 200
    again = browser(house(watched), known=False).post("/enter", data={"key": key})
    assert again.status_code == 403
    assert "set-cookie" not in again.headers


def test_a_link_dies_after_a_quarter_of_an_hour(watched: Monitor) -> None:
    sessions = Sessions(watched.ledger)
    key = sessions.make_link(NOW - LINK_LIVES - timedelta(seconds=1))
    assert not sessions.redeem(key, NOW)
    assert not sessions.redeem("", NOW)


def test_a_session_outlives_a_restart_and_a_forged_one_is_none(watched: Monitor) -> None:
    cookie = Sessions(watched.ledger).cookie()
    assert Sessions(watched.ledger).knows(cookie)
    other = "a" if cookie[-9] != "a" else "b"
    for forged in ("", "x", f"{cookie[:-9]}{other}{cookie[-8:]}", cookie * 2):
        assert not Sessions(watched.ledger).knows(forged)


def test_the_secret_of_a_link_is_not_kept(watched: Monitor) -> None:
    key = Sessions(watched.ledger).make_link(NOW)
    with watched.ledger.read() as view:
        assert key not in view.progress.get("dashboard.links")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "fenghuo.example.evil"])
def test_a_foreign_host_name_is_refused_even_with_a_session(watched: Monitor, host: str) -> None:
    answer = browser(house(watched)).get("/", headers={"Host": host})
    assert answer.status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1:8600", "localhost", "[::1]:8600", "Fenghuo.Example"])
def test_our_own_names_are_served(watched: Monitor, host: str) -> None:
    sessions = Sessions(watched.ledger)
    cookie = f"{sessions.cookie_name}={sessions.cookie()}"
    assert browser(house(watched), known=False).get("/", headers={"Host": host, "Cookie": cookie}).status_code == 200


def test_every_answer_forbids_foreign_scripts_and_frames(watched: Monitor) -> None:
    for known, path in ((True, "/"), (False, "/"), (True, "/nowhere"), (False, "/static/page.css")):
        headers = browser(house(watched), known=known).get(path).headers
        policy = headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


def test_two_nodes_on_one_machine_keep_their_sessions_apart(watched: Monitor) -> None:
    with closing(open_ledger(None)) as other:
        mine, theirs = Sessions(watched.ledger), Sessions(other)
        assert mine.cookie_name != theirs.cookie_name
        assert not theirs.knows(mine.cookie())
