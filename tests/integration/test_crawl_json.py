from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from config.secret import SecretError
from config.sources import JsonSource
from crawlers.client import CrawlWorker
from crawlers.collect import job_of
from crawlers.wire import Answer, Limits, Outcome
from domain.source import SourceState
from tests.integration.crawl_sites import Reply, Site, ask, working

SECRET = "not-a-real-token"


@pytest.fixture(scope="module")
def worker() -> Iterator[CrawlWorker]:
    with working(Limits(allow=["127.0.0.0/8"], seconds=5.0)) as worker:
        yield worker


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


@pytest.fixture
def other() -> Iterator[Site]:
    other = Site()
    yield other
    other.close()


def listing(*words: str, following: str | None = None) -> Reply:
    return Reply(orjson.dumps({"data": [{"word": word} for word in words], "next": following}))


def fetch(worker: CrawlWorker, site: Site, path: str = "/hot", **more: object) -> Answer:
    written = {"name": path, "type": "json", "url": site.address + path, "items": "data", "fields": {"title": "word"}}
    source = JsonSource.model_validate(written | more)
    (answer,) = ask(worker, job_of(source, SourceState(source.name))).values()
    return answer


def secrets(site: Site, header: str = "Authorization") -> list[str | None]:
    return [headers.get(header) for path, headers in site.seen if path != "/robots.txt"]


def test_a_list_is_fetched_with_as_many_pages_as_are_allowed(worker: CrawlWorker, site: Site) -> None:
    site.paths |= {
        "/hot": listing("山茶茶饮", following="/hot?p=2"),
        "/hot?p=2": listing("异物", following="/hot?p=3"),
        "/hot?p=3": listing("多出的一页"),
    }
    answer = fetch(worker, site, next="next", pages=2)
    assert (answer.outcome, answer.rows) == (Outcome.READ, [{"title": "山茶茶饮"}, {"title": "异物"}])
    assert site.asked == ["/hot", "/hot?p=2"]


def test_pages_that_are_counted_end_where_one_is_empty(worker: CrawlWorker, site: Site) -> None:
    site.paths |= {"/hot": listing("山茶茶饮"), "/hot?p=2": listing("异物"), "/hot?p=3": listing()}
    assert len(fetch(worker, site, page="p", pages=9).rows) == 2
    assert site.asked == ["/hot", "/hot?p=2", "/hot?p=3"]


def test_a_token_goes_to_its_own_host_on_every_page_and_to_no_other(
    worker: CrawlWorker, site: Site, other: Site, tmp_path: Path
) -> None:
    (tmp_path / "token").write_text(f"{SECRET}\n")
    token: dict[str, Any] = {"token_file": tmp_path / "token", "next": "next", "pages": 3}
    site.paths |= {
        "/hot": listing("一", following="/more"),
        "/more": listing("二", following=f"{other.address}/elsewhere"),
    }
    other.paths["/elsewhere"] = listing("三")
    assert len(fetch(worker, site, **token).rows) == 3
    assert secrets(site) == [f"Bearer {SECRET}"] * 2
    assert secrets(other) == [None]
    assert SECRET not in repr(other.seen)


def test_a_token_may_have_a_header_of_its_own_and_robots_txt_never_sees_it(
    worker: CrawlWorker, site: Site, tmp_path: Path
) -> None:
    (tmp_path / "token").write_text(SECRET)
    site.paths["/hot"] = listing("一")
    fetch(worker, site, token_file=tmp_path / "token", token_header="X-Api-Key")
    assert secrets(site, "X-Api-Key") == [SECRET]
    assert [headers for path, headers in site.seen if path == "/robots.txt" and SECRET in repr(headers)] == []


def test_no_redirect_is_followed_with_a_token(worker: CrawlWorker, site: Site, other: Site, tmp_path: Path) -> None:
    (tmp_path / "token").write_text(SECRET)
    site.paths["/hot"] = Reply(b"", 302, {"Location": f"{other.address}/hot"})
    other.paths["/hot"] = listing("一")
    refused = fetch(worker, site, token_file=tmp_path / "token")
    assert (refused.outcome, other.seen) == (Outcome.FAILED, [])
    assert "write the final address" in refused.error
    assert fetch(worker, site).outcome is Outcome.READ


def test_a_log_in_page_instead_of_a_list_is_a_failure(worker: CrawlWorker, site: Site) -> None:
    site.paths["/hot"] = Reply(b"<html>log in</html>")
    assert fetch(worker, site).error == "It is no JSON; look at what the address answers."


def test_a_token_that_is_not_there_is_told_and_nothing_is_asked(tmp_path: Path) -> None:
    source = JsonSource(name="甲", type="json", url="https://example.com/", token_file=tmp_path / "nowhere")
    with pytest.raises(SecretError, match="put it into the file"):
        job_of(source, SourceState("甲"))
    assert SECRET not in repr(job_of(source.model_copy(update={"token_file": None}), SourceState("甲")))
