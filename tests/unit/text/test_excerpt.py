import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.text.making import strange_texts
from text.excerpt import excerpt, one_line


def test_a_line_has_no_breaks_controls_or_direction_marks() -> None:
    assert one_line(" a\r\n\tb\x00\u202ec\ufeff　d\u2028e ") == "a bc d e"


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("短文", 10, "短文"),
        ("正好十个字的一段话。", 10, "正好十个字的一段话。"),
        ("今天很好。明天也许不好，后天再说吧", 9, "今天很好。明天也…"),
        ("今天的天气真好。明天不好", 10, "今天的天气真好。…"),
        ("没有标点的很长很长的一段话", 6, "没有标点的…"),
        ("wide words here", 11, "wide words…"),
        ("x", 1, "x"),
        ("xy", 1, "…"),
        ("家👨\u200d👩\u200d👧家", 4, "家…"),
        ("国🇨🇳🇯🇵", 4, "国🇨🇳…"),
        ("e\u0301e\u0301e\u0301", 4, "e\u0301…"),
    ],
)
def test_a_text_is_cut_where_it_hurts_least(text: str, limit: int, shown: str) -> None:
    assert excerpt(text, limit) == shown


def test_what_matters_stands_in_the_excerpt() -> None:
    text = "前面有很多很多很多无关紧要的话，" * 3 + "店里喝出虫子，" + "后面还有很多很多话。" * 3
    start = text.index("虫子")
    shown = excerpt(text, 20, around=(start, start + 2))
    assert "虫子" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) <= 20


def test_there_is_no_excerpt_without_room() -> None:
    with pytest.raises(ValueError, match="room"):
        excerpt("x", 0)


@given(strange_texts(80), st.integers(1, 40), st.data())
def test_an_excerpt_never_exceeds_its_limit_or_parts_a_character(text: str, limit: int, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    for shown in (excerpt(text, limit), excerpt(text, limit, around=(start, end))):
        assert len(shown) <= limit
        assert shown == one_line(shown)
        shown.encode()
        for at in range(1, len(shown)):
            assert shown[at - 1] != "…" or "…" in text or unicodedata.category(shown[at])[0] != "M"


@given(st.text("山茶虫子，。 a", min_size=1, max_size=60), st.integers(8, 30), st.data())
def test_a_short_hit_is_always_shown(text: str, limit: int, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    hit = text[start : start + 2]
    assert one_line(hit) in excerpt(text, limit, around=(start, start + len(hit)))
