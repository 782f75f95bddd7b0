from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerting.rules import Reason
from domain.rule import Rule, RuleState
from tests.unit.alerting.stream import KEYWORD, VOLUME, ZERO, Said, Watcher, run, said

CALM = {ZERO // 60 - ago: 3 for ago in range(1, 28 * 24)}
BURSTS = st.builds(int.__add__, st.sampled_from([0, 150, 300, 700]), st.integers(0, 80))
STREAMS = st.lists(
    st.builds(Said, BURSTS, st.sampled_from(["甲", "乙", "丙", ""]), st.sampled_from(["微博", "论坛"])), max_size=60
).map(lambda stream: sorted(stream, key=lambda each: each.at))


def calm_watcher(rule: Rule) -> Watcher:
    return Watcher(rule, CALM)


def test_a_keyword_rule_fires_at_the_mention_that_makes_the_count() -> None:
    watcher = Watcher(KEYWORD)
    assert watcher.judge(said([0, 20])).reason is Reason.QUIET
    assert watcher.judge(said([40])).reason is Reason.FIRED
    assert [(firing.window.last - ZERO, firing.count, firing.line) for firing in watcher.fired] == [(40, 3, 3)]


def test_mentions_further_apart_than_the_window_do_not_add_up() -> None:
    assert run(KEYWORD, said([0, 30, 61, 91]), 1) == []
    assert run(KEYWORD, said([0, 30, 59]), 1) == [(59, False)]


def test_a_burst_split_by_a_restart_still_fires() -> None:
    before = Watcher(KEYWORD)
    before.judge(said([0, 5]))
    after = Watcher(KEYWORD)
    after.seen, after.state = before.seen, before.state
    assert after.judge(said([9])).reason is Reason.FIRED


def test_one_loud_author_is_not_a_crowd_and_the_unknown_count_as_one() -> None:
    loud = [Said(minute, "甲") for minute in range(10)]
    assert Watcher(KEYWORD).judge(loud).reason is Reason.NOT_PROVED
    unknown = [Said(minute) for minute in range(10)]
    assert Watcher(KEYWORD).judge(unknown).reason is Reason.NOT_PROVED
    assert Watcher(KEYWORD).judge([*unknown, Said(10, "甲")]).reason is Reason.FIRED


def test_a_rule_that_asks_for_two_sources_waits_for_the_second() -> None:
    assert run(
        replace(KEYWORD, sources=2), [Said(0, "甲"), Said(1, "乙"), Said(2, "丙"), Said(3, "丁", "论坛")], 1
    ) == [(3, False)]


def test_a_raised_rule_is_silent_until_its_count_has_doubled() -> None:
    assert run(KEYWORD, said(range(12)), 1) == [(2, False), (5, True), (11, True)]


def test_a_rule_recovers_after_its_quiet_and_fires_anew() -> None:
    watcher = Watcher(KEYWORD)
    watcher.judge(said([0, 1, 2]))
    due = watcher.state.next_due
    assert due == ZERO + 2 + 120 + 1
    assert watcher.judge([], now=122).reason is Reason.STILL_RAISED
    assert watcher.judge([], now=123).reason is Reason.RECOVERED
    calm = ZERO + 2 + 12 * 60 + 1
    assert watcher.state == RuleState("food", "山茶茶饮", past=((ZERO + 2, ZERO + 2),), next_due=calm)
    assert watcher.judge(said([130, 131, 132])).reason is Reason.FIRED


def test_a_plateau_stays_raised_and_says_nothing() -> None:
    assert run(KEYWORD, said(range(0, 3_000, 20)), 1) == [(40, False)]


def test_a_late_mention_breaks_its_own_old_window_once_and_says_how_late() -> None:
    watcher = Watcher(KEYWORD)
    watcher.judge(said([0, 20]))
    watcher.judge([], now=130)
    verdict = watcher.judge([Said(10, "迟", arrives=130)])
    assert [firing.late_by for firing in verdict.fired] == [timedelta(minutes=110)]
    assert [firing.window.last - ZERO for firing in verdict.fired] == [20]
    assert watcher.judge([Said(11, "更迟", arrives=140)]).fired == ()
    assert watcher.judge([Said(12, "最迟", arrives=300)]).fired == ()


def test_an_old_burst_that_comes_in_while_the_rule_is_raised_is_not_told() -> None:
    watcher = Watcher(KEYWORD)
    watcher.judge(said([600, 601, 602]))
    assert watcher.judge([Said(at, f"旧{at}", arrives=610) for at in (0, 1, 2)]).fired == ()
    assert watcher.judge([], now=900).reason is Reason.RECOVERED
    assert watcher.judge([Said(3, "旧", arrives=910)]).fired == ()


def test_a_mark_without_live_mentions_judges_nothing() -> None:
    watcher = Watcher(KEYWORD)
    watcher.seen = said([0, 1, 2])
    assert watcher.judge([], now=3).reason is Reason.QUIET


def test_a_volume_rule_needs_more_than_the_usual_and_more_than_its_floor() -> None:
    watcher = Watcher(VOLUME, CALM)
    assert watcher.judge(said(range(0, 60, 5))).reason is Reason.NOT_PROVED
    verdict = watcher.judge([Said(60, f"新{number}") for number in range(60)])
    assert verdict.reason is Reason.FIRED
    assert verdict.fired[0].numbers["usual"] == pytest.approx(3, rel=0.2)
    assert 10 < verdict.fired[0].line <= verdict.fired[0].count


def test_a_busy_brand_is_not_alarmed_by_its_usual_number() -> None:
    busy = dict.fromkeys(CALM, 80)
    assert run(VOLUME, said([minute // 2 for minute in range(180)]), 1, lambda rule: Watcher(rule, busy)) == []


@settings(deadline=None)
@given(STREAMS)
def test_a_keyword_rule_fires_alike_in_whatever_batches(stream: list[Said]) -> None:
    assert run(KEYWORD, stream, 1) == run(KEYWORD, stream, 7) == run(KEYWORD, stream, 500)


@settings(deadline=None, max_examples=30)
@given(st.lists(BURSTS, min_size=20, max_size=150).map(sorted))
def test_a_volume_rule_fires_alike_in_whatever_batches(minutes: list[int]) -> None:
    stream = said(minutes)
    assert run(VOLUME, stream, 1, calm_watcher) == run(VOLUME, stream, 7, calm_watcher)
    assert run(VOLUME, stream, 1, calm_watcher) == run(VOLUME, stream, 500, calm_watcher)


@settings(deadline=None)
@given(STREAMS, st.randoms(use_true_random=False))
def test_whatever_the_order_of_arrival_no_episode_is_told_twice(stream: list[Said], draw: Random) -> None:
    shuffled = [Said(each.at, each.author, each.source, arrives=31 * 60) for each in stream]
    draw.shuffle(shuffled)
    first = [minute for minute, again in run(KEYWORD, shuffled, 1) if not again]
    assert all(later - earlier > 0 for earlier, later in zip(sorted(first), sorted(first)[1:], strict=False))
    assert bool(first) == bool(run(KEYWORD, stream, 500))


def test_a_dynamic_keyword_rule_follows_the_habit_of_a_brand_once_it_is_known() -> None:
    rule = replace(KEYWORD, count=5, authors=1, dynamic=True)
    busy = {ZERO // 60 - hour: 9 for hour in range(1, 24 * 20)}
    burst = said(range(0, 50, 5))
    assert run(rule, burst, 3) == run(replace(rule, dynamic=False), burst, 3) != []
    assert run(rule, burst, 3, lambda each: Watcher(each, busy)) == []
    flood = said(minute // 3 for minute in range(180))
    assert run(rule, flood, 60, lambda each: Watcher(each, busy)) != []
