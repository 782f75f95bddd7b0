from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.calendar import is_working_day, published, working_days_after

SHANGHAI = ZoneInfo("Asia/Shanghai")


def local(year: int, month: int, day: int, hour: int = 12) -> datetime:
    return datetime(year, month, day, hour, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2025, 9, 28), True),  # a Sunday worked for the National Day
        (date(2025, 10, 1), False),
        (date(2025, 10, 8), False),
        (date(2025, 10, 11), True),  # a Saturday worked
        (date(2025, 10, 12), False),
        (date(2025, 10, 13), True),
    ],
)
def test_make_up_week_ends_are_worked_and_holidays_are_not(day: date, worked: bool) -> None:
    assert is_working_day(day) is worked


def test_two_working_days_over_the_national_day_skip_the_holiday() -> None:
    assert working_days_after(local(2025, 9, 30), 2, SHANGHAI) == local(2025, 10, 10)


def test_friday_noon_and_saturday_noon_are_one_working_day_before_monday_noon() -> None:
    for day in (14, 15):
        assert working_days_after(local(2025, 11, day), 1, SHANGHAI) == local(2025, 11, 17)


def test_years_that_are_not_published_have_week_ends_and_configured_holidays() -> None:
    assert published(date(2040, 10, 1)) is None
    assert is_working_day(date(2040, 10, 1))
    assert not is_working_day(date(2040, 10, 1), {date(2040, 10, 1)})
    assert not is_working_day(date(2040, 10, 6))


def test_the_days_are_those_of_the_configured_zone() -> None:
    late_friday = datetime(2025, 11, 14, 17, tzinfo=UTC)  # 01:00 on Saturday in Shanghai
    assert working_days_after(late_friday, 1, SHANGHAI) == datetime(2025, 11, 16, 17, tzinfo=UTC)
    assert working_days_after(late_friday, 1, ZoneInfo("UTC")) == datetime(2025, 11, 17, 17, tzinfo=UTC)


@given(st.integers(946684800, 2366841600).map(lambda each: datetime.fromtimestamp(each, UTC)), st.integers(1, 30))
def test_the_last_day_is_worked_and_so_many_lie_between(start: datetime, days: int) -> None:
    end = working_days_after(start, days, SHANGHAI)
    first, last = start.astimezone(SHANGHAI).date().toordinal(), end.astimezone(SHANGHAI).date().toordinal()
    worked = [day for day in range(first + 1, last + 1) if is_working_day(date.fromordinal(day))]
    assert len(worked) == days and worked[-1] == last
