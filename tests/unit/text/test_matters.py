from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.text.making import strange_texts
from text import matters as settings_of_matters
from text.matters import Matters, matter_words

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
BUGS = (
    "山茶茶饮奶茶里喝出虫子，店员说是茶叶",
    "朋友在山茶茶饮也喝出虫子，店员还不承认",
    "奶茶喝出虫子的门店已被要求停业，山茶茶饮回应称正在调查",
    "记者探访喝出虫子的奶茶店，店员拒绝回应",
)
SPOKESMAN = (
    "山茶茶饮官宣新代言人，粉丝连夜排队",
    "新代言人的海报已经挂满山茶茶饮门店，粉丝合影",
    "粉丝为新代言人包场，山茶茶饮联名杯售罄",
    "代言人联名杯炒到三百元，粉丝吐槽黄牛",
)


def assigned(texts: Sequence[str], apart: timedelta, start: datetime = NOON) -> list[int]:
    matters = Matters()
    return [matters.assign(text, start + number * apart) for number, text in enumerate(texts)]


def after_calm_days() -> Matters:
    """Return the matters of a brand of which people said all kinds of things, eight a day, for ten days."""
    matters = Matters()
    for hour in range(-240, 0, 3):
        matters.assign(f"第{-hour}次路过山茶茶饮{hour % 7}号店，买了{-hour}杯给同事", NOON + timedelta(hours=hour))
    return matters


def test_two_stories_told_in_turn_stay_two_matters() -> None:
    matters = after_calm_days()
    told = [text for pair in zip(BUGS, SPOKESMAN, strict=True) for text in pair]
    found = [matters.assign(text, NOON + timedelta(minutes=30 * number)) for number, text in enumerate(told)]
    assert len(set(found[::2])) == 1
    assert len(set(found[1::2])) == 1
    assert found[0] != found[1]


def test_a_text_that_says_nothing_follows_the_story_that_breaks_at_that_minute() -> None:
    matters = Matters()
    for day in range(10):
        matters.assign(f"今日{SPOKESMAN[day % 4]}", NOON + timedelta(days=day))
    breaking = NOON + timedelta(days=10)
    burst = [matters.assign(BUGS[at % 4], breaking + timedelta(seconds=20 * at)) for at in range(60)]
    assert matters.assign("太气人了！", breaking + timedelta(minutes=21)) == burst[-1]


def test_chatter_of_a_calm_day_stays_alone() -> None:
    calm = ["哈哈哈哈", "早安", "今天好热啊", "有人一起吗", "周末愉快", "无语了", "太难了吧", "求带走"]
    assert len(set(assigned(calm, timedelta(hours=7)))) == len(calm)


def test_a_repost_chain_belongs_to_what_it_reposts() -> None:
    texts = [*SPOKESMAN, BUGS[0], f"又是他们家//@示例用户:还敢喝？//@另一用户:{BUGS[0]}"]
    found = assigned(texts, timedelta(hours=5))
    assert found[-1] == found[-2]


def test_copies_in_traditional_characters_links_and_capitals_are_of_one_matter() -> None:
    found = assigned(
        ["Recall of BatteryX phones announced", "RECALL OF BATTERYX PHONES announced http://t.co/a1"], timedelta(1)
    )
    assert found[0] == found[1]
    taiwan = assigned(["山茶茶饮喝出虫子店员说是茶叶", "山茶茶飲喝出蟲子店員說是茶葉"], timedelta(1))
    assert taiwan[0] == taiwan[1]


def test_the_same_words_long_after_are_a_new_matter() -> None:
    matters = Matters()
    first = matters.assign(BUGS[0], NOON)
    for day in range(1, 200):
        matters.assign(SPOKESMAN[day % 4], NOON + timedelta(days=day / 2))
    assert matters.assign("门店再次喝出虫子", NOON + timedelta(days=120)) != first


def test_what_was_observed_decides_like_what_was_assigned() -> None:
    told = [*BUGS[:2], *SPOKESMAN[:2], *BUGS[2:], *SPOKESMAN[2:]]
    first, again = Matters(), Matters()
    for number, text in enumerate(told[:4]):
        at = NOON + timedelta(hours=number)
        again.observe(text, at, first.assign(text, at))
    for number, text in enumerate(told[4:], start=4):
        at = NOON + timedelta(hours=number)
        assert again.assign(text, at) == first.assign(text, at)


def test_a_matter_given_by_a_person_draws_what_follows_and_numbers_go_on_behind_it() -> None:
    matters = Matters()
    matters.begin_at(5)
    matters.observe(BUGS[0], NOON, 900)
    assert matters.assign(BUGS[1], NOON + timedelta(minutes=5)) == 900
    assert matters.assign(SPOKESMAN[0], NOON + timedelta(hours=30)) == 901


def test_a_long_stream_needs_bounded_memory() -> None:
    matters = Matters()
    for number in range(3 * settings_of_matters.MATTERS):
        matters.assign(f"word{number:05d} thing{number:05d} item{number:05d}", NOON + timedelta(minutes=number))
    assert len(matters) <= 2 * settings_of_matters.MATTERS


@given(strange_texts())
def test_any_text_has_at_most_96_words_each_once(text: str) -> None:
    words = matter_words(text)
    assert len(words) == len(set(words)) <= 96


@settings(max_examples=50)
@given(st.lists(st.tuples(strange_texts(), st.integers(-(10**6), 10**6)), max_size=30))
def test_any_stream_in_any_order_is_placed_the_same_way_twice(stream: list[tuple[str, int]]) -> None:
    def placed() -> list[int]:
        matters = Matters()
        return [matters.assign(text, NOON + timedelta(minutes=minute)) for text, minute in stream]

    found = placed()
    assert found == placed()
    assert all(matter <= number for number, matter in enumerate(found, start=1))
