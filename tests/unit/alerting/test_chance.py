from math import exp, fsum, isclose, lgamma, log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerting.chance import least_count_beyond, log_mass, log_most, log_tail


def slow_log_tail(count: int, mean: float, dispersion: float) -> float:
    """Add up the probabilities one by one until they no longer matter."""
    size, q = 1 / dispersion, dispersion * mean / (1 + dispersion * mean)
    terms: list[float] = []
    at, top = count, float("-inf")
    while len(terms) < 10 or terms[-1] > top - 40:
        terms.append(lgamma(at + size) - lgamma(size) - lgamma(at + 1) + size * log(1 - q) + at * log(q))
        at, top = at + 1, max(top, terms[-1])
    return top + log(fsum(exp(term - top) for term in terms))


@settings(deadline=None)
@given(count=st.integers(1, 400), mean=st.floats(1e-3, 60), dispersion=st.floats(0.05, 5))
def test_the_tail_is_the_sum_of_its_probabilities(count: int, mean: float, dispersion: float) -> None:
    assert isclose(
        log_tail(count, mean, dispersion), slow_log_tail(count, mean, dispersion), rel_tol=1e-9, abs_tol=1e-9
    )


@given(count=st.integers(1, 400), mean=st.floats(1e-3, 60), dispersion=st.floats(0.05, 5))
def test_the_mass_of_a_count_is_what_its_tail_loses_after_it(count: int, mean: float, dispersion: float) -> None:
    tail, after = log_tail(count, mean, dispersion), log_tail(count + 1, mean, dispersion)
    mass = log_mass(count, mean, dispersion)
    assert mass <= tail + 1e-9
    assert exp(mass - tail) == pytest.approx(1 - exp(after - tail), abs=1e-6)


@given(count=st.integers(1, 400), mean=st.floats(1e-3, 60), dispersion=st.floats(0.05, 5))
def test_a_tail_is_never_more_than_its_bound(count: int, mean: float, dispersion: float) -> None:
    assert log_tail(count, mean, dispersion) <= log_most(count, mean, dispersion) + 1e-9


def test_a_tail_far_below_the_smallest_double_is_still_right() -> None:
    assert log_tail(5_000, 1.0, 0.1) == pytest.approx(slow_log_tail(5_000, 1.0, 0.1), rel=1e-9)
    assert log_tail(5_000, 1.0, 0.1) < -745


def test_no_mention_at_all_is_no_surprise_and_any_is_where_none_can_be() -> None:
    assert log_tail(0, 3.0, 0.5) == 0.0
    assert log_tail(1, 0.0, 0.5) == float("-inf")


@given(limit=st.floats(-20, -0.1), mean=st.floats(1e-2, 200), dispersion=st.floats(0.05, 3))
def test_the_alarm_line_is_the_first_count_that_is_rare_enough(limit: float, mean: float, dispersion: float) -> None:
    line = least_count_beyond(limit, mean, dispersion)
    assert log_tail(line, mean, dispersion) <= limit
    assert log_tail(line - 1, mean, dispersion) > limit
