from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from alerting.baseline import PRIOR_MEAN, Baseline, hours_of
from domain.clock import hour_of, minute_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 3, 16, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai
NOW = hour_of(MONDAY)
NOBODY: frozenset[int] = frozenset()


def at_work(hour: int) -> int:
    """Twenty an hour from nine to nine on working days, four at night and at week-ends."""
    local = datetime.fromtimestamp(hour * 3600, SHANGHAI)
    return 20 if local.weekday() < 5 and 9 <= local.hour < 21 else 4


def baseline(days: int, left_out: frozenset[int] = NOBODY, **extra: int) -> Baseline:
    hours = {hour: at_work(hour) for hour in range(NOW - days * 24, NOW)}
    hours.update({NOW - int(ago): count for ago, count in extra.items()})
    return Baseline(hours, NOW - days * 24, left_out, SHANGHAI)


def test_the_usual_follows_the_hour_of_the_day_and_the_class_of_days() -> None:
    known = baseline(28)
    assert known.of_hour(NOW + 2, NOW).mean == pytest.approx(20, rel=0.1)
    assert known.of_hour(NOW + 16, NOW).mean == pytest.approx(4, rel=0.2)
    saturday = NOW + 5 * 24 + 2
    assert known.of_hour(saturday, NOW).mean == pytest.approx(4, rel=0.25)
    assert known.of_hour(NOW + 2, NOW).hours_used == 60


def test_a_brand_nobody_ever_saw_starts_from_the_prior() -> None:
    usual = Baseline({}, None, NOBODY, SHANGHAI).of_hour(NOW, NOW)
    assert usual.mean == PRIOR_MEAN
    assert usual.hours_used == 0


def test_a_new_brand_that_may_be_a_big_one_is_not_alarmed_by_its_first_hours() -> None:
    lines = [
        Baseline(dict.fromkeys(range(NOW - hours, NOW), 80), NOW - hours, NOBODY, SHANGHAI).of_hour(NOW, NOW)
        for hours in (0, 1, 3, 24)
    ]
    assert all(usual.alarm_line(10, 1e4) > 110 for usual in lines)
    assert [usual.dispersion for usual in lines] == sorted((usual.dispersion for usual in lines), reverse=True)


def test_the_prior_fades_as_hours_become_known() -> None:
    errors = [abs(baseline(days).of_hour(NOW + 2, NOW).mean - 20) for days in (1, 3, 7, 28)]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 2


def test_a_busy_brand_is_known_for_busy_after_three_hours() -> None:
    hours = dict.fromkeys(range(NOW - 3, NOW), 200)
    usual = Baseline(hours, NOW - 3, NOBODY, SHANGHAI).of_window(NOW * 60, NOW * 60 + 59)
    assert usual.mean > 100
    assert not usual.is_beyond(250, 1e4)


def test_a_silent_intake_is_not_a_calm_hour() -> None:
    silent = frozenset(range(NOW - 14 * 24, NOW - 7 * 24))
    hours = {hour: 0 if hour in silent else at_work(hour) for hour in range(NOW - 28 * 24, NOW)}
    told = Baseline(hours, NOW - 28 * 24, silent, SHANGHAI).of_hour(NOW + 2, NOW)
    untold = Baseline(hours, NOW - 28 * 24, NOBODY, SHANGHAI).of_hour(NOW + 2, NOW)
    assert told.mean == pytest.approx(20, rel=0.1)
    assert untold.mean < told.mean
    assert untold.dispersion > told.dispersion


def test_the_hours_of_an_earlier_alarm_do_not_raise_the_usual() -> None:
    last_week = NOW - 7 * 24
    crisis = {str(NOW - hour): 500 for hour in range(last_week - 1, last_week + 3)}
    calm, spoilt = baseline(28).of_hour(NOW, NOW), baseline(28, NOBODY, **crisis).of_hour(NOW, NOW)
    left_out = hours_of([(last_week * 60, (last_week + 3) * 60)], 60)
    cleaned = baseline(28, left_out, **crisis).of_hour(NOW, NOW)
    assert cleaned.mean == pytest.approx(calm.mean, rel=0.05)
    assert cleaned.alarm_line(10, 1e4) < spoilt.alarm_line(10, 1e4)


def test_what_lasts_longer_than_two_days_is_the_new_usual() -> None:
    first = minute_of(MONDAY)
    hours = hours_of([(first, first + 10 * 24 * 60)], 60)
    assert max(hours) == hour_of(MONDAY + timedelta(days=2))


def test_one_outlier_nobody_was_told_of_hardly_moves_the_line() -> None:
    line = baseline(28).of_hour(NOW, NOW).alarm_line(10, 1e4)
    outlier = baseline(28, NOBODY, **{str(7 * 24): 5_000}).of_hour(NOW, NOW)
    assert outlier.alarm_line(10, 1e4) <= 2 * line


def test_a_shorter_window_has_a_smaller_usual() -> None:
    known = baseline(28)
    whole = known.of_window(NOW * 60, NOW * 60 + 59)
    half = known.of_window(NOW * 60, NOW * 60 + 29)
    assert half.mean == pytest.approx(whole.mean / 2)
    assert half.dispersion == pytest.approx(whole.dispersion)


def test_a_day_is_usual_as_the_sum_of_its_hours() -> None:
    day = baseline(28).of_window((NOW - 24) * 60, NOW * 60 - 1)
    assert day.mean == pytest.approx(4 * 23 + 20, rel=0.1)  # a Sunday, and Monday's first hour of work


def test_the_line_never_falls_below_the_floor() -> None:
    quiet = Baseline(dict.fromkeys(range(NOW - 600, NOW), 0), NOW - 600, NOBODY, SHANGHAI)
    assert quiet.of_window(NOW * 60, NOW * 60 + 59).alarm_line(10, 1e4) == 10


def test_busy_evenings_of_a_bursty_brand_stay_below_the_line() -> None:
    """Counts drawn with dispersion 0.3 over 28 days cross the line less than once in a thousand hours."""
    draw = Random(7)
    drawn = {hour: poisson(draw, at_work(hour) * draw.gammavariate(1 / 0.3, 0.3)) for hour in range(NOW - 1344, NOW)}
    crossed = 0
    for hour in range(NOW - 672, NOW):
        usual = Baseline(drawn, NOW - 1344, NOBODY, SHANGHAI).of_hour(hour, hour)
        crossed += drawn[hour] >= usual.alarm_line(10, 1e4)
    assert crossed == 0


def poisson(draw: Random, mean: float) -> int:
    count, clock = 0, draw.expovariate(1)
    while clock < mean:
        count, clock = count + 1, clock + draw.expovariate(1)
    return count
