from datetime import timedelta
from email.utils import format_datetime

import pytest

from crawlers.answers import LONGEST_WAIT, seconds_until
from crawlers.wire import MOST_ANSWER_BYTES, Answer, Job, Limits, Outcome
from tests.unit.crawlers.origins import NOON


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        ("0", 0.0),
        ("99999999", LONGEST_WAIT),
        (format_datetime(NOON + timedelta(hours=1), usegmt=True), 3600.0),
        (format_datetime(NOON - timedelta(hours=1), usegmt=True), 0.0),
        ("soon", None),
        ("", None),
        ("-5", None),
        ("9" * 5000, None),
        ("²", None),
    ],
)
def test_a_site_says_in_several_ways_how_long_to_wait(header: str, seconds: float | None) -> None:
    assert seconds_until(header, NOON) == seconds


def test_jobs_answers_and_limits_pass_the_pipe_unchanged() -> None:
    job = Job("食品新闻", "http://example.com/feed", etag='"1"')
    answer = Answer("食品新闻", Outcome.READ, rows=[{"text": "山茶\n茶饮"}], retry_after=1.5)
    limits = Limits(allow=["127.0.0.0/8"], seconds=2.5)
    assert Job.load(job.dump()) == job
    assert Answer.load(answer.dump()) == answer
    assert Limits.load(limits.dump()) == limits
    assert job.dump().count(b"\n") == answer.dump().count(b"\n") == 1


def test_an_answer_too_long_for_the_pipe_is_a_failure() -> None:
    answer = Answer("食品新闻", Outcome.READ, rows=[{"text": "x" * MOST_ANSWER_BYTES}])
    assert Answer.load(answer.dump()).outcome is Outcome.FAILED
