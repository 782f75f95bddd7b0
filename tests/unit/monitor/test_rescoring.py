"""Tones given anew: a person's correction, and the history under a new model."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from starlette.testclient import TestClient

from crawlers.clean import clean
from dashboard.app import web_app
from dashboard.corrections import CorrectionEndpoint
from dashboard.intake import IntakeEndpoint
from domain.clock import VirtualClock, minute_of
from domain.errors import NotFoundError, RefusedError, UsageError
from domain.measure import Counts
from domain.mention import Mention
from domain.sentiment import Sentiment, Tone
from domain.topic import brand_topic
from monitor.appender import Arrival
from monitor.intake import store_all
from monitor.origins import pushed_origin
from monitor.rescoring import correct_tone, corrected_examples, rescore
from monitor.watch import judge_all
from monitor.wiring import Monitor, open_monitor
from sentiment.scorer import load_scorer

NOON = datetime(2026, 3, 5, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
BRAND = "山茶茶饮"
CONFIGURED = """
brands: [{name: 山茶茶饮}]
people: [{name: 示例分析, roles: [analyst]}]
channels: [{name: screen, type: console}]
"""
OLD = Sentiment(0.9, Tone.POSITIVE, "an-older-model")


@contextmanager
def house(folder: Path) -> Iterator[Monitor]:
    (folder / "fenghuo.yaml").write_text(CONFIGURED, encoding="utf-8")
    with open_monitor(folder, VirtualClock(NOON), io.StringIO()) as monitor:
        yield monitor


def take_in(monitor: Monitor, *texts: str) -> list[Mention]:
    rows = [
        {"time": (NOON - timedelta(minutes=n)).isoformat(), "text": text, "author": f"作者{n}", "source": "城市论坛"}
        for n, text in enumerate(texts)
    ]
    mentions = [clean(row, pushed_origin(monitor, "import"), NOON) for row in rows]
    taken = [each for each in mentions if isinstance(each, Mention)]
    store_all(monitor.ledger, monitor.reader, [Arrival(taken)], NOON)
    return taken


def scored(monitor: Monitor, mentions: list[Mention]) -> None:
    with monitor.ledger.write() as tx:
        tx.mentions.settle_scores({each.id: OLD for each in mentions}, NOON)


def counts(monitor: Monitor) -> Counts:
    with monitor.ledger.read() as view:
        return view.measures.total(brand_topic(BRAND), 0, minute_of(NOON))


def test_a_correction_moves_the_measures_and_is_kept_as_an_example_with_who_and_when(tmp_path: Path) -> None:
    with house(tmp_path) as monitor:
        (mention,) = take_in(monitor, "山茶茶饮的茶真“好”喝，喝完躺了一天")
        scored(monitor, [mention])
        correct_tone(monitor, mention.id, "negative", "示例分析")
        assert (counts(monitor).negative, counts(monitor).positive) == (1, 0)
        (example,) = corrected_examples(monitor)
    assert (example["label"], example["by"], example["at"]) == ("neg", "示例分析", "2026-03-05T04:00:00+00:00")
    assert example["text"] == mention.text


def test_a_correction_by_a_stranger_of_a_stranger_or_to_a_strange_tone_is_refused(tmp_path: Path) -> None:
    with house(tmp_path) as monitor:
        (mention,) = take_in(monitor, "山茶茶饮不错")
        with pytest.raises(RefusedError, match="示例分析"):
            correct_tone(monitor, mention.id, "negative", "路人")
        with pytest.raises(UsageError, match="negative"):
            correct_tone(monitor, mention.id, "bad", "示例分析")
        with pytest.raises(NotFoundError):
            correct_tone(monitor, "0" * 32, "negative", "示例分析")


def test_a_new_model_moves_the_measures_exactly_and_opens_nothing(tmp_path: Path) -> None:
    with house(tmp_path) as monitor:
        mentions = take_in(monitor, *[f"山茶茶饮太难喝了，服务也差，再也不来第{n}次" for n in range(30)])
        scored(monitor, mentions)
        judge_all(monitor, NOON)
        with monitor.ledger.read() as view:
            before = view.incidents.find(), view.outbox.waiting()
        assert rescore(monitor, None) == 30
        with monitor.ledger.read() as view:
            assert view.marks.count() == 0
            assert (view.incidents.find(), view.outbox.waiting()) == before
            assert {
                each.sentiment.model for each in view.mentions.get([each.id for each in mentions]) if each.sentiment
            }
        assert counts(monitor).negative == 30
        assert list(monitor.ledger.check()) == []


def test_what_a_person_said_outlives_a_new_model(tmp_path: Path) -> None:
    with house(tmp_path) as monitor:
        (mention,) = take_in(monitor, "山茶茶饮太难喝了，再也不来")
        scored(monitor, [mention])
        correct_tone(monitor, mention.id, "neutral", "示例分析")
        assert rescore(monitor, None) == 0
        with monitor.ledger.read() as view:
            (stored,) = view.mentions.get([mention.id])
    assert stored.sentiment is not None
    assert stored.sentiment.tone is Tone.NEUTRAL


def test_scoring_again_goes_on_where_it_was_stopped(tmp_path: Path) -> None:
    with house(tmp_path) as monitor:
        mentions = take_in(monitor, *[f"山茶茶饮第{n}次来都很好喝" for n in range(5)])
        scored(monitor, mentions)
        with monitor.ledger.write() as tx:
            tx.progress.put(f"rescore:{load_scorer().version}", "3")
        assert rescore(monitor, None) == 2


def test_a_correction_can_be_pushed_with_the_intake_token(tmp_path: Path) -> None:
    with house(tmp_path) as monitor:
        (mention,) = take_in(monitor, "山茶茶饮不错")
        scored(monitor, [mention])

        def correct(id: str, tone: str, who: str) -> None:
            correct_tone(monitor, id, tone, who)

        door = IntakeEndpoint("", pushed_origin(monitor, "intake"), lambda _: None, lambda: False, monitor.clock.now)  # type: ignore[arg-type,return-value]
        client = TestClient(web_app(door, CorrectionEndpoint("secret-token", correct)))
        address, asked = f"/mentions/{mention.id}/tone", {"tone": "negative", "as": "示例分析"}
        assert client.post(address, json=asked).status_code == 401
        key = {"Authorization": "Bearer secret-token"}
        assert client.post("/mentions/none/tone", json=asked, headers=key).status_code == 404
        assert client.post(address, json={"tone": "negative"}, headers=key).status_code == 422
        assert client.post(address, json=asked | {"as": "路人"}, headers=key).status_code == 422
        assert client.post(address, json=asked, headers=key).status_code == 200
        assert counts(monitor).negative == 1
