from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.dates import place, read_time
from domain.mention import TimeFlag
from tests.unit.crawlers.origins import NOON, SHANGHAI

SAME_INSTANT = """
2024-03-15T08:30:00+08:00 | 2024-03-15T00:30:00Z | 2024-03-15 08:30 | 2024-03-15 08:30:00 +0800 | 1710462600
1710462600000 | 1710462600.0 | 20240315083000 | 202403150830 | 2024/3/15 8:30 | 2024.03.15 08:30 | 24-03-15 08:30
2024年3月15日 上午8点30分 | 2024年3月15日 8时30分00秒 | 2024年03月15日08:30 | 3月15日 早上8点半
03-15 08:30 | 昨天 08:30
昨日8:30 | 民國113年3月15日上午8點30分 | 113年3月15日 8:30 | 二〇二四年三月十五日 上午八点半
２０２４－０３－１５　０８：３０
2024年3月15日 星期五 08:30 | 发布时间：2024-03-15 08:30 | 北京时间2024年3月15日8时30分 | 2024-03-15 00:30 UTC
Fri, 15 Mar 2024 08:30:00 +0800 | Fri, 15 Mar 2024 00:30:00 GMT | 15 Mar 2024 08:30 | Thu, 14 Mar 2024 19:30:00 EST
Fri, 15 Mar 2024 08:30:00 CST | Fri Mar 15 08:30:00 +0800 2024 | Fri Mar 15 2024 08:30:00 GMT+0800 (China Standard Time)
Mar 15, 2024 8:30 AM | March 15th, 2024 at 8:30 am | yesterday at 8:30 | 15-Mar-2024 08:30:00 | 1天3小时30分钟前
"""


@pytest.mark.parametrize(
    "stated", [each.strip() for line in SAME_INSTANT.splitlines() for each in line.split("|") if line]
)
def test_one_instant_is_read_in_each_way_it_is_written(stated: str) -> None:
    assert read_time(stated, SHANGHAI, NOON) == datetime(2024, 3, 15, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stated", "ago"),
    [
        ("刚刚", timedelta(0)),
        ("30秒前", timedelta(seconds=30)),
        ("10分鐘前", timedelta(minutes=10)),
        ("半小时前", timedelta(minutes=30)),
        ("2小时前", timedelta(hours=2)),
        ("三天前", timedelta(days=3)),
        ("1周前", timedelta(days=7)),
        ("an hour ago", timedelta(hours=1)),
        ("2 days ago", timedelta(days=2)),
    ],
)
def test_what_happened_some_time_ago_is_counted_back_from_now(stated: str, ago: timedelta) -> None:
    assert read_time(stated, SHANGHAI, NOON) == NOON - ago


@pytest.mark.parametrize(
    ("stated", "hour"),
    [
        ("凌晨12点", 0),
        ("凌晨3点", 3),
        ("上午9点", 9),
        ("中午12点", 12),
        ("中午1点", 13),
        ("下午3点", 15),
        ("晚上8点一刻", 20),
    ],
)
def test_parts_of_the_day_tell_which_hour_it_is(stated: str, hour: int) -> None:
    moment = read_time(f"2024年3月15日{stated}", SHANGHAI, NOON)
    assert moment is not None
    assert moment.astimezone(SHANGHAI).hour == hour


def test_midnight_at_the_end_of_an_evening_is_the_next_day() -> None:
    assert read_time("2024年3月15日晚上12点", SHANGHAI, NOON) == datetime(2024, 3, 16, tzinfo=SHANGHAI)


def test_a_day_without_a_year_is_the_latest_one_that_has_been() -> None:
    assert read_time("12-31 23:59", SHANGHAI, NOON) == datetime(2023, 12, 31, 23, 59, tzinfo=SHANGHAI)
    assert read_time("2月29日", SHANGHAI, datetime(2023, 6, 1, tzinfo=UTC)) == datetime(2020, 2, 29, tzinfo=SHANGHAI)


def test_a_zone_name_means_the_zone_of_the_source_where_that_bears_it() -> None:
    stated = "Fri, 15 Mar 2024 08:30:00 CST"
    assert read_time(stated, SHANGHAI, NOON) == datetime(2024, 3, 15, 0, 30, tzinfo=UTC)
    assert read_time(stated, ZoneInfo("UTC"), NOON) == datetime(2024, 3, 15, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "stated", ["", "soon", "2024-13-45", "2024-03-15 25:00", "31 Feb 2024 10:00", "三月", "1e999", None]
)
def test_what_is_no_time_is_not_guessed(stated: str | None) -> None:
    assert read_time(stated, SHANGHAI, NOON) is None


@pytest.mark.parametrize(
    ("stated", "flag"),
    [
        (None, TimeFlag.ABSENT),
        ("  ", TimeFlag.ABSENT),
        ("soon", TimeFlag.UNREADABLE),
        ("1970-01-01T00:00:00Z", TimeFlag.TOO_OLD),
        (0, TimeFlag.TOO_OLD),
        ("2024-03-16T12:00:01+08:00", TimeFlag.FUTURE),
    ],
)
def test_a_date_that_cannot_be_right_counts_at_arrival_and_is_flagged(stated: object, flag: TimeFlag) -> None:
    placed = place(stated, SHANGHAI, NOON)
    assert (placed.at, placed.flag) == (NOON, flag)


def test_an_old_date_counts_at_its_own_time() -> None:
    assert place("1995-01-01T00:00:00Z", SHANGHAI, NOON).at == datetime(1995, 1, 1, tzinfo=UTC)


@given(st.one_of(st.text(max_size=60), st.floats(), st.integers(), st.from_regex(r"\d{1,5}[年/.-]\d{1,3}.{0,20}")))
def test_nothing_stated_as_a_time_breaks_the_reader(stated: object) -> None:
    placed = place(stated, SHANGHAI, NOON)
    assert placed.at <= NOON
    assert placed.at.tzinfo is not None
