from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from alerting.record import Scorer, record_line

START = datetime(2026, 3, 1, tzinfo=UTC)
STEP = timedelta(minutes=5)
COUNTS = st.lists(st.integers(0, 500), max_size=300)


def scores(counts: list[int], step: timedelta = STEP) -> list[float]:
    scorer = Scorer()
    return [scorer.score(START + number * step, count) for number, count in enumerate(counts)]


def busy(days: int, seed: int = 1) -> list[int]:
    """Return over-dispersed counts in steps of five minutes, with an evening every day."""
    draw = Random(seed)
    rate = (20 if number % 288 > 200 else 5 for number in range(days * 288))
    return [int(draw.gammavariate(2, mean / 2)) for mean in rate]


@given(COUNTS, st.integers(0, 300))
def test_a_score_knows_nothing_of_later_rows(counts: list[int], cut: int) -> None:
    assert scores(counts)[:cut] == scores(counts[:cut])


@given(COUNTS)
def test_every_row_has_a_score_between_0_and_1(counts: list[int]) -> None:
    found = scores(counts)
    assert len(found) == len(counts)
    assert all(0 <= score < 1 for score in found)


def test_a_burst_far_beyond_three_weeks_of_evenings_is_a_record_and_an_evening_is_none() -> None:
    calm = busy(22)
    found = scores([*calm, 300, 300])
    assert found[-1] > 0.7
    assert sum(score > 0.5 for score in found[7 * 288 : len(calm)]) <= 2


def test_one_event_alarms_once_however_long_it_lasts_and_again_when_it_grows() -> None:
    found = scores([*busy(22), *[300] * 100, *[700] * 100])
    told = [score for score in found[22 * 288 :] if score > 0.5]
    assert 2 <= len(told) <= 4


def test_tiny_numbers_are_no_record() -> None:
    assert max(scores([0] * 2_000 + [1, 0, 0, 1])) < 0.5


def test_what_little_is_known_asks_for_more() -> None:
    window = timedelta(minutes=10)
    lines = [record_line([10.0], timedelta(days=days), window) for days in (0, 1, 7, 21, 60)]
    assert lines == sorted(lines, reverse=True)
    assert lines[-1] == lines[-2]


def test_a_daily_series_is_scored_row_by_row_and_a_clock_that_turns_back_is_no_error() -> None:
    assert scores([5, 6, 5, 7, 6, 90], timedelta(days=1))[-1] > 0.5
    scorer = Scorer()
    scorer.score(START, 3)
    assert 0 <= scorer.score(START - STEP, 4) < 1
