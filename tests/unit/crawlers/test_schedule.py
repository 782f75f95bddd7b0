from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.sources import FeedSource
from crawlers.schedule import (
    LONGEST_AT_FIRST,
    LONGEST_PAUSE,
    TOLD_AFTER,
    TOLD_AGAIN,
    Told,
    after_failure,
    after_success,
    due,
    next_due,
)
from domain.source import SourceState
from tests.unit.crawlers.origins import NOON

MINUTE = timedelta(minutes=1)


def feed(name: str, every: timedelta = MINUTE) -> FeedSource:
    return FeedSource(name=name, type="feed", url="http://example.com/feed", every=every)


def failed(state: SourceState, times: int) -> SourceState:
    for _ in range(times):
        state = after_failure(state, MINUTE, "down", NOON).state
    return state


def test_a_source_that_was_never_tried_is_due_at_once() -> None:
    assert [source.name for source in due([feed("甲")], {}, NOON)] == ["甲"]
    assert next_due([feed("甲")], {}, NOON) == NOON


def test_what_is_overdue_longest_comes_first_and_the_rest_waits() -> None:
    states = {
        "甲": SourceState("甲", next_due=NOON - MINUTE),
        "乙": SourceState("乙", next_due=NOON - 2 * MINUTE),
        "丙": SourceState("丙", next_due=NOON + MINUTE),
    }
    sources = [feed(name) for name in states]
    assert [source.name for source in due(sources, states, NOON)] == ["乙", "甲"]
    assert next_due([feed("丙")], states, NOON) == NOON + MINUTE
    assert next_due([], states, NOON) is None


def test_polls_keep_their_period_although_each_takes_a_while() -> None:
    state = SourceState("甲", next_due=NOON)
    for _ in range(200):
        assert state.next_due is not None
        following = after_success(state, MINUTE, state.next_due + timedelta(seconds=9)).state
        assert following.next_due is not None and abs(following.next_due - state.next_due - MINUTE) <= MINUTE / 20
        state = following
    assert abs(state.next_due - NOON - 200 * MINUTE) < MINUTE
    late = after_success(state, MINUTE, state.next_due + timedelta(hours=1)).state.next_due
    assert late is not None and abs(late - state.next_due - timedelta(minutes=61)) <= MINUTE / 20


def test_sources_due_together_do_not_stay_together() -> None:
    dues = {after_success(SourceState(f"源{n}", next_due=NOON), MINUTE, NOON).state.next_due for n in range(100)}
    assert len(dues) == 100


def test_a_shorter_period_holds_at_once_and_a_longer_one_from_the_next_poll() -> None:
    polled = after_success(SourceState("甲", next_due=NOON), timedelta(hours=1), NOON).state
    states, later = {"甲": polled}, NOON + timedelta(minutes=10)
    assert [source.name for source in due([feed("甲")], states, later)] == ["甲"]
    assert not due([feed("甲", timedelta(hours=1))], states, later)
    assert next_due([feed("甲", timedelta(hours=9))], states, later) == polled.next_due
    assert not due([feed("甲")], {"甲": after_failure(polled, timedelta(hours=1), "down", NOON).state}, later)


def test_sources_configured_together_do_not_stay_together() -> None:
    dues = {after_success(SourceState(f"源{n}"), MINUTE, NOON).state.next_due for n in range(100)}
    assert len(dues) == 100
    assert all(at is not None and NOON + MINUTE / 2 <= at <= NOON + MINUTE for at in dues)


def test_pauses_double_and_end_at_a_day() -> None:
    pauses = []
    state = SourceState("甲")
    for _ in range(30):
        state = after_failure(state, MINUTE, "down", NOON).state
        assert state.next_due is not None
        pauses.append(state.next_due - NOON)
    assert 2 * MINUTE <= pauses[0] <= 2.2 * MINUTE
    assert all(later >= earlier for earlier, later in zip(pauses, pauses[1:], strict=False))
    assert pauses[-1] == LONGEST_PAUSE


def test_a_source_that_answered_today_is_tried_each_hour_and_one_that_is_long_dead_each_day() -> None:
    state, now = SourceState("甲", last_ok=NOON), NOON
    pauses = {}
    while now < NOON + timedelta(days=5):
        state = after_failure(state, MINUTE, "down", now).state
        assert state.next_due is not None
        pauses[now], now = state.next_due - now, state.next_due
    assert max(pause for at, pause in pauses.items() if at < NOON + timedelta(days=1)) == LONGEST_AT_FIRST
    assert max(pauses.values()) == LONGEST_PAUSE


@pytest.mark.parametrize(
    ("asked", "waited"), [(timedelta(hours=2), timedelta(hours=2)), (timedelta(days=9), LONGEST_PAUSE)]
)
def test_a_site_that_asks_to_wait_is_waited_for(asked: timedelta, waited: timedelta) -> None:
    state = after_failure(SourceState("甲"), MINUTE, "429", NOON, retry_after=asked).state
    assert state.next_due == NOON + waited


def test_operations_hears_once_that_a_source_fails_and_once_that_it_mended() -> None:
    told, state = [], SourceState("甲")
    for _ in range(TOLD_AFTER + 4):
        polled = after_failure(state, MINUTE, "down", NOON)
        told.append(polled.told)
        state = polled.state
    assert told == [None] * (TOLD_AFTER - 1) + [Told.FAILING] + [None] * 4
    mended = after_success(state, MINUTE, NOON)
    assert (mended.told, mended.state.failures, mended.state.last_error) == (Told.MENDED, 0, "")
    assert after_success(mended.state, MINUTE, NOON).told is None


def test_operations_hears_again_each_day_of_a_source_that_stays_dead_as_it_is_tried_each_day() -> None:
    state, now, told = SourceState("甲"), NOON, []
    while now < NOON + timedelta(days=5):
        polled = after_failure(state, timedelta(minutes=7), "down", now)
        if polled.told:
            told.append(now)
        state, now = polled.state, polled.state.next_due or now
    assert [later - earlier for earlier, later in zip(told, told[1:], strict=False)] == [TOLD_AGAIN] * 4


def test_a_short_failure_is_not_told() -> None:
    assert after_success(failed(SourceState("甲"), TOLD_AFTER - 1), MINUTE, NOON).told is None


@given(st.timedeltas(min_value=timedelta(seconds=1), max_value=timedelta(days=400)), st.integers(0, 100))
def test_the_next_poll_always_lies_ahead(every: timedelta, failures: int) -> None:
    state = SourceState("甲", failures=failures, next_due=NOON)
    for polled in (after_failure(state, every, "down", NOON), after_success(state, every, NOON)):
        assert polled.state.next_due is not None
        assert NOON < polled.state.next_due <= NOON + max(every, LONGEST_PAUSE) * 1.1
