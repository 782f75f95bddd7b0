"""Text from outside is harmless, bounded and still readable before any channel sees it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerting.channels.plain import INVISIBLE, cut, link, one_line, several_lines
from alerting.channels.wording import rounded


@given(st.text())
def test_one_line_is_one_line_without_anything_invisible(text: str) -> None:
    line = one_line(text)
    assert line == " ".join(line.split())
    assert not {unicodedata.category(char) for char in line} & INVISIBLE
    assert one_line(line) == line


@given(st.text(), st.integers(1, 50))
def test_a_cut_text_is_never_longer_than_asked(text: str, most: int) -> None:
    assert len(cut(text, most)) <= most


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("普通 的\t文字", "普通 的 文字"),
        ("\x1b[31m红\x1b[0m", "[31m红[0m"),
        ("a\u202eb\u200bc", "abc"),
        ("一\n二\u2028三", "一 二 三"),
        ("z\u0301\u0301\u0301\u0301", "z\u0301\u0301"),
        ("👩\u200d🚒", "👩🚒"),
    ],
)
def test_what_steers_or_hides_is_taken_out(text: str, shown: str) -> None:
    assert one_line(text) == shown


def test_our_own_texts_keep_their_lines() -> None:
    assert several_lines("\n第一行  \n\n第二行\x07\n") == "第一行\n\n第二行"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://news.example/p?a=1&b=2#c", "https://news.example/p?a=1&b=2#c"),
        ("http://news.example/路径 x|y<z>", "http://news.example/%E8%B7%AF%E5%BE%84%20x%7Cy%3Cz%3E"),
        ("HTTPS://News.example/", "HTTPS://News.example/"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//news.example/p", ""),
        ("https://", ""),
        ("https://bank.example@evil.example/", ""),
        ("https://[::1", ""),
        ("https://news.example/" + "x" * 1000, ""),
        ("", ""),
    ],
)
def test_only_plain_web_addresses_become_links(url: str, shown: str) -> None:
    assert link(url) == shown


@given(st.text())
def test_a_link_is_printable_ascii_that_closes_no_markup(url: str) -> None:
    assert all("!" <= char <= "~" and char not in '<>|"`\\' for char in link("https://news.example/" + url))


@pytest.mark.parametrize(
    ("number", "zh", "en"),
    [
        (350, "350 ", "350"),
        (1_500, "1500 ", "1.5k"),
        (120_000, "12 万", "120k"),
        (35_000_000, "3500 万", "35M"),
        (230_000_000, "2.3 亿", "230M"),
    ],
)
def test_people_are_counted_as_they_are_spoken_of(number: int, zh: str, en: str) -> None:
    assert (rounded(number, "zh"), rounded(number, "en")) == (zh, en)
