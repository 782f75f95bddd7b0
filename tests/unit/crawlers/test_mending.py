import lxml.etree as etree
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.feeds import parse_feed
from crawlers.mending import mended


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("A & B", "A & B"),
        ("?a=1&b=2", "?a=1&b=2"),
        ("A&nbsp;B", "A\xa0B"),
        ("A &amp; B &lt;", "A & B <"),
        ("&unknown; &#0;&#xD83D;&#x41;", "&unknown; A"),
        ("<![CDATA[?a=1&b=2 &nbsp;]]> & <![CDATA[&", "?a=1&b=2 &nbsp; & "),
        ("&AMP; &LT;", "& <"),
    ],
)
def test_references_become_valid_and_nothing_else_changes(written: str, said: str) -> None:
    closed = mended(f"<t>{written}</t>").replace("<![CDATA[&</t>", "</t>")
    assert etree.fromstring(closed).text == said


@given(st.text(alphabet=st.sampled_from("&#x;ab1Df "), max_size=40))
def test_any_text_is_well_formed_once_mended(text: str) -> None:
    etree.fromstring(f"<t>{mended(text)}</t>")


def test_a_feed_with_half_an_emoji_and_a_bare_ampersand_is_read() -> None:
    item = "<item><title>好&#xD83D;吃 R&D</title><link>http://example.com/?a=1&b=2</link></item>"
    (read,) = parse_feed(f"<rss><channel>{item}</channel></rss>".encode()).items
    assert (read.title, read.url) == ("好吃 R&D", "http://example.com/?a=1&b=2")
