import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.fold import fold, fold_with_offsets
from text.variants import Variants

SLANG = Variants.from_pairs(
    {"曱甴": "蟑螂", "辣鷄": "垃圾", "辣鸡翅": "辣鸡翅", "ＶＸ": "微信", "黑心商家": "黑店", "！": ""}
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("店裡有曱甴", "店里有蟑螂"),
        ("真是辣雞", "真是垃圾"),
        ("辣鸡翅好吃", "辣鸡翅好吃"),
        ("加vx聊", "加微信聊"),
        ("vxx 不是", "vxx 不是"),
        ("a1vx", "a1vx"),
        ("黑心商家黑心", "黑店黑心"),
        ("好！", "好"),
        ("没有别的", "没有别的"),
    ],
)
def test_another_spelling_is_replaced_by_its_word(written: str, meant: str) -> None:
    assert fold(written, SLANG) == meant


def test_the_original_is_found_again_behind_a_replaced_word() -> None:
    text = "有辣雞，曱甴！加VX"
    folded = fold_with_offsets(text, SLANG)
    assert folded.text == "有垃圾,蟑螂加微信"
    word = folded.text.index("微信")
    assert text[slice(*folded.span(word, word + 2))] == "VX"
    shorter = fold_with_offsets("黑心商家跑", SLANG)
    assert shorter.text == "黑店跑"
    assert shorter.span(0, 1) == shorter.span(0, 2) == (0, 4)


def test_spellings_of_which_nothing_is_left_are_dropped() -> None:
    assert fold("a\u200bb", Variants.from_pairs({"\u200b": "x", "": "y"})) == "ab"


@given(
    st.text("曱甴辣鸡翅vx黑心商家！ a"),
    st.dictionaries(st.text("曱甴辣鸡翅vx", min_size=1), st.text("垃圾", max_size=3)),
)
def test_offsets_hold_for_any_table(text: str, pairs: dict[str, str]) -> None:
    table = Variants.from_pairs(pairs)
    folded = fold_with_offsets(text, table)
    assert folded.text == fold(text, table)
    assert len(folded.offsets) == len(folded.text) + 1
    assert list(folded.offsets) == sorted(folded.offsets)
    assert folded.offsets[len(folded.text)] == len(text)
