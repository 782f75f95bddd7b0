import gzip
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler
from itertools import count

import brotli  # type: ignore[import-untyped]
import pytest
from backports import zstd

from crawlers.client import CrawlWorker
from crawlers.wire import Job, Limits, Outcome
from tests.integration.crawl_sites import FEED, Reply, Site, answers, ask, working
from tests.shared import shared

LIMITS = Limits(
    user_agent="Fenghuo/0.1 (+mailto:desk@example.com)",
    allow=["127.0.0.0/8"],
    seconds=2.0,
    robots_retry_seconds=0.0,
    parse_cpu_seconds=2,
)
NAMES = (f"source-{number}" for number in count())


@pytest.fixture(scope="module")
def worker() -> Iterator[CrawlWorker]:
    with working(LIMITS) as worker:
        yield worker


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


def job(site: Site, path: str, etag: str = "", last_modified: str = "") -> Job:
    return Job(next(NAMES), site.address + path, etag=etag, last_modified=last_modified)


def packed(body: bytes, packing: str) -> bytes:
    """Return a body as a site would compress it, where several methods are named one after the other."""
    packers: dict[str, Callable[[bytes], bytes]] = {
        "gzip": gzip.compress,
        "deflate": zlib.compress,
        "br": partial(brotli.compress, quality=1),
        "zstd": zstd.compress,
    }
    for method in packing.split(", "):
        body = packers[method](body)
    return body


def fetch(worker: CrawlWorker, site: Site, path: str = "/feed") -> tuple[Outcome, str]:
    (answer,) = ask(worker, job(site, path)).values()
    return answer.outcome, answer.error


def test_a_feed_is_fetched_by_our_name_and_read_into_rows(worker: CrawlWorker, site: Site) -> None:
    site.paths["/feed"] = Reply(headers={"ETag": '"1"', "Last-Modified": "Fri, 15 Mar 2024 00:00:00 GMT"})
    (answer,) = ask(worker, job(site, "/feed")).values()
    assert answer.outcome is Outcome.READ
    assert answer.rows == [{"title": "news", "url": "http://example.com/1"}]
    assert (answer.etag, answer.last_modified) == ('"1"', "Fri, 15 Mar 2024 00:00:00 GMT")
    assert [headers["User-Agent"] for _, headers in site.seen] == [LIMITS.user_agent] * 2


def test_a_feed_that_did_not_change_is_not_sent_again(worker: CrawlWorker, site: Site) -> None:
    site.paths["/feed"] = lambda request: Reply(b"", 304) if request.headers["If-None-Match"] == '"1"' else Reply()
    (answer,) = ask(worker, job(site, "/feed", etag='"1"', last_modified="yesterday")).values()
    assert (answer.outcome, answer.etag, answer.last_modified) == (Outcome.UNCHANGED, '"1"', "yesterday")
    assert site.seen[-1][1]["If-Modified-Since"] == "yesterday"


def test_robots_txt_is_obeyed_for_our_name(worker: CrawlWorker, site: Site) -> None:
    site.paths |= {
        "/robots.txt": Reply(b"User-agent: *\nDisallow: /\nUser-agent: Fenghuo\nDisallow: /private\n"),
        "/feed": Reply(),
        "/private/feed": Reply(),
        "/moved": Reply(b"", 302, {"Location": "/private/feed"}),
    }
    assert fetch(worker, site, "/feed") == (Outcome.READ, "")
    for path in ("/private/feed", "/moved"):
        outcome, error = fetch(worker, site, path)
        assert outcome is Outcome.FAILED
        assert "robots.txt forbids" in error
    assert "/private/feed" not in site.asked


def test_a_site_that_cannot_show_its_robots_txt_is_left_alone(worker: CrawlWorker, site: Site) -> None:
    site.paths |= {"/robots.txt": Reply(b"", 500), "/feed": Reply()}
    outcome, error = fetch(worker, site)
    assert (outcome, site.asked) == (Outcome.FAILED, [])
    assert "robots.txt (status 500)" in error
    site.paths["/robots.txt"] = Reply(b"", 404)
    assert fetch(worker, site) == (Outcome.READ, "")


