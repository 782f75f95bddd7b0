from datetime import timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.sources import FeedSource
from crawlers.collect import collect
from crawlers.health import blind_spots
from crawlers.rhythm import LONGEST_WISH, next_period, wish_of_feed, wish_of_headers
from crawlers.wire import Answer, Outcome
from domain.source import SourceState
from tests.unit.crawlers.origins import FEED, NOON

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SOURCE = FeedSource(name="食品新闻", type="feed", url="http://example.com/feed", every=MINUTE, slowest=10 * MINUTE)


@pytest.mark.parametrize(
    ("head", "seconds"),
    [
        ("<ttl>60</ttl>", 3600),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", 1800),
        ("<sy:updatePeriod> daily </sy:updatePeriod>", 86_400),
        ("<ttl>5</ttl><sy:updatePeriod>hourly</sy:updatePeriod>", 3600),
        ("<sy:updatePeriod>yearly</sy:updatePeriod>", LONGEST_WISH),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 3600),
        ("<ttl>soon</ttl>", 0),
        ("<title>x</title>", 0),
        ("<item><ttl>60</ttl></item>", 0),
    ],
)
def test_a_feed_says_before_its_first_item_how_often_it_wants_to_be_asked(head: str, seconds: float) -> None:
    assert wish_of_feed(f"<rss><channel>{head}<item><title>t</title></item></channel></rss>".encode()) == seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"cache-control": "public, max-age=600"}, 600),
        ({"cache-control": "max-age=600", "age": "100"}, 500),
        ({"cache-control": "max-age=600", "age": "9999"}, 0),
        ({"cache-control": "s-maxage=900"}, 900),
        ({"cache-control": "no-cache, max-age=600"}, 0),
        ({"cache-control": "max-age=soon"}, 0),
        ({"cache-control": "max-age=600", "age": "-1"}, 600),
        ({"expires": format_datetime(NOON + 2 * HOUR)}, 7200),
        ({"expires": format_datetime(NOON - HOUR)}, 0),
        ({"expires": "0"}, 0),
        ({"cache-control": "max-age=60", "expires": format_datetime(NOON + 2 * HOUR)}, 60),
        ({"cache-control": "max-age=999999999"}, LONGEST_WISH),
        ({}, 0),
    ],
)
def test_the_headers_of_an_answer_say_how_long_it_stays_good(headers: dict[str, str], seconds: float) -> None:
    assert wish_of_headers(headers, NOON) == seconds


@given(st.dictionaries(st.sampled_from(["cache-control", "expires", "age"]), st.text()), st.binary(max_size=300))
def test_nothing_that_a_site_says_breaks_or_stops_the_polling(headers: dict[str, str], body: bytes) -> None:
    assert 0 <= wish_of_headers(headers, NOON) <= LONGEST_WISH
    assert 0 <= wish_of_feed(b"<ttl>" + body) <= LONGEST_WISH


def item(minutes_ago: int) -> dict[str, object]:
    return {
        "title": f"{minutes_ago}",
        "url": f"http://e.com/{minutes_ago}",
        "time": (NOON - minutes_ago * MINUTE).isoformat(),
    }


def polled(state: SourceState, *rows: dict[str, object], wish: float = 0.0) -> SourceState:
    return collect(SOURCE, FEED, Answer(SOURCE.name, Outcome.READ, rows=rows, wish=wish), state, NOON).state


def test_a_source_is_polled_as_configured_while_it_speaks_and_more_slowly_while_it_is_quiet() -> None:
    state, periods = polled(SourceState(SOURCE.name), item(9)), []
    for _ in range(8):
        state = polled(state, item(9))
        assert state.period is not None
        periods.append(state.period / MINUTE)
    assert periods[:3] == [1.25, 1.5625, pytest.approx(1.953, abs=0.001)]
    assert periods[-1] == 3.0
    assert polled(state, item(9), item(1)).period == MINUTE


def test_an_unchanged_answer_counts_as_quiet() -> None:
    state = collect(SOURCE, FEED, Answer(SOURCE.name, Outcome.UNCHANGED), polled(SourceState("x"), item(1)), NOON).state
    assert state.period == 1.25 * MINUTE


def test_what_a_site_asks_for_is_heeded_up_to_the_slowest_that_is_configured() -> None:
    assert polled(SourceState(SOURCE.name), item(1), wish=240).period == 4 * MINUTE
    assert polled(SourceState(SOURCE.name), item(1), wish=86_400).period == 10 * MINUTE
    fixed = SOURCE.model_copy(update={"slowest": MINUTE})
    answer = Answer(SOURCE.name, Outcome.READ, rows=[item(1)], wish=86_400)
    assert collect(fixed, FEED, answer, SourceState(SOURCE.name), NOON).state.period == MINUTE


def test_without_a_word_of_the_operator_no_site_makes_itself_polled_less_than_once_in_three_periods() -> None:
    assert next_period(5 * MINUTE, None, None, 3600, news=True) == 15 * MINUTE
    assert next_period(5 * MINUTE, HOUR, None, 3600, news=True) == HOUR


def test_a_source_that_is_polled_slowly_is_not_called_blind_between_two_polls() -> None:
    state = polled(SourceState(SOURCE.name), item(1), wish=600)
    assert blind_spots([SOURCE], {SOURCE.name: state}, NOON + 29 * MINUTE) == []
    assert blind_spots([SOURCE], {SOURCE.name: state}, NOON + 31 * MINUTE)


@given(
    st.timedeltas(timedelta(seconds=1), timedelta(days=30)),
    st.timedeltas(timedelta(seconds=1), timedelta(days=30)),
    st.none() | st.timedeltas(timedelta(seconds=1), timedelta(days=90)),
    st.floats(0, LONGEST_WISH),
    st.booleans(),
)
def test_no_pause_is_shorter_than_configured_or_longer_than_the_slowest(
    every: timedelta, slowest: timedelta, before: timedelta | None, wish: float, news: bool
) -> None:
    assert every <= next_period(every, slowest, before, wish, news=news) <= max(every, slowest)
