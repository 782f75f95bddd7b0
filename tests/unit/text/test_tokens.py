import re
import unicodedata
from itertools import groupby

import pytest
from hypothesis import given

from tests.unit.text.making import strange_texts
from text.fold import fold
from text.tokens import STOP, phrase, phrase_words, search_text, tokenise
from text.variants import Variants


def words(text: str) -> str:
    return "|".join(word if word != STOP else "■" for word in tokenise(text).words)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("退.款、退 款，退😡款", "退|款|退|款|退|款"),
        ("不退款！投诉", "不|退|款|■|投|诉"),
        ("第一行\n第二行", "第|一|行|■|第|二|行"),
        ("好。\n  。”坏", "好|■|坏"),
        ("iPhone15手机 AI-training", "iphone15|手|机|ai|training"),
        ("It broke. Send help", "it|broke|■|send|help"),
        ("3.5元 www.example.com a_b", "3|5|元|www|example|com|a|b"),
        ("Привет мир", "привет|мир"),
        ("カフェ 한국어", "カ|フ|ェ|한|국|어"),
        ("𠮷野家", "𠮷|野|家"),
        ("😀…——", ""),
        ("", ""),
    ],
)
def test_words_and_sentence_ends_are_the_tokens_of_a_text(text: str, expected: str) -> None:
    assert words(text) == expected


@given(strange_texts())
def test_every_token_is_found_again_in_the_original(text: str) -> None:
    tokens = tokenise(text)
    assert len(tokens.words) == len(tokens.spans)
    reached = 0
    for word, (start, end) in zip(tokens.words, tokens.spans, strict=True):
        assert reached <= end and start < end <= len(text)
        reached = start
        if word != STOP and len(word) == 1:
            assert word in fold(text)


def naive(text: str) -> list[str]:
    """The definition, one character after the other."""
    folded = fold(text)
    kinds = [kind(folded, at) for at in range(len(folded))]
    found: list[str] = []
    for what, run in groupby(enumerate(kinds), key=lambda each: each[1]):
        letters = [folded[at] for at, _ in run]
        if what == "single":
            found += letters
        elif what == "word":
            found.append("".join(letters))
        elif what == "end" and (not found or found[-1] != STOP):
            found.append(STOP)
    return found


SINGLE = re.compile(
    "[〆々〇ぁ-ゖゝ-ゟァ-ヺー-ヿㇰ-ㇿ㐀-\u4dbf\u4e00-\u9fff가-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]"
)


def kind(text: str, at: int) -> str:
    """What a character is to the tokeniser."""
    character = text[at]
    if SINGLE.match(character):
        return "single"
    if character.isalnum():
        return "word"
    if character in "。!?\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029":
        return "end"
    latin_before = at > 0 and text[at - 1] in "abcdefghijklmnopqrstuvwxyz0123456789"
    if character == "." and latin_before and (at + 1 == len(text) or text[at + 1].isspace()):
        return "end"
    return "nothing"


@given(strange_texts())
def test_the_fast_tokeniser_agrees_with_the_definition(text: str) -> None:
    assert tokenise(text).words == naive(text)


def test_search_text_joins_tokens_and_a_phrase_quotes_them() -> None:
    assert search_text("不退款！投诉") == f"不 退 款 {STOP} 投 诉"
    assert phrase(["退", "款"]) == '"退 款"'


def test_no_text_can_write_the_token_for_the_end_of_a_sentence() -> None:
    assert STOP not in tokenise(f"a{STOP}b {STOP}").words
    assert unicodedata.category(STOP) == "Co"


def test_words_to_look_for_lose_the_sentence_ends_around_them_only() -> None:
    assert phrase_words("！Yahoo!") == ("yahoo",)
    assert phrase_words("退。款。") == ("退", STOP, "款")
    assert phrase_words("!!!") == ()
    assert phrase_words("辣鸡", Variants.from_pairs({"辣鸡": "垃圾"})) == ("垃", "圾")
