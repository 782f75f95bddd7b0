import pytest

from crawlers.articles import extract
from crawlers.page import parse_page
from crawlers.pages import read_article
from crawlers.reading import Fetched

SAID = "<p>某饮料店的顾客在杯中发现异物，门店称已将该批次封存送检，结果将在三个工作日内公布。</p>" * 9


def counts(written: str) -> dict[str, str]:
    return dict(extract(parse_page(f"<html><body>{written}{SAID}</body></html>".encode(), "text/html", "")).counts)


def author(written: str) -> str:
    return extract(parse_page(f"<html><body>{written}{SAID}</body></html>".encode(), "text/html", "")).author


def counter(action: str, count: object) -> str:
    return f'{{"@type":"InteractionCounter","interactionType":{action},"userInteractionCount":{count}}}'


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("<span>阅读 1.2万</span><span>点赞 345</span><i>转发数：6</i> 评论(78)", ("1.2万", "345", "6", "78")),
        ("<span>閱讀數：12,345</span><b>點讚 9</b>", ("12,345", "9")),
        ("<span>浏览量 10万+</span>", ("10万+",)),
        ("阅读 10<aside>阅读 20</aside>", ()),
        ("<p>我们分享3条建议，分享3条经验</p>", ()),
        ("<em>阅读</em><em>123</em> | 评论 4 次", ("123", "4")),
        ("没有数字的阅读", ()),
    ],
)
def test_the_one_number_of_its_kind_that_a_page_shows_is_taken(written: str, found: tuple[str, ...]) -> None:
    assert tuple(counts(written).values()) == found


def test_linked_data_and_microdata_count_before_what_is_shown() -> None:
    stated = ",".join(
        [counter('"https://schema.org/LikeAction"', 5), counter('{"@type":"http://schema.org/ShareAction"}', '"7"')]
    )
    data = f'{{"datePublished":"2024-03-16","commentCount":3,"interactionStatistic":[{stated},1,{counter("true", 1)}]}}'
    marked = '<meta itemprop="interactionCount" content="UserPageVisits:99">'
    page = f'<script type="application/ld+json">{data}</script>{marked}'
    assert counts(f"{page}<span>点赞 1</span>") == {"likes": "5", "reposts": "7", "comments": "3", "views": "99"}


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("<span>作者：示例记者</span>", "示例记者"),
        ('<a rel="author">示例记者</a>', "示例记者"),
        ("<span>文 | 示例记者</span>", "示例记者"),
        ("<span>作者：甲某某</span><span>作者：乙某某</span>", ""),
        ("<span>作者</span>", ""),
    ],
)
def test_an_author_who_stands_on_the_page_alone_is_taken(written: str, name: str) -> None:
    assert author(written) == name


def test_a_selector_counts_before_what_the_page_makes_out() -> None:
    body = f"<html><body><h1>标题</h1><b class=l>8</b><span>点赞 345 阅读 9</span>{SAID}</body></html>".encode()
    (row,) = read_article(Fetched(body, "text/html", "http://example.com/", {"item": {"likes": ".l"}})).rows
    assert (row["likes"], row["views"]) == ("8", "9")
