"""Sources that lead to further pages, through the real crawl worker on loopback sites."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from time import monotonic
from typing import Any

import pytest

from config.sources import PagesSource
from crawlers.client import CrawlWorker
from crawlers.collect import collect, job_of
from crawlers.memory import Memory
from crawlers.wire import Answer, Job, Limits, Outcome
from domain.source import SourceState
from tests.integration.crawl_sites import Reply, Site, ask, working
from tests.unit.crawlers.origins import FEED, NOON

LIMITS = Limits(allow=["127.0.0.0/8"], seconds=2.0, robots_retry_seconds=0.0, follow_pages=5, follow_seconds=20.0)
NAMES = (f"pages-{number}" for number in count())
HTML = {"Content-Type": "text/html; charset=utf-8"}
SAID = "某饮料店的顾客在杯中发现异物，门店称已将该批次封存送检，结果将在三个工作日内公布。"


@pytest.fixture(scope="module")
def worker() -> Iterator[CrawlWorker]:
    with working(LIMITS) as worker:
        yield worker


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


def article(number: int) -> Reply:
    """Return an article between navigation and footer."""
    written = f"""<html><head><title>第{number}篇 - 示例网</title><meta name="author" content="示例记者">
<meta property="article:published_time" content="2024-03-16T10:{number:02}:00+08:00"></head><body>
<nav><p>首页 导航 登录 注册 关于我们 联系我们 网站地图 手机版 客户端下载</p></nav>
<h1>第{number}篇</h1><div id="body">{f"<p>{SAID}</p>" * 8}</div><span class="likes">赞 1.2万</span><i class=n>1.2万</i>
<footer><p>版权所有 未经许可不得转载 举报电话 备案号 营业执照 示例网络公司</p></footer></body></html>"""
    return Reply(written.encode(), headers=HTML)


def listing(*links: str) -> Reply:
    entries = "".join(f'<li><a href="{link}">标题 {link}</a></li>' for link in links)
    return Reply(
        f'<html><body><a href="/about">x</a><ul class="news">{entries}</ul></body></html>'.encode(), headers=HTML
    )


def source_of(site: Site, **more: Any) -> PagesSource:
    given = {"name": next(NAMES), "type": "pages", "url": f"{site.address}/list", "link": "ul.news a"}
    return PagesSource.model_validate(given | more)


def poll(worker: CrawlWorker, source: PagesSource, state: SourceState | None = None) -> tuple[Answer, SourceState]:
    """Poll a source once and return the answer and what is remembered after it."""
    state = state or SourceState(source.name)
    (answer,) = ask(worker, job_of(source, state)).values()
    return answer, collect(source, FEED, answer, state, NOON).state


def titles(answer: Answer) -> Sequence[object]:
    return [row["title"] for row in answer.rows]


def test_the_articles_of_a_list_are_read_once_each(worker: CrawlWorker, site: Site) -> None:
    source = source_of(site, item={"likes": "i.n"})
    site.paths |= {"/list": listing("/1", "/2#top"), "/1": article(1), "/2": article(2), "/3": article(3)}
    answer, state = poll(worker, source)
    assert answer.outcome is Outcome.READ, answer.error
    assert titles(answer) == ["第1篇", "第2篇"]
    row = answer.rows[0]
    assert (row["text"], row["author"], row["likes"]) == ("\n".join([SAID] * 8), "示例记者", "1.2万")
    mention = collect(source, FEED, answer, state, NOON).mentions[0]
    assert (mention.event_time.isoformat(), mention.likes) == ("2024-03-16T02:01:00+00:00", 12_000)
    site.paths["/list"] = listing("/3", "/1", "/2")
    answer, state = poll(worker, source, state)
    assert titles(answer) == ["第3篇"]
    assert site.asked == ["/list", "/1", "/2", "/list", "/3"]


def test_what_a_poll_leaves_is_read_in_the_next(worker: CrawlWorker, site: Site) -> None:
    source = source_of(site)
    links = [f"/{number}" for number in range(1, 9)]
    site.paths |= {link: article(number) for number, link in enumerate(links, 1)}
    site.paths["/list"] = replace(listing(*links), headers={**HTML, "ETag": '"1"'})
    first, state = poll(worker, source)
    second, after = poll(worker, source, state)
    assert (len(first.rows), len(second.rows)) == (5, 3)
    assert (state.etag, after.etag) == ("", '"1"')


def test_a_page_that_fails_costs_only_itself_and_a_poll_of_failures_fails(worker: CrawlWorker, site: Site) -> None:
    source = source_of(site)
    pdf = Reply(b"%PDF-1.7", headers={"Content-Type": "application/pdf"})
    site.paths |= {"/list": listing("/gone", "/pdf", "/busy", "/1"), "/pdf": pdf, "/busy": Reply(b"", 503)}
    answer, state = poll(worker, source)
    assert (answer.outcome, state.failures) == (Outcome.FAILED, 1)
    assert "None of its 4 new pages" in answer.error
    site.paths["/1"] = article(1)
    answer, state = poll(worker, source, state)
    assert (titles(answer), state.failures) == (["第1篇"], 0)
    site.seen.clear()
    poll(worker, source, state)
    assert site.asked == ["/list", "/busy"]


def test_a_selector_that_finds_nothing_three_times_makes_its_source_fail(worker: CrawlWorker, site: Site) -> None:
    source = source_of(site)
    site.paths |= {"/list": Reply(b"<p>redesigned</p>", headers={**HTML, "ETag": '"1"'}), "/1": article(1)}
    state = SourceState(source.name)
    seen = []
    for _ in range(3):
        answer, state = poll(worker, source, state)
        seen.append((answer.outcome, state.failures))
    assert seen == [(Outcome.READ, 0), (Outcome.READ, 0), (Outcome.READ, 3)]
    assert state.last_error.startswith("The selector “link: ul.news a” finds nothing since 2024-03-16T04:00")
    mended = collect(source.model_copy(update={"link": "p"}), FEED, Answer(source.name, Outcome.UNCHANGED), state, NOON)
    assert mended.state.failures == 0
    site.paths["/list"] = listing("/1")
    _, state = poll(worker, source, state)
    assert (state.failures, Memory.load(state.cursor).missed) == (0, {})


def test_crawl_delay_is_kept_between_pages(site: Site) -> None:
    site.paths |= {"/robots.txt": Reply(b"User-agent: *\nCrawl-delay: 0.4\n"), "/list": listing("/1", "/2")}
    times: list[float] = []

    def timed(number: int) -> Reply:
        times.append(monotonic())
        return article(number)

    site.paths |= {"/1": lambda request: timed(1), "/2": lambda request: timed(2)}
    with working(LIMITS) as worker:
        answer, _ = poll(worker, source_of(site))
    assert len(answer.rows) == 2
    assert times[1] - times[0] >= 0.35


def test_a_delay_beyond_the_time_of_a_poll_leaves_the_pages_for_later(site: Site) -> None:
    site.paths |= {"/robots.txt": Reply(b"User-agent: *\nCrawl-delay: 600\n"), "/list": listing("/1"), "/1": article(1)}
    with working(LIMITS) as worker:
        answer, state = poll(worker, source_of(site))
    assert (answer.outcome, len(answer.rows), state.failures, site.asked) == (Outcome.READ, 0, 0, ["/list"])


def test_pages_that_lead_into_the_house_or_where_robots_forbid_are_not_asked(site: Site) -> None:
    inside = Site("127.0.0.2")
    inside.paths["/secret"] = article(1)
    site.paths |= {
        "/robots.txt": Reply(b"User-agent: *\nDisallow: /private\n"),
        "/list": listing(
            f"{inside.address}/secret", "/private/1", "/moved", "file:///etc/passwd", "javascript:x", "/2"
        ),
        "/moved": Reply(b"", 302, {"Location": f"{inside.address}/secret"}),
        "/private/1": article(1),
        "/2": article(2),
    }
    with working(replace(LIMITS, allow=["127.0.0.1/32"])) as worker:
        answer, _ = poll(worker, source_of(site))
    inside.close()
    assert (titles(answer), inside.seen) == (["第2篇"], [])
    assert set(site.asked) == {"/list", "/moved", "/2"}


def test_hostile_pages_harm_nothing_but_themselves(site: Site) -> None:
    hostile = {
        "/deep": b"<div>" * 300_000,
        "/links": b"<p><a href=/x>" * 200_000,
        "/attributes": b"<p " + b" ".join(b"a%d=x" % n for n in range(50_000)) + b">x",
        "/long": b"<p>" + b"x" * 14_000_000,
        "/large": b"<p>" + b"x" * 16_000_000,
        "/zeros": b"\0" * 1_000_000,
        "/json": b'<script type="application/ld+json">' + b"[" * 100_000 + b"</script>",
        "/dates": b"<p>" + b"2024-" * 200_000,
    }
    site.paths |= {path: Reply(body, headers=HTML) for path, body in hostile.items()}
    site.paths |= {"/list": listing(*hostile, "/1"), "/1": article(1), "/feed": Reply()}
    with working(replace(LIMITS, seconds=20.0, follow_seconds=100.0, follow_pages=20, parse_cpu_seconds=2)) as worker:
        source = source_of(site)
        assert worker.fetch(job_of(source, SourceState(source.name)))
        assert worker.fetch(Job("healthy", f"{site.address}/feed"))
        first, second = worker.take(60.0), worker.take(120.0)
    assert first is not None and second is not None
    assert (first.source, first.outcome, first.seconds < 10) == ("healthy", Outcome.READ, True)
    assert "第1篇" in titles(second)
    assert all(len(str(row.get("text", ""))) <= 20_000 for row in second.rows)
