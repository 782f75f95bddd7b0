"""When a notice is tried again is a pure decision."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from alerting.deliver import LONGEST_BACK_OFF, LOOK_AFTER, next_try, retry_at
from domain.notice import NoticeKind, Retry
from tests.contract.channel_samples import NOW, item, notice

CLAIMED = item(notice(NoticeKind.CARD))


@given(st.integers(1, 10_000), st.text())
def test_the_wait_grows_to_a_quarter_of_an_hour_and_stays_there(failures: int, seed: str) -> None:
    wait = retry_at(failures, NOW, seed=seed) - NOW
    assert timedelta(seconds=1) <= wait <= LONGEST_BACK_OFF
    assert failures < 11 or wait == LONGEST_BACK_OFF


def test_the_wait_about_doubles_and_is_the_same_on_every_run() -> None:
    waits = [(retry_at(failures, NOW, seed="12:card@duty") - NOW).total_seconds() for failures in range(1, 9)]
    assert all(0.75 * 2**n <= wait <= 1.25 * 2**n for n, wait in enumerate(waits, 1))
    assert waits == [(retry_at(n, NOW, seed="12:card@duty") - NOW).total_seconds() for n in range(1, 9)]


def test_what_failed_together_does_not_come_back_together() -> None:
    assert len({retry_at(5, NOW, seed=f"{number}:card@duty") for number in range(50)}) == 50


@given(st.floats(1, 86_400))
def test_a_wait_that_the_channel_names_is_kept(after: float) -> None:
    assert retry_at(3, NOW, after) == NOW + timedelta(seconds=after)


def test_a_wait_of_nothing_is_still_a_second() -> None:
    assert retry_at(1, NOW, 0.0) == NOW + timedelta(seconds=1)


def test_an_unclear_send_is_left_alone_for_a_moment_before_it_is_looked_for() -> None:
    assert next_try(CLAIMED, Retry("http_500", ambiguous=True), NOW) == NOW + LOOK_AFTER
    assert next_try(CLAIMED, Retry("unreachable"), NOW) < NOW + LOOK_AFTER