def test_five_redirects_are_followed_and_the_sixth_is_not(worker: CrawlWorker, site: Site) -> None:
    site.paths |= {f"/{hop}": Reply(b"", 301, {"Location": f"/{hop - 1}"}) for hop in range(1, 7)} | {"/0": Reply()}
    assert fetch(worker, site, "/5") == (Outcome.READ, "")
    assert fetch(worker, site, "/6") == (Outcome.FAILED, "It redirects more than 5 times.")


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://127.0.0.1/x", "data:text/xml,<rss/>", "gopher://x/", "http://"]
)
def test_a_redirect_leads_nowhere_but_to_the_web(worker: CrawlWorker, site: Site, target: str) -> None:
    site.paths["/feed"] = Reply(b"", 302, {"Location": target})
    assert fetch(worker, site)[0] is Outcome.FAILED


def test_a_site_that_drips_is_cut_off_and_keeps_nobody_waiting(worker: CrawlWorker, site: Site) -> None:
    other = Site()
    site.paths["/feed"] = Reply(FEED, drip=0.1)
    other.paths["/feed"] = Reply()
    healthy_job = job(other, "/feed")
    found = ask(worker, job(site, "/feed"), job(site, "/feed"), healthy_job)
    other.close()
    healthy, slow = found.pop(healthy_job.source), list(found.values())
    assert [answer.error for answer in slow] == ["The site did not answer in full within 2 s."] * 2
    assert (healthy.outcome, healthy.seconds < 1.5) == (Outcome.READ, True)
    assert all(answer.seconds < 4 for answer in slow)


def test_redirects_do_not_buy_more_time(worker: CrawlWorker, site: Site) -> None:
    def slow(request: BaseHTTPRequestHandler) -> Reply:
        site.over.wait(1.1)
        return Reply(b"", 302, {"Location": request.path + "x"})

    site.paths |= {"/" + "x" * hop: slow for hop in range(1, 6)}
    (answer,) = ask(worker, job(site, "/x")).values()
    assert answer.error == "The site did not answer in full within 2 s."
    assert answer.seconds < 3.5


@pytest.mark.parametrize("packing", ["gzip", "deflate", "br", "zstd", "gzip, gzip"])
def test_compressed_bombs_are_not_unpacked(worker: CrawlWorker, site: Site, packing: str) -> None:
    site.paths["/feed"] = Reply(packed(b" " * 40_000_000, packing), headers={"Content-Encoding": packing})
    assert fetch(worker, site) == (Outcome.FAILED, "The answer is larger than 15 MB.")


@pytest.mark.parametrize("packing", ["gzip", "deflate", "br", "zstd"])
def test_damaged_or_nearly_too_large_answers_are_failures_of_their_source(
    worker: CrawlWorker, site: Site, packing: str
) -> None:
    nearly = shared("data", "hostile", "scrapy_compressed", f"bomb-{packing}.bin").read_bytes()
    site.paths["/nearly"] = Reply(nearly, headers={"Content-Encoding": packing})
    site.paths["/damaged"] = Reply(b"not packed at all", headers={"Content-Encoding": packing})
    assert {fetch(worker, site, path)[0] for path in ("/nearly", "/damaged")} == {Outcome.FAILED}


def test_an_answer_may_not_be_larger_than_the_limit(worker: CrawlWorker, site: Site) -> None:
    site.paths["/said"] = Reply(b"", length=10**12)
    site.paths["/sent"] = Reply(b" " * 16_000_000)
    for path in ("/said", "/sent"):
        assert fetch(worker, site, path) == (Outcome.FAILED, "The answer is larger than 15 MB.")


@pytest.mark.parametrize(("asked", "understood"), [("2", 2.0), ("3600", 3600.0), ("soon", None), ("", None)])
def test_a_refusal_carries_how_long_to_wait(
    worker: CrawlWorker, site: Site, asked: str, understood: float | None
) -> None:
    site.paths["/feed"] = Reply(b"", 429, {"Retry-After": asked} if asked else {})
    (answer,) = ask(worker, job(site, "/feed")).values()
    assert (answer.error, answer.retry_after) == ("The site answered with status 429.", understood)


def test_a_host_is_asked_by_two_at_once_and_no_more(worker: CrawlWorker, site: Site) -> None:
    def slow(_: BaseHTTPRequestHandler) -> Reply:
        site.over.wait(0.1)
        return Reply()

    site.paths["/feed"] = slow
    found = ask(worker, *(job(site, "/feed") for _ in range(8)))
    assert {answer.outcome for answer in found.values()} == {Outcome.READ}
    assert site.most_at_once == 2


