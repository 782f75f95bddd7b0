from pathlib import Path

import pytest
from hypothesis import given
from opencc import OpenCC

from tests.unit.text.making import strange_texts
from text import language as room
from text.language import language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今天喝到虫子，很生气，要求退款", "zh-Hans"),
        ("今天喝到蟲子，很生氣，要求退款", "zh-Hant"),
        ("今天天很好", "zh"),
        ("KFC 的东西不好吃 http://example.com/the-and-of", "zh-Hans"),
        ("这个说法來自網路，真的没有关系", "zh-Hans"),
        ("お茶に虫が入っていた", "ja"),
        ("カフェ最悪", "ja"),
        ("차에 벌레가 있었어요", "ko"),
        ("There was a bug in my tea and they didn't care", "en"),
        ("My tea is BAD!!!", "en"),
        ("Il y avait un insecte dans le verre", "und"),
        ("Es war ein Käfer drin", "und"),
        ("Das war in der Stadt, so was is an all", "und"),
        ("No me lo recomiendo a nadie", "und"),
        ("thanks for nothing", "en"),
        ("В чае было насекомое", "und"),
        ("Nokia Lumia", "und"),
        ("12345 !!! 😀", "und"),
        ("", "und"),
    ],
)
def test_the_script_tells_the_language(text: str, expected: str) -> None:
    assert language(text) == expected


@given(strange_texts())
def test_every_text_has_one_of_the_known_languages(text: str) -> None:
    assert language(text) in {"zh-Hans", "zh-Hant", "zh", "ja", "ko", "en", "und"}


def changed(characters: list[str], conversion: str) -> set[str]:
    converted = OpenCC(conversion).convert("\n".join(characters)).split("\n")
    return {one for one, other in zip(characters, converted, strict=True) if one != other}


def test_the_telling_characters_are_those_of_opencc_and_of_the_two_character_sets() -> None:
    han = [chr(code) for code in range(0x4E00, 0xA000)]
    frequent_big5 = {each for each in han if (code := each.encode("big5", "ignore")) and code[0] <= 0xC6}
    gb2312 = {each for each in han if each.encode("gb2312", "ignore")}
    simplified = changed(han, "s2t") - frequent_big5
    traditional = changed(han, "t2s") - gb2312 - simplified
    lines = Path(room.__file__).with_name("telling.txt").read_text("utf-8").split("\n")
    assert lines == ["".join(sorted(simplified)), "".join(sorted(traditional)), ""]
