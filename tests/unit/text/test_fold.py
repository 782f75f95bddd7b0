import sys

import pytest
from hypothesis import given, settings

from tests.unit.text.making import strange_texts
from text.fold import fold, fold_with_offsets
from text.variants import Variants

SLANG = Variants.from_pairs({"曱甴": "蟑螂", "辣鸡": "垃圾", "辣鸡翅": "辣鸡翅", "vx": "微信", "é": "e", "🐎": "马"})


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("ＡＢＣ１２３，！", "abc123,!"),
        ("ﬁsh ½ ㎏ ①", "fish 1⁄2 kg 1"),
        ("頭髮發財，乾淨乾隆", "头发发财,干净乾隆"),
        ("老闆說軟體", "老板说软体"),
        ("退\u200b款\u00ad的\ufeff\u202e人", "退款的人"),
        ("❤\ufe0f👨\u200d👩", "❤👨👩"),
        ("e\u0301 E\u0301 \u00c9", "é é é"),
        ("e\u200b\u0301", "é"),
        ("ΟΔΟΣ ς", "οδοσ σ"),
        ("ｶﾞ", "ガ"),
        ("\u1100\u1161\u11a8", "각"),
        ("a\ud800b", "a\ufffdb"),
        ("", ""),
    ],
)
def test_spellings_of_the_same_text_fold_to_one_form(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(strange_texts())
def test_folding_with_offsets_gives_the_same_text_and_leads_back_into_the_original(text: str) -> None:
    for variants in (None, SLANG):
        folded = fold_with_offsets(text, variants)
        assert folded.text == fold(text, variants)
        offsets = list(folded.offsets)
        assert len(offsets) == len(folded.text) + 1
        assert offsets == sorted(offsets)
        assert offsets[-1] == len(text)
        assert not offsets[:-1] or offsets[0] >= 0 and offsets[-2] < len(text)


@given(strange_texts())
def test_every_folded_character_has_a_span_of_the_original_that_folds_to_text_around_it(text: str) -> None:
    folded = fold_with_offsets(text)
    for at, character in enumerate(folded.text):
        start, end = folded.span(at, at + 1)
        assert start < end
        assert character in fold(text[start:end]) or fold(text[start:end]) in folded.text


@given(strange_texts())
def test_a_folded_text_can_always_be_encoded_and_holds_nothing_invisible(text: str) -> None:
    assert not set("\u200b\u200d\u00ad\ufeff\u202e\ufe0f") & set(fold(text).encode().decode())


def test_each_unicode_character_folds_to_the_same_with_and_without_offsets() -> None:
    for start in range(0, sys.maxunicode + 1, 4096):
        text = "".join(map(chr, range(start, start + 4096)))
        assert fold_with_offsets(text).text == fold(text)


def test_a_span_covers_whole_characters_of_the_original() -> None:
    folded = fold_with_offsets("喝½杯")
    assert folded.text == "喝1⁄2杯"
    assert folded.span(1, 2) == folded.span(2, 4) == (1, 2)
    assert folded.span(2, 2) == (1, 1)


@settings(max_examples=50)
@given(strange_texts(20), strange_texts(20))
def test_lines_fold_on_their_own(first: str, second: str) -> None:
    assert fold(f"{first}\n{second}") == f"{fold(first)}\n{fold(second)}"
