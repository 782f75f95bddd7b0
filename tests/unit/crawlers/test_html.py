import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers import html
from crawlers.html import to_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("没有标记的文字", "没有标记的文字"),
        ("第一行\n第二行", "第一行\n第二行"),
        ("3 < 5 &amp; 5 &gt; 3", "3 < 5 & 5 > 3"),
        ("<p>山茶<b>茶饮</b></p><p>喝出&nbsp;异物</p>", "山茶茶饮\n喝出 异物"),
        ("一<br>二<br/>三", "一\n二\n三"),
        ("<ul><li>一</li><li>二</li></ul>", "一\n二"),
        ("前<script>alert(1)</script><style>p{}</style>后", "前后"),
        ("前<!-- 注 -->后<?php x ?>", "前后"),
        ("<![CDATA[<p>文</p>]]>", "文"),
        ("&lt;p&gt;写了两遍的&lt;/p&gt;", "写了两遍的"),
        ("Merck &amp;amp; Co.", "Merck & Co."),
        ("<p>未关<div>闭", "未关\n闭"),
        ("<a href='x' onclick='y'>链接</a>", "链接"),
        ("", ""),
    ],
)
def test_markup_becomes_what_it_says(markup: str, text: str) -> None:
    assert to_text(markup) == text


def test_deep_and_long_markup_ends_soon() -> None:
    assert to_text("<div>" * 200_000 + "文") in ("", "文")
    assert len(to_text("<p>文</p>" * 200_000)) < 300_000


@given(st.text(alphabet=st.sampled_from("<>&;/!-[]a b文\"'=\n\x00\ud800"), max_size=80))
def test_no_markup_breaks_the_reader(markup: str) -> None:
    to_text(markup).encode()


_TAGS = st.builds(
    lambda slash, name, rest: f"<{slash}{name}{rest}>",
    st.sampled_from(["", "", "/"]),
    st.sampled_from(["p", "br", "div", "span", "b", "a", "h2", "ul", "P"]),
    st.sampled_from(["", " class='x'", "/", ' href="http://example.com/?a=1"', " hidden"]),
)
_SAID = st.sampled_from(["山茶", "a b", " ", "\n", "x>y", "1 < 2", "&amp;", "。"])


@given(st.lists(_TAGS | _SAID, max_size=14).map("".join))
def test_what_is_plainly_marked_reads_as_a_parser_reads_it(markup: str) -> None:
    said = html._plainly_marked(markup)
    assert said is None or html._in_lines(said) == html._in_lines(html._parsed(markup))
