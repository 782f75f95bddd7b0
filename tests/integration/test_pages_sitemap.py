"""Sitemaps through the real crawl worker on loopback sites, and the hostile ones through its readers."""

import gzip
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from config.sources import SitemapSource
from crawlers.client import CrawlWorker
from crawlers.collect import job_of
from crawlers.feeds import FeedError
from crawlers.reading import Fetched, Reading
from crawlers.sitemaps import read_sitemap
from crawlers.wire import Answer, Limits, Outcome
from domain.source import SourceState
from tests.integration.crawl_sites import Reply, Site, ask, working
from tests.integration.test_pages import article

NAMES = (f"sitemap-{number}" for number in count())
XML = {"Content-Type": "application/xml"}
SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
NOON = 1_710_561_600.0
"""Noon of 16 March 2024 in Shanghai, in seconds since 1970."""


@pytest.fixture(scope="module")
def worker() -> Iterator[CrawlWorker]:
    with working(Limits(allow=["127.0.0.0/8"], seconds=5.0)) as worker:
        yield worker


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


def urlset(*entries: str) -> bytes:
    urls = "".join(f"<url>{each}</url>" for each in entries)
    return f'<?xml version="1.0"?><urlset xmlns="{SPACE}" xmlns:n="{NEWS}">{urls}</urlset>'.encode()


def poll(worker: CrawlWorker, site: Site, **more: Any) -> Answer:
    given = {"name": next(NAMES), "type": "sitemap", "url": f"{site.address}/sitemap.xml", "max_age": "9999d"}
    source = SitemapSource.model_validate(given | more)
    (answer,) = ask(worker, job_of(source, SourceState(source.name))).values()
    return answer


def read(body: bytes, **options: object) -> Reading:
    return read_sitemap(Fetched(body, "application/xml", "http://example.com/sitemap.xml", options, NOON))


def test_an_index_leads_to_packed_sitemaps_and_these_to_articles(worker: CrawlWorker, site: Site) -> None:
    index = f'<sitemapindex xmlns="{SPACE}"><sitemap><loc>{site.address}/a.xml.gz</loc></sitemap></sitemapindex>'
    packed = gzip.compress(urlset(f"<loc>{site.address}/1</loc>", "<loc>/food/2</loc>"))
    site.paths |= {
        "/sitemap.xml": Reply(index.encode(), headers=XML),
        "/a.xml.gz": Reply(packed, headers={"Content-Type": "application/x-gzip"}),
        "/1": article(1),
    }
    answer = poll(worker, site)
    assert (answer.outcome, [row["title"] for row in answer.rows]) == (Outcome.READ, ["第1篇"]), answer.error
    assert site.asked == ["/sitemap.xml", "/a.xml.gz", "/1"]


def test_a_news_sitemap_says_what_an_article_does_not(worker: CrawlWorker, site: Site) -> None:
    bare = f"<html><body>{'<p>门店称已将该批次封存送检，结果将在三个工作日内公布。</p>' * 9}</body></html>"
    told = "<n:publication_date>2024-03-16T10:00:00+08:00</n:publication_date><n:title>饮料异物</n:title>"
    news = f"<loc>{site.address}/bare</loc><lastmod>2024-03-17</lastmod><n:news>{told}</n:news>"
    site.paths |= {
        "/sitemap.xml": Reply(urlset(news), headers=XML),
        "/bare": Reply(bare.encode(), headers={"Content-Type": "text/html; charset=utf-8"}),
    }
    (row,) = poll(worker, site).rows
    assert (row["title"], row["time"]) == ("饮料异物", "2024-03-16T10:00:00+08:00")


def test_the_newest_articles_come_first_and_old_ones_not_at_all() -> None:
    days = {"old": "2024-03-01", "new": "2024-03-16T03:00:00Z", "middle": "2024-03-14"}
    entries = [f"<loc>http://example.com/{name}</loc><lastmod>{day}</lastmod>" for name, day in days.items()]
    reading = read(urlset("<loc>http://example.com/undated</loc>", *entries), max_age=7 * 86_400.0)
    assert [step.url.rpartition("/")[2] for step in reading.follow] == ["new", "middle", "undated"]
    only = read(urlset(*entries), only="mid")
    assert [step.url for step in only.follow] == ["http://example.com/middle"]


def test_a_sitemap_may_be_a_plain_list_of_addresses() -> None:
    reading = read(b"http://example.com/1\nhttp://example.com/2\n")
    assert [step.url for step in reading.follow] == ["http://example.com/1", "http://example.com/2"]


def test_of_a_large_sitemap_no_more_is_taken_than_a_poll_may_hold() -> None:
    reading = read(urlset(*(f"<loc>http://example.com/{n}</loc>" for n in range(3000))))
    assert (len(reading.follow), reading.dropped) == (2000, 1000)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (gzip.compress(b" " * 20_000_000, mtime=0), "larger than 15 MB"),
        (gzip.compress(urlset(), mtime=0)[:40] + b"x", "not a sitemap|damaged"),
        (b"\x1f\x8bgarbage", "damaged"),
        (b"<html><body>maintenance</body></html>", "not a sitemap"),
        (b'<!DOCTYPE urlset [<!ENTITY a "&#60;!ENTITY">]><!DOCTYPE x><urlset/>', "refused"),
        (b"", "not a sitemap"),
    ],
    ids=["bomb", "cut", "garbage", "page", "entities", "empty"],
)
def test_what_is_no_sitemap_or_a_bomb_is_refused(body: bytes, why: str) -> None:
    with pytest.raises(FeedError, match=why):
        read(body)


def test_links_to_anything_but_the_web_are_left_out() -> None:
    links = ("file:///etc/passwd", "javascript:alert(1)", "http://[::1", "http://example.com/1")
    reading = read(urlset(*(f"<loc>{link}</loc>" for link in links)))
    assert [step.url for step in reading.follow] == ["http://example.com/1"]


def test_an_index_that_leads_to_itself_ends(worker: CrawlWorker, site: Site) -> None:
    entries = "".join(f"<sitemap><loc>{site.address}/s{n}.xml</loc></sitemap>" for n in range(30))
    entries += f"<sitemap><loc>{site.address}/sitemap.xml</loc></sitemap>"
    body = f'<sitemapindex xmlns="{SPACE}">{entries}</sitemapindex>'
    index = Reply(body.encode(), headers=XML)
    site.paths |= {"/sitemap.xml": index, **{f"/s{n}.xml": replace(index) for n in range(30)}}
    assert poll(worker, site).outcome is Outcome.READ
    assert len(site.asked) == len(set(site.asked)) <= 12