def test_a_host_that_many_redirect_to_is_asked_by_two_at_once_all_the_same(worker: CrawlWorker, site: Site) -> None:
    def slow(_: BaseHTTPRequestHandler) -> Reply:
        site.over.wait(0.1)
        return Reply()

    site.paths["/feed"] = slow
    others = [Site() for _ in range(6)]
    for other in others:
        other.paths["/moved"] = Reply(b"", 302, {"Location": f"{site.address}/feed"})
    found = ask(worker, *(job(other, "/moved") for other in others))
    for other in others:
        other.close()
    assert {answer.outcome for answer in found.values()} == {Outcome.READ}
    assert site.most_at_once == 2


def test_fifty_slow_sites_keep_a_healthy_one_waiting_for_nothing(worker: CrawlWorker, site: Site) -> None:
    sites = [Site() for _ in range(50)]
    for slow in sites:
        slow.paths["/feed"] = Reply(FEED, drip=0.5)
    site.paths["/feed"] = Reply()
    for slow in sites:
        worker.fetch(job(slow, "/feed"))
    healthy = job(site, "/feed")
    worker.fetch(healthy)
    first = worker.take(30.0)
    found = answers(worker, 50)
    for slow in sites:
        slow.close()
    assert (first and first.source, first and first.outcome) == (healthy.source, Outcome.READ)
    assert {answer.outcome for answer in found.values()} == {Outcome.FAILED}


def test_one_job_of_a_source_is_under_way_at_a_time(worker: CrawlWorker, site: Site) -> None:
    site.paths["/feed"] = Reply()
    feed = job(site, "/feed")
    assert (worker.fetch(feed), worker.fetch(feed)) == (True, False)
    answers(worker, 1)
    assert worker.fetch(feed)
    answers(worker, 1)


def test_no_cookie_is_kept_and_no_referrer_given(worker: CrawlWorker, site: Site) -> None:
    site.paths["/feed"] = Reply(b"", 302, {"Location": "/next", "Set-Cookie": "seen=1; Path=/"})
    site.paths["/next"] = Reply(headers={"Set-Cookie": "seen=2; Path=/"})
    fetch(worker, site)
    fetch(worker, site)
    assert not any({"Cookie", "Referer"} & set(headers) for _, headers in site.seen)


def test_a_feed_that_would_take_minutes_is_given_up_and_the_next_is_read(worker: CrawlWorker, site: Site) -> None:
    attributes = " ".join(f'a{number}="x"' for number in range(60_000))
    site.paths["/bomb"] = Reply(f"<rss><channel><item {attributes}><title>x</item>".encode())
    site.paths["/feed"] = Reply()
    outcome, error = fetch(worker, site, "/bomb")
    assert outcome is Outcome.FAILED
    assert error in ("Reading it takes more than 2 s of processor time.", "Reading it took longer than 8 s.")
    assert fetch(worker, site) == (Outcome.READ, "")


def test_a_page_and_an_empty_answer_are_failures_that_say_so(worker: CrawlWorker, site: Site) -> None:
    site.paths |= {"/page": Reply(b"<!doctype html><title>x</title>"), "/empty": Reply(b"")}
    assert "web page" in fetch(worker, site, "/page")[1]
    assert "empty" in fetch(worker, site, "/empty")[1]


def test_a_connection_that_fails_is_told_in_words(worker: CrawlWorker, site: Site) -> None:
    site.paths["/cut"] = Reply(FEED, length=len(FEED) + 100, headers={"Connection": "close"})
    broken, gone, nameless = (
        job(site, "/cut"),
        Job("gone", "http://127.0.0.1:1/feed"),
        Job("nameless", "http://x.invalid/"),
    )
    told = {name: answer.error for name, answer in ask(worker, broken, gone, nameless).items()}
    assert told == {
        broken.source: told[broken.source],
        "gone": "The site refused the connection.",
        "nameless": "The host's name can't be resolved; check the address.",
    }
    assert "conn" in told[broken.source].lower() or "did not answer" in told[broken.source]


def test_what_a_site_asks_for_between_two_polls_is_told_with_its_answer(worker: CrawlWorker, site: Site) -> None:
    kept = {"Cache-Control": "max-age=600", "ETag": '"1"'}
    wishing = FEED.replace(b"<channel>", b"<channel><ttl>15</ttl>")
    site.paths |= {
        "/plain": Reply(FEED),
        "/cached": Reply(FEED, headers=kept),
        "/same": Reply(b"", 304, kept),
        "/ttl": Reply(wishing, headers=kept),
    }
    jobs = [job(site, path, etag='"1"') for path in site.paths]
    told = ask(worker, *jobs)
    assert [told[each.source].wish for each in jobs] == [0, 600, 600, 900]
