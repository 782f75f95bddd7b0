"""What each type of rule fires at, and what it keeps still at."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerting.rules import DECIDERS, Reason
from alerting.rules.shares import lower_bound
from domain.rule import Rule, RuleType
from tests.unit.alerting.stream import ZERO, Said, Watcher, run, said

HOUR = timedelta(hours=1)
GROWTH = Rule("growth", RuleType.GROWTH, "other", 2 * HOUR, "general", floor=30, doubling=HOUR)
RATIO = Rule("mood", RuleType.RATIO, "other", 3 * HOUR, "general", floor=20, share=0.5)
REACH = Rule("reach", RuleType.REACH, "food_safety", HOUR, "important", reach=500_000)
ALL = (GROWTH, RATIO, REACH)

SAID = st.builds(
    Said,
    st.builds(int.__add__, st.sampled_from([0, 150, 500]), st.integers(0, 70)),
    st.sampled_from(["甲", "乙", "丙", ""]),
    negative=st.sampled_from([True, True, False, None]),
    reach=st.sampled_from([0, 100, 90_000, 600_000]),
)
KNOWN = {ZERO // 60 - ago: 1 for ago in range(3, 28 * 24)}
STREAMS = st.lists(SAID, max_size=120).map(lambda stream: sorted(stream, key=lambda each: each.at))


def test_every_type_has_a_decider() -> None:
    assert set(DECIDERS) == set(RuleType)


@settings(deadline=None)
@given(STREAMS, st.sampled_from(ALL))
def test_every_type_fires_alike_in_whatever_batches(stream: list[Said], rule: Rule) -> None:
    def fired(size: int) -> list[tuple[int, bool]]:
        watcher = Watcher(rule, KNOWN)
        for start in range(0, len(stream), size):
            watcher.judge(stream[start : start + size])
        watcher.judge([], now=2_000)
        return [(firing.window.last - ZERO, firing.again) for firing in watcher.fired]

    assert fired(1) == fired(7) == fired(500)


@settings(deadline=None)
@given(STREAMS, st.sampled_from(ALL), st.integers(0, 120))
def test_a_restart_in_the_middle_changes_nothing(stream: list[Said], rule: Rule, cut: int) -> None:
    before, whole = Watcher(rule, KNOWN), Watcher(rule, KNOWN)
    for each in stream[:cut]:
        before.judge([each])
    after = Watcher(rule, KNOWN)
    after.seen, after.state = before.seen, before.state
    for each in stream[cut:]:
        after.judge([each])
    for each in stream:
        whole.judge([each])
    for watcher in (after, whole):
        watcher.judge([], now=2_000)
    assert [f.window for f in (*before.fired, *after.fired)] == [f.window for f in whole.fired]


def test_what_doubles_every_half_hour_fires_while_it_is_small() -> None:
    minutes = [minute for minute in range(180) for _ in range(int(2 ** (minute / 30 - 2)))]
    watcher = Watcher(GROWTH, KNOWN)
    for minute in minutes:
        watcher.judge([Said(minute, f"{len(watcher.seen)}")])
    first = watcher.fired[0]
    assert first.count < 60 < len(minutes) and first.numbers["doubling"] <= 60
    assert first.numbers["later"] > 3 * first.numbers["earlier"]


def test_a_steady_stream_never_grows_however_dense_it_is() -> None:
    assert run(GROWTH, said([minute // 3 for minute in range(900)]), 500)[:1] in ([], [(9, False)])
    watcher = Watcher(GROWTH, {ZERO // 60 - ago: 180 for ago in range(1, 28 * 24)})
    watcher.seen = said([minute // 3 - 600 for minute in range(1800)])
    assert watcher.judge(said([minute // 3 for minute in range(900)])).fired == ()


def test_a_brand_that_was_never_heard_of_does_not_grow_from_nothing() -> None:
    assert Watcher(GROWTH).judge(said(minute // 2 for minute in range(240))).fired == ()


def test_a_morning_that_always_grows_is_no_growth() -> None:
    rates = ((-1, 3), (0, 10), (1, 60), (2, 60))
    day = {ZERO // 60 - 24 * ago + hour: rate for ago in range(1, 28) for hour, rate in rates}
    morning = [*range(0, 60, 6), *range(60, 120)]
    assert Watcher(GROWTH, KNOWN).judge(said(morning)).fired != ()
    assert Watcher(GROWTH, day).judge(said(morning)).fired == ()


def test_the_mood_turns_where_surely_more_than_half_are_negative() -> None:
    angry = [Said(minute, f"{minute}", negative=minute % 5 != 0) for minute in range(40)]
    watcher = Watcher(RATIO)
    firing = watcher.judge([*angry, Said(41)], now=42).fired[0]
    assert firing.numbers["bound"] >= 0.5 and firing.count <= firing.numbers["scored"]
    torn = [Said(minute, f"{minute}", negative=minute % 2 == 0) for minute in range(40)]
    assert Watcher(RATIO).judge(torn, now=60).reason is Reason.NOT_PROVED


def test_three_of_three_prove_nothing_about_the_mood() -> None:
    few = [Said(minute, f"{minute}", negative=True) for minute in range(9)]
    assert Watcher(replace(RATIO, floor=3, share=0.7)).judge(few[:3], now=60).fired == ()
    assert lower_bound(3, 3) == pytest.approx(0.438, abs=0.001)
    assert lower_bound(0, 0) == 0


def test_a_brand_that_is_always_scolded_is_not_alarmed_by_its_usual_share() -> None:
    scolded = [Said(minute - 5_000, "", negative=minute % 4 != 0) for minute in range(4_000)]
    angry = [Said(minute, f"{minute}", negative=minute % 5 != 0) for minute in range(60)]
    watcher = Watcher(RATIO)
    watcher.seen = scolded
    assert watcher.judge(angry, now=61).fired == ()


def test_a_new_model_that_sees_more_negative_is_no_mood_swing() -> None:
    older = [Said(minute - 8_000, "", negative=minute % 5 == 0) for minute in range(3_000)]
    newer = [Said(minute - 4_000, "", negative=minute % 5 < 3) for minute in range(3_000)]
    angry = [Said(minute, f"{minute}", negative=minute % 4 != 0) for minute in range(60)]
    rule = replace(RATIO, drop=0.1)
    swung, same = Watcher(rule), Watcher(rule)
    swung.seen, same.seen = [*older, *newer], [*older, *newer]
    same.toned = ZERO - 4_000
    firing = swung.judge(angry, now=61).fired[0]
    assert firing.numbers["usual_share"] < 0.45
    assert same.judge(angry, now=61).fired == ()


def test_what_has_no_tone_yet_is_told_and_not_counted() -> None:
    waiting = [Said(minute, f"x{minute}") for minute in range(30)]
    angry = [Said(minute, f"{minute}", negative=True) for minute in range(30)]
    numbers = Watcher(RATIO).judge([*angry, *waiting], now=60).fired[0].numbers
    assert numbers["scored"] + numbers["waiting"] == 2 * numbers["scored"]


def test_one_post_that_everybody_sees_is_enough_for_a_reach_rule() -> None:
    quiet = [Said(minute, f"{minute}", reach=3_000) for minute in range(30)]
    assert Watcher(REACH).judge(quiet).fired == ()
    (firing,) = Watcher(REACH).judge([*quiet, Said(31, "大号", reach=450_000)]).fired
    assert firing.numbers["reach"] == 540_000
    assert firing.witnesses[0].author == "大号"
