from zoneinfo import ZoneInfo

import pytest

from crawlers.articles import Article, extract
from crawlers.dates import read_time
from crawlers.page import PageError, link_of, parse_page, select, time_of
from crawlers.seen import MOST_SEEN, Seen
from tests.shared import shared
from tests.unit.crawlers.origins import NOON, SHANGHAI

BBC, DAILY = "chinese_article.html", "chinese_article_001.html"
SAID = "<p>某饮料店的顾客在杯中发现异物，门店称已将该批次封存送检，结果将在三个工作日内公布。</p>"


def read(written: str, encoding: str = "utf-8", content_type: str = "text/html") -> Article:
    return extract(parse_page(written.encode(encoding), content_type, "http://example.com/a"))


def of_file(name: str) -> Article:
    return extract(parse_page(shared("data", "pages", name).read_bytes(), "text/html", "http://example.com/"))


@pytest.mark.parametrize(
    ("name", "title", "time", "author", "lines", "first", "last"),
    [
        (BBC, "港特首梁振英就住宅违建事件道歉", "2012-12-10T09:24:01+00:00", "", 15, "香港行政长官", "不信任动议。"),
        (
            DAILY,
            "外国专家：中美合作共赢符合国际社会利益",
            "2023-11-17T07:13:00+00:00",
            "严玉洁",
            12,
            "在美国旧金山",
            "）",
        ),
    ],
)
def test_real_pages_give_title_time_author_and_their_whole_text(
    name: str, title: str, time: str, author: str, lines: int, first: str, last: str
) -> None:
    article = of_file(name)
    at = read_time(article.time, SHANGHAI, NOON)
    assert (article.title, article.author, at and at.isoformat()) == (title, author, time)
    written = article.text.split("\n")
    assert len(written) == lines
    assert written[0].startswith(first) and written[-1].endswith(last)


@pytest.mark.parametrize("name", [BBC, DAILY])
def test_nothing_of_the_navigation_gets_into_the_text(name: str) -> None:
    text = of_file(name).text
    assert not [word for word in ("cookies", "首页", "分享", "相关", "版权", "登录", "Facebook") if word in text]


def test_quotes_written_as_windows_has_them_are_kept() -> None:
    assert "“撒谎”" in of_file(BBC).text


def test_a_page_without_paragraphs_is_read_thoroughly() -> None:
    said = SAID.removeprefix("<p>").removesuffix("</p>")
    article = read(
        f"<html><body><div class=nav>首页 导航</div><article>{(said + '<br><br>') * 8}</article></body></html>"
    )
    assert article.text.count("封存送检") >= 8
    assert "导航" not in article.text


@pytest.mark.parametrize("encoding", ["gb18030", "big5hkscs", "utf-16"])
def test_chinese_pages_in_other_encodings_read_the_same(encoding: str) -> None:
    text = "<p>門店稱已封存送檢，結果將公布。</p>" * 20
    written = f"<html><head><title>飲料異物</title></head><body><h1>飲料異物</h1>{text}</body></html>"
    article = read(written, encoding)
    assert (article.title, "門店稱已封存送檢" in article.text) == ("飲料異物", True)


@pytest.mark.parametrize(
    ("stated", "utc"),
    [
        ('<meta property="article:published_time" content="2024-03-16T10:00:00+08:00">', "2024-03-16T02:00:00+00:00"),
        (
            '<script type="application/ld+json">{"datePublished":"2024-03-16T02:00:00Z"}</script>',
            "2024-03-16T02:00:00+00:00",
        ),
        ('<meta name="pubdate" content="2024-03-16"><p>2024年3月16日 10:05 来源</p>', "2024-03-16T02:05:00+00:00"),
        ('<meta name="pubdate" content="2024-03-16"><p>2023年1月1日 10:05 旧闻</p>', "2024-03-15T16:00:00+00:00"),
        ('<time datetime="2024-03-16 10:00">今天</time>', "2024-03-16T02:00:00+00:00"),
        ("<span>发布时间：2024-03-16 10:00:30</span>", "2024-03-16T02:00:30+00:00"),
        ("<span>没有时间</span>", None),
    ],
)
def test_the_time_of_publication_is_read_with_its_zone(stated: str, utc: str | None) -> None:
    at = read_time(read(f"<html><body>{stated}{SAID * 9}</body></html>").time, ZoneInfo("Asia/Shanghai"), NOON)
    assert (at.isoformat() if at else None) == utc


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>饮料异物 - 示例网</title>", "饮料异物"),
        ("<title>饮料异物事件_示例网</title><h1>示例网</h1>", "饮料异物事件"),
        ("<title>饮料异物事件_示例网</title><h1>饮料异物事件</h1>", "饮料异物事件"),
        ('<meta property="og:title" content="饮料异物"><title>网站</title>', "饮料异物"),
    ],
)
def test_the_title_goes_without_the_name_of_the_site(head: str, title: str) -> None:
    assert read(f"<html><head>{head}</head><body>{SAID * 9}</body></html>").title == title


@pytest.mark.parametrize(("body", "kind"), [(b"", ""), (b"%PDF-1.7 x", ""), (b"x", "image/png")])
def test_what_is_no_page_is_refused(body: bytes, kind: str) -> None:
    with pytest.raises(PageError):
        parse_page(body, kind)


def test_selectors_find_by_css_and_xpath_elements_and_attributes() -> None:
    page = parse_page(
        b'<base href="/b/"><ul><li><a href="1#x">one</a></ul><time datetime="2024">t</time>', "", "http://a.de/"
    )
    for selector in ("li", "li a", "a::attr(href)", "//li/a", "(//a)[1]/@href"):
        assert [link_of(each, page.base) for each in select(page, selector)] == ["http://a.de/b/1"]
    assert [time_of(each) for each in select(page, "time")] == ["2024"]
    assert [time_of(each) for each in select(page, "time::text")] == ["t"]


def test_the_newest_pages_seen_are_remembered_and_never_more_than_a_poll_may_name() -> None:
    cursor = Seen().cursor(str(number) for number in range(MOST_SEEN + 5))
    later = Seen(Seen(cursor).cursor(["new"]))
    assert (len(cursor), len(later)) == (8 * MOST_SEEN, MOST_SEEN)
    assert "new" in later and "0" in later and str(MOST_SEEN + 1) not in later
