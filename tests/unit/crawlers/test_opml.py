import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.opml import OpmlError, Outline, read_opml, write_opml

NESTED = """<opml version="1.0"><body>
<outline text="新闻"><outline title="食品"><outline type="rss" text="食品报" xmlUrl="https://a.example.com/f?a=1&amp;b=2"/>
</outline><outline text="综合" xmlURL="https://b.example.com/rss"/></outline>
<outline text="标签" type="rss" xmlUrl="https://c.example.com/" category="行业/茶饮,其他"/>
<outline text="没有地址" type="rss"/><outline text="脚本" xmlUrl="javascript:alert(1)"/>
</body></opml>"""


def test_folders_become_sections_and_feeds_keep_their_order() -> None:
    assert read_opml(NESTED.encode())[:3] == [
        Outline("食品报", "https://a.example.com/f?a=1&b=2", "新闻/食品"),
        Outline("综合", "https://b.example.com/rss", "新闻"),
        Outline("标签", "https://c.example.com/", "行业/茶饮"),
    ]


def test_what_has_no_web_address_is_named_without_one() -> None:
    assert [(each.name, each.url) for each in read_opml(NESTED.encode())[3:]] == [("没有地址", ""), ("脚本", "")]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("declaration", ["", '<?xml version="1.0" encoding="UTF-8"?>\n'])
def test_a_file_is_read_in_its_encoding_declared_wrongly_or_not_at_all(encoding: str, declaration: str) -> None:
    (first, *_) = read_opml((declaration + NESTED).encode(encoding))
    assert (first.name, first.section) == ("食品报", "新闻/食品")


def test_a_bare_ampersand_does_not_cost_the_rest() -> None:
    body = '<opml><body><outline text="A & B" xmlUrl="http://a.example.com/?x&y"/><outline xmlUrl="http://b.example.com/"/>'
    assert [each.url for each in read_opml(body.encode())][-1] == "http://b.example.com/"


@pytest.mark.parametrize(
    "body",
    [b"", b"<html></html>", b"{}", b"<!DOCTYPE opml [<!ENTITY a '<x>'>]><opml>&a;</opml>", b"\0" * 100, b"<opml" * 9],
)
def test_what_is_no_opml_is_refused_or_empty(body: bytes) -> None:
    try:
        assert read_opml(body) == []
    except OpmlError as error:
        assert "OPML" in str(error)
    except Exception as error:
        assert "refused" in str(error)


WORDS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12).filter(
    lambda text: "/" not in text
)


@given(
    st.lists(
        st.builds(lambda n, s: Outline(n, "https://example.com/f", "/".join(s)), WORDS, st.lists(WORDS, max_size=3))
    )
)
def test_what_is_written_is_read_back(feeds: list[Outline]) -> None:
    found = read_opml(write_opml(feeds, "烽火"))
    assert sorted(found, key=repr) == sorted(feeds, key=repr)
