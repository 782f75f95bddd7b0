from collections.abc import Iterable
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from crawlers.habit import LONGEST, learn, silent_since
from domain.mention import Mention
from domain.source import Habit
from tests.unit.crawlers.origins import FEED, NOON, mention_of

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def spoken(times: Iterable[datetime]) -> list[Mention]:
    arrived = NOON + 400 * DAY
    return [mention_of({"time": at.isoformat(), "text": "山茶茶饮"}, FEED, arrived) for at in times]


def learned(*pauses: timedelta) -> Habit:
    times = [NOON]
    for pause in pauses:
        times.append(times[-1] + pause)
    habit = learn(None, spoken(times))
    assert habit is not None
    return habit


def test_a_source_is_silent_when_it_pauses_for_three_times_its_usual_pause() -> None:
    habit = learned(*([12 * HOUR] * 20))
    assert habit.usual == 12 * HOUR
    assert silent_since(habit, habit.newest + 36 * HOUR) is None
    assert silent_since(habit, habit.newest + 37 * HOUR) == habit.newest


def test_a_source_that_speaks_all_the_time_is_given_six_hours() -> None:
    habit = learned(*([HOUR / 2] * 400))
    assert silent_since(habit, habit.newest + 6 * HOUR) is None
    assert silent_since(habit, habit.newest + 7 * HOUR) == habit.newest


def test_an_office_that_is_closed_at_the_weekend_is_not_silent_on_sunday() -> None:
    week = [HOUR] * 9 + ([15 * HOUR] + [HOUR] * 9) * 4 + [63 * HOUR]
    habit = learned(*(week * 2), *([HOUR] * 9))
    assert silent_since(habit, habit.newest + 63 * HOUR) is None


def test_a_habit_is_known_after_a_week_only() -> None:
    habit = learned(*([HOUR] * 24 * 6))
    assert silent_since(habit, habit.newest + 30 * DAY) is None
    assert silent_since(None, NOON) is None


def test_a_long_pause_is_forgotten_by_half_in_two_weeks() -> None:
    habit = learned(8 * DAY, *([DAY] * 14))
    assert 3.9 * DAY < habit.usual < 4.1 * DAY


def test_an_old_item_pinned_to_the_top_is_no_habit() -> None:
    assert learned(LONGEST + DAY, *([DAY] * 8)).usual == DAY


def test_items_without_a_time_and_items_seen_before_teach_nothing() -> None:
    habit = learned(*([DAY] * 8))
    assert learn(habit, spoken([NOON, NOON + DAY])) == habit
    assert learn(habit, [mention_of({"text": "山茶茶饮"}, FEED)]) == habit


@given(st.lists(st.timedeltas(min_value=timedelta(0), max_value=LONGEST), max_size=30))
def test_the_usual_pause_lies_within_the_pauses_there_were(pauses: list[timedelta]) -> None:
    usual = learned(*pauses).usual
    assert timedelta(0) <= usual <= max(pauses, default=timedelta(0))
