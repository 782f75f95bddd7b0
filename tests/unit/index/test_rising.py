from hypothesis import given
from hypothesis import strategies as st

from index.panels.rising import LONGEST, rising
from sentiment.variants import default_variants

CALM = [f"山茶茶饮的桂花乌龙好喝，第{number}杯" for number in range(60)]
BURST = [f"山茶茶饮后厨视频曝光，过期奶继续用，太可怕了{number}" for number in range(20)]


def test_what_is_suddenly_said_rises_as_whole_sayings_and_each_once() -> None:
    found = rising([*CALM[:20], *BURST], CALM, ["山茶茶饮"])
    assert [(each.term, each.now, each.before) for each in found[:3]] == [
        ("后厨视频曝光", 20, 0),
        ("过期奶继续用", 20, 0),
        ("太可怕了", 20, 0),
    ]


def test_what_was_said_as_often_before_does_not_rise() -> None:
    assert rising(CALM[:30], CALM[30:], ["山茶茶饮"]) == []
    assert all("桂花" not in each.term for each in rising([*CALM, *BURST], CALM, ["山茶茶饮"]))


def test_names_of_brands_are_no_terms_nor_parts_of_one() -> None:
    assert all("茶饮" not in each.term for each in rising(BURST, CALM, ["山茶茶饮"]))


def test_two_posts_are_no_rise() -> None:
    assert rising(BURST[:2], CALM) == []


def test_traditional_and_simplified_are_one_term() -> None:
    texts = [f"杯底發霉{number}" for number in range(4)] + [f"杯口发霉{number}" for number in range(4)]
    found = {each.term: each.now for each in rising(texts, CALM, variants=default_variants())}
    assert found["发霉"] == 8


def test_where_nothing_was_said_before_nothing_rises() -> None:
    assert rising(BURST, []) == []


@given(st.lists(st.text(max_size=40), max_size=20), st.lists(st.text(max_size=40), max_size=20))
def test_whatever_is_written_terms_are_short_and_counts_are_of_the_texts(now: list[str], before: list[str]) -> None:
    for each in rising(now, before):
        assert len(each.term) > 0
        assert 3 <= each.now <= len(now)
        assert 0 <= each.before <= len(before)


def test_a_term_grows_to_a_saying_of_ten_characters_at_most() -> None:
    found = rising(["一二三四五六七八九十甲乙丙丁戊己庚辛" for _ in range(9)], CALM)
    assert max(len(each.term) for each in found) <= LONGEST
