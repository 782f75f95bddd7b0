from datetime import datetime, timedelta
from random import Random

import pytest

from domain.clock import MINUTE, minute_of
from domain.incident import EventKind
from domain.mention import Entry
from domain.rule import Rule, RuleState, RuleType
from domain.sentiment import Sentiment, Tone
from domain.topic import brand_topic
from tests.unit.alerting.house import FOOD, POLICY, House, engine, post
from tests.unit.alerting.making import BRAND, NOW

HOUR = timedelta(hours=1)


def complaints(count: int, start: int = 1, risk: str = "food_safety", **more: object) -> list[Entry]:
    """Return so many posts of the last minutes that raise a risk."""
    at = NOW - count * MINUTE
    return [post(start + number, at=at + number * MINUTE, risk=risk, **more) for number in range(count)]  # type: ignore[arg-type]


def test_three_voices_open_one_incident_with_the_numbers_that_prove_it() -> None:
    house = House()
    (change,) = house.hear(complaints(3))
    (signal,) = change.signals
    assert change.before is None and change.after.id == 1
    assert (change.after.category, change.after.level) == ("food_safety", "important")
    assert {name: signal.numbers[name] for name in ("count", "line", "authors", "sources")} == {
        "count": 3,
        "line": 3,
        "authors": 3,
        "sources": 1,
    }
    assert set(signal.evidence) == {f"{number:032x}" for number in (1, 2, 3)}
    with house.ledger.read() as view:
        assert [each.id for each in view.rules.signals(incident=1)] == [signal.id]


def test_a_calm_day_opens_nothing() -> None:
    house = House()
    for hour in range(24):
        house.hear([post(hour * 3 + n, at=NOW + hour * HOUR) for n in range(3)], NOW + hour * HOUR)
    assert house.changes == []


def test_a_burst_over_two_commits_is_one_burst() -> None:
    house = House()
    assert house.hear(complaints(2)) == []
    restarted = House(ledger=house.ledger)
    assert [change.after.category for change in restarted.hear(complaints(1, start=9))] == ["food_safety"]


def test_one_author_many_times_is_not_enough() -> None:
    assert House().hear(complaints(9, author="同一个人")) == []


def test_a_mild_word_does_not_prove_a_grave_rule() -> None:
    grave = Rule("grave", RuleType.KEYWORD, "food_safety", HOUR, "urgent", count=2, intensity=3)
    house = House(engine((grave,)))
    assert house.hear(complaints(5, intensity=2)) == []
    assert house.hear(complaints(1, start=20, intensity=3)) == []
    assert len(house.hear(complaints(1, start=30, intensity=3))) == 1


def test_backfill_is_counted_and_alarms_nobody() -> None:
    house = House()
    old = [post(number, at=NOW - HOUR, risk="food_safety", live=False) for number in range(5)]
    assert house.hear(old) == []
    with house.ledger.read() as view:
        assert view.measures.total(brand_topic(BRAND), 0, minute_of(NOW)).mentions == 5


def test_late_scores_break_no_rule_but_move_the_facts() -> None:
    house = House()
    house.hear(complaints(6))
    with house.ledger.write() as tx:
        tx.mentions.settle_scores({f"{n:032x}": Sentiment(0.1, Tone.NEGATIVE, "m1") for n in range(1, 7)}, NOW)
    (change,) = house.judge(NOW)
    assert change.signals == () and change.entries == ()
    assert (change.after.facts["negative_24h"], change.after.facts["scored_24h"]) == (6, 6)


def test_signals_of_a_policy_topic_go_to_the_digest_and_open_nothing() -> None:
    house = House()
    assert house.hear(complaints(3, topic=POLICY)) == []
    with house.ledger.read() as view:
        assert [each.brand for each in view.rules.signals(incident=0)] == ["行业监管"]


def test_a_late_burst_is_told_as_late() -> None:
    house = House()
    late = [post(number, at=NOW - 2 * HOUR + number * MINUTE, risk="food_safety") for number in range(3)]
    (change,) = house.hear(late, NOW)
    assert change.after.signals[0].late_minutes == 118


def test_time_alone_lets_a_rule_recover_and_a_rule_that_is_gone_rests() -> None:
    house = House()
    house.hear(complaints(3))
    with house.ledger.write() as tx:
        due = tx.rules.next_due()
        assert due is not None and due - NOW <= FOOD.quiet
        tx.rules.put(RuleState("gone", BRAND, raised_at=1, last_breach=1, next_due=2))
    house.judge(due)
    with house.ledger.read() as view:
        assert view.rules.get("food", BRAND).raised_at is None
        assert view.rules.get("gone", BRAND).next_due is None
    house.judge(NOW + 3 * 24 * HOUR)
    with house.ledger.read() as view:
        assert view.rules.next_due() is None


def test_a_surge_is_measured_against_the_brands_own_usual() -> None:
    house = House()
    calm = [post(n, at=NOW - (1 + n // 2) * HOUR, live=False) for n in range(1400)]
    house.hear(calm)
    (change,) = house.hear([post(5_000 + n, at=NOW - n * MINUTE) for n in range(40)], NOW)
    numbers = change.after.signals[0].numbers
    assert change.after.category == "other"
    assert 1 < numbers["usual"] < 3
    assert 10 <= numbers["line"] <= numbers["count"] <= 40
    assert change.after.facts["mentions_1h"] == 40


def test_a_cause_that_joins_a_surge_names_the_incident_and_is_told() -> None:
    house = House()
    house.hear([post(5_000 + n, at=NOW - n * MINUTE / 4) for n in range(160)], NOW)
    (change,) = house.hear(complaints(3), NOW + MINUTE)
    assert change.before is not None and change.before.category == "other"
    assert change.after.category == "food_safety"
    joined = [entry for entry in change.entries if entry.kind is EventKind.JOINED]
    assert [entry.details.get("told") for entry in joined] == ["category"]


@pytest.mark.parametrize("size", [7, 500])
def test_the_same_stream_gives_the_same_signals_in_whatever_commits(size: int) -> None:
    draw = Random(11)
    minutes = sorted(draw.choice([0, 200, 420]) + draw.randrange(50) for _ in range(80))
    stream = [
        post(n, at=NOW + minute * MINUTE, risk=draw.choice(["", "food_safety", "refund"]))
        for n, minute in enumerate(minutes)
    ]
    assert signals_of(stream, size) == signals_of(stream, 1)


def signals_of(stream: list[Entry], size: int) -> set[tuple[str, datetime, float]]:
    """Return rule, end of the window and whether it is a new high, of every signal of a stream in commits of a size."""
    house = House()
    for start in range(0, len(stream), size):
        batch = stream[start : start + size]
        house.hear(batch, batch[-1].mention.arrived_at)
    with house.ledger.read() as view:
        return {(each.rule, each.until, each.numbers["again"]) for each in view.rules.signals(limit=1000)}
