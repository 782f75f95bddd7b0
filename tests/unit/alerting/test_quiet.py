"""Whether an incident may ring: the deciders, and the sentences of the digest."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from alerting.quiet import MOST_LISTED, Surroundings, digest, hold, mute_end
from domain.notice import Notice, NoticeKind
from domain.quiet import Hold, Quiet, Silence, Suppressed, Why
from tests.unit.alerting.house import engine
from tests.unit.alerting.making import BRAND, NOW, incident

SHANGHAI = ZoneInfo("Asia/Shanghai")
LESSER = replace(incident(7, "refund"), rank=2, level="important")
MAJOR = replace(incident(3, "food_safety"), rank=4, level="major")
HOUR = timedelta(hours=1)


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-16 {clock}").replace(tzinfo=SHANGHAI).astimezone(UTC)


def test_nothing_is_held_where_nothing_says_so() -> None:
    assert hold(engine(), Quiet(), LESSER, Surroundings(), NOW) is None


def test_a_silence_holds_what_it_matches_until_its_end() -> None:
    silence = Silence("示例值班", "旧帖", NOW - HOUR, NOW + HOUR, brand=BRAND, id=5)
    around = Surroundings(silences=[silence])
    assert hold(engine(), Quiet(), MAJOR, around, NOW) == Hold(Why.SILENCE, NOW + HOUR, 5)
    assert hold(engine(), Quiet(), replace(MAJOR, brand="别家"), around, NOW) is None
    assert hold(engine(), Quiet(), MAJOR, around, NOW + HOUR) is None
    assert hold(engine(), Quiet(), MAJOR, Surroundings(silences=[replace(silence, ended_at=NOW)]), NOW) is None


@pytest.mark.parametrize(
    ("clock", "end"),
    [("21:59", None), ("22:00", "08:00"), ("23:30", "08:00"), ("07:59", "08:00"), ("08:00", None), ("12:00", None)],
)
def test_mute_hours_may_pass_midnight(clock: str, end: str | None) -> None:
    found = mute_end(("22:00", "08:00"), SHANGHAI, at(clock))
    assert (f"{found.astimezone(SHANGHAI):%H:%M}" if found else None) == end
    assert found is None or timedelta(0) < found - at(clock) <= 10 * HOUR


def test_the_top_levels_are_neither_muted_nor_limited_nor_held_back_by_greater_ones() -> None:
    quiet = engine(quiet=Quiet(mute=("00:00", "23:59"), at_most=1))
    around = Surroundings(open_incidents=[MAJOR], rung=[NOW])
    urgent = replace(LESSER, rank=3, level="urgent")
    assert hold(quiet, quiet.quiet, urgent, around, NOW) is None
    assert hold(engine(), replace(quiet.quiet, always=4), urgent, around, NOW) is not None


def test_of_another_matter_no_incident_is_held_back_and_while_matters_are_unknown_for_a_minute_at_most() -> None:
    around = Surroundings(open_incidents=[MAJOR, LESSER])
    unknown = hold(engine(), Quiet(), LESSER, replace(around, matters={7: frozenset(), 3: {1}}), NOW)
    assert unknown == Hold(Why.INHIBITED, NOW + timedelta(minutes=1), 3)
    same = hold(engine(), Quiet(), LESSER, replace(around, matters={7: {1, 2}, 3: {2, 4}}), NOW)
    assert same == Hold(Why.INHIBITED, NOW + timedelta(minutes=10), 3)
    assert hold(engine(), Quiet(), LESSER, replace(around, matters={7: {1}, 3: {2, 4}}), NOW) is None


def test_an_open_major_incident_holds_back_the_lesser_of_its_brand_only() -> None:
    around = Surroundings(open_incidents=[MAJOR, LESSER])
    held = hold(engine(), Quiet(), LESSER, around, NOW)
    assert held is not None and (held.why, held.about) == (Why.INHIBITED, 3)
    assert hold(engine(), Quiet(), replace(LESSER, brand="别家"), around, NOW) is None
    assert hold(engine(), Quiet(), LESSER, Surroundings(open_incidents=[replace(MAJOR, drill=True)]), NOW) is None
    assert hold(engine(), Quiet(inhibit=False), LESSER, around, NOW) is None


def test_the_limit_lets_go_when_the_oldest_ring_of_the_hour_is_an_hour_old() -> None:
    limited, until = Quiet(at_most=2), NOW + timedelta(minutes=10)
    rung = [NOW - timedelta(minutes=50), NOW - timedelta(minutes=10), NOW - 2 * HOUR]
    assert hold(engine(), limited, LESSER, Surroundings(rung=rung), NOW) == Hold(Why.LIMITED, until)
    assert hold(engine(), limited, LESSER, Surroundings(rung=rung[1:]), NOW) is None


def kept(text: str) -> Suppressed:
    return Suppressed(Notice("7:raised@duty", "duty", NoticeKind.RAISED, NOW, 7, text), Hold(Why.MUTED, NOW), NOW)


@pytest.mark.parametrize(("lang", "said"), [("zh", "免打扰时段"), ("en", "mute hours")])
def test_a_digest_is_one_message_a_channel_with_a_line_an_incident(lang: str, said: str) -> None:
    told = [(replace(LESSER, id=number), [kept("升级\n了")]) for number in range(1, MOST_LISTED + 4)]
    notices = digest(engine(lang=lang), "digest:1", told, NOW)
    assert [(each.key, each.kind, each.rings) for each in notices] == [
        ("digest:1@duty", NoticeKind.DIGEST, False),
        ("digest:1@screen", NoticeKind.DIGEST, False),
    ]
    lines = notices[0].text.split("\n")
    assert len(lines) == 1 + MOST_LISTED + 1 and said in lines[1] and "3" in lines[-1]
