"""Sixty real feeds, served on loopback and fetched by the real crawl worker, against what feedparser reads in them."""

import re
from calendar import timegm
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import feedparser
import pytest

from config.sources import FeedSource
from crawlers.clean import Origin
from crawlers.collect import collect, job_of
from crawlers.dates import read_time
from crawlers.html import to_text
from crawlers.wire import Answer, Limits
from domain.mention import Mention
from domain.source import SourceState
from tests.integration.crawl_sites import Reply, Site, ask, working
from tests.shared import shared

ARRIVED = datetime(2100, 1, 1, tzinfo=UTC)


MARKUP = re.compile("</p>|<br|&nbsp;|&amp;")
Entry = tuple[str, str, datetime | None]
"""Title, link and time."""


def expected(body: bytes, url: str) -> list[Entry]:
    found: Any = feedparser.parse(body, response_headers={"content-location": url})  # type: ignore[attr-defined, no-untyped-call]
    return [(title_of(entry), entry.get("link", ""), time_of(entry)) for entry in found.entries]


def title_of(entry: Any) -> str:
    return " ".join(to_text(entry.get("title", "")).split())


def time_of(entry: Any) -> datetime | None:
    parsed = entry.get("published_parsed") or entry.get("updated_parsed")
    return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None


@dataclass(frozen=True)
class Read:
    """One feed: the rows that came through the worker, the mentions they became, and what feedparser sees."""

    rows: Sequence[Mapping[str, object]]
    mentions: Sequence[Mention]
    expected: Sequence[Entry]

    @property
    def told(self) -> list[Entry]:
        return [(str(row.get("title", "")), str(row.get("url", "")), stated(row.get("time"))) for row in self.rows]


def stated(time: object) -> datetime | None:
    moment = read_time(time, UTC, ARRIVED)
    return moment.replace(microsecond=0) if moment else None


@pytest.fixture(scope="module")
def feeds() -> list[Read]:
    files = sorted(shared("data", "feeds").iterdir())
    assert len(files) == 60
    site = Site()
    site.paths |= {f"/{path.name}": Reply(path.read_bytes()) for path in files}
    sources = [FeedSource(name=path.name, type="feed", url=f"{site.address}/{path.name}") for path in files]
    with working(Limits(allow=["127.0.0.0/8"])) as worker:
        answers = ask(worker, *(job_of(source, SourceState(source.name)) for source in sources))
    site.close()
    assert {answer.source: answer.error for answer in answers.values() if answer.error} == {}
    return [
        Read(
            answers[source.name].rows, collected(source, answers[source.name]), expected(path.read_bytes(), source.url)
        )
        for source, path in zip(sources, files, strict=True)
    ]


def collected(source: FeedSource, answer: Answer) -> Sequence[Mention]:
    origin = Origin(name=source.name, label=source.name, timezone=UTC, dedup_by_text=True, strict=False)
    return collect(source, origin, answer, SourceState(source.name), ARRIVED).mentions


def test_every_feed_brings_as_many_entries_as_feedparser_sees(feeds: list[Read]) -> None:
    assert [len(feed.rows) for feed in feeds] == [len(feed.expected) for feed in feeds]
    assert sum(len(feed.rows) for feed in feeds) > 700


def test_titles_links_and_times_equal_feedparsers(feeds: list[Read]) -> None:
    pairs = [pair for feed in feeds for pair in zip(feed.told, feed.expected, strict=True)]
    equal = [sum(ours[part] == theirs[part] for ours, theirs in pairs) for part in range(3)]
    assert min(equal) >= 0.99 * len(pairs), (equal, len(pairs))


def test_nearly_all_entries_become_mentions_with_text_and_without_markup(feeds: list[Read]) -> None:
    mentions = [mention for feed in feeds for mention in feed.mentions]
    assert len(mentions) >= 0.99 * sum(len(feed.rows) for feed in feeds)
    assert sum(bool(mention.text) for mention in mentions) > 0.97 * len(mentions)
    assert [mention.text for mention in mentions if MARKUP.search(mention.text)] == []
    distinct = {(mention.url, mention.title) for mention in mentions}
    assert len({mention.id for mention in mentions}) == len(distinct)
