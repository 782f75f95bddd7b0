"""Words that only contain what a brand is called by: they ship, and guard every brand they lie around."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.load import loads
from config.preset import guard_words
from domain.mention import Kind, Mention
from text.match import Matcher

NOW = datetime(2026, 3, 15, tzinfo=UTC)
BRANDS = "brands: [{name: 小米}, {name: 三星}, {name: 苹果}, {name: 美的}, {name: 三星堆}]"


def named(text: str, configuration: str = BRANDS) -> set[str]:
    """Return the brands that a text names."""
    settings = loads(configuration, Path()).settings
    matcher = Matcher(settings.brands, settings.topics)
    hits = matcher.match(Mention(id="1", text=text, source="s", kind=Kind.SOCIAL, event_time=NOW, arrived_at=NOW))
    return {hit.topic.removeprefix("brand:") for hit in hits if hit.topic.startswith("brand:")}


@pytest.mark.parametrize(
    ("text", "brands"),
    [
        ("早上煮了小米粥", set()),
        ("小米粥配小米手机", {"小米"}),
        ("榨苹果汁", set()),
        ("苹果发布会", {"苹果"}),
        ("最美的风景", set()),
        ("美的空调不制冷", {"美的"}),
        ("三星级饭店", set()),
        ("三星屏幕碎了", {"三星"}),
        ("三星堆又出土一件面具", {"三星堆"}),
    ],
)
def test_a_longer_word_around_a_name_does_not_name_the_brand(text: str, brands: set[str]) -> None:
    assert named(text) == brands


def test_a_brand_that_is_called_by_a_guard_word_is_not_guarded_by_it() -> None:
    assert named("三星堆博物馆", "brands: [{name: 三星堆}]") == {"三星堆"}


def test_words_of_ones_own_guard_beside_the_shipped_ones() -> None:
    own = "brands: [{name: 小米, exclude: [小米阳台]}]"
    assert named("小米阳台，小米粥", own) == set()


def test_every_shipped_guard_word_is_longer_than_what_it_guards_and_written_once() -> None:
    words = guard_words()
    assert len(set(words)) == len(words)
    assert min(map(len, words)) >= 3
