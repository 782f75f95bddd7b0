"""One port, two backends: the same mentions, counts, facets, panels and order, whichever answers."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cache
from uuid import uuid4

import pytest

from config.library import ElasticsearchSpec
from domain.mention import StoredMention
from domain.query import And, Node, Phrase
from index.ledger import open_ledger
from index.ledger.moments import to_us
from index.library.cluster import Cluster
from index.library.projector import Projector
from index.panels.panel import Field, Scope
from index.ports import Ask, Found, Ledger, Library, Place, Sort
from index.search.confirming import facets_of, over_time_of
from index.search.of_elasticsearch import ElasticsearchLibrary
from index.search.of_ledger import LedgerLibrary
from tests.contract.library_samples import fill, queries
from tests.integration.library.stocking import level
from tests.unit.index.making import BRAND, NOW
from text.evaluate import Document, evaluate

MENTIONS, QUERIES = 10_000, 200
SPAN = Scope(NOW - timedelta(days=60), NOW + timedelta(days=1), step=timedelta(hours=6), ahead=timedelta(hours=8))
FIELDS = [Field.BRAND, Field.TONE, Field.SOURCE, Field.PLATFORM, Field.KIND, Field.REGION, Field.AUTHOR, Field.CATEGORY]


class Shelf:
    """The same mentions behind both backends, and in memory with their tokens cut."""

    def __init__(self, ledger: Ledger, cluster: Cluster) -> None:
        self.backends: Mapping[str, Library] = {
            "ledger": LedgerLibrary(ledger, "north"),
            "elasticsearch": ElasticsearchLibrary(cluster, "north"),
        }
        with ledger.read() as view:
            self.all: list[StoredMention] = list(view.mentions.find(limit=MENTIONS * 2))
        self.documents = [Document.of(each.mention) for each in self.all]

    @cache  # noqa: B019
    def matching(self, query: Node) -> list[StoredMention]:
        pairs = zip(self.all, self.documents, strict=True)
        return [each for each, document in pairs if evaluate(query, document) is not None]


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory, elasticsearch_url: str) -> Iterator[Shelf]:
    ledger = open_ledger(tmp_path_factory.mktemp("library") / "ledger.db")
    fill(ledger, MENTIONS)
    prefix = f"c{uuid4().hex[:10]}"
    cluster = Cluster(ElasticsearchSpec(url=elasticsearch_url, prefix=prefix))
    level(Projector(ledger, cluster, "north"))
    cluster.client.indices.refresh(index=f"{prefix}-*")
    yield Shelf(ledger, cluster)
    for index in list(cluster.client.indices.get(index=f"{prefix}-*")):
        cluster.client.indices.delete(index=index)
    cluster.close()
    ledger.close()


@pytest.fixture(params=["ledger", "elasticsearch"])
def library(request: pytest.FixtureRequest, shelf: Shelf) -> Library:
    return shelf.backends[request.param]


def by_time(found: list[StoredMention]) -> list[str]:
    ordered = sorted(found, key=lambda each: (to_us(each.mention.event_time), each.seq), reverse=True)
    return [each.mention.id for each in ordered]


def by_reach(found: list[StoredMention]) -> list[str]:
    ordered = sorted(
        found, key=lambda each: (each.mention.reach, to_us(each.mention.event_time), each.seq), reverse=True
    )
    return [each.mention.id for each in ordered]


def every_page(library: Library, ask: Ask, sort: Sort, limit: int = 900) -> list[str]:
    ids: list[str] = []
    after: Place | None = None
    while True:
        found: Found = library.find(ask, sort=sort, after=after, limit=limit)
        assert not found.partial
        ids += [hit.stored.mention.id for hit in found.hits]
        if found.after is None:
            return ids
        after = found.after


def test_two_hundred_queries_find_count_and_chart_the_same(library: Library, shelf: Shelf) -> None:
    some = 0
    for place, query in enumerate(queries(QUERIES)):
        matching, ask = shelf.matching(query), Ask(SPAN, query)
        some += bool(matching)
        expected = by_time(matching)
        match place % 5:
            case 0:
                assert library.count(ask).number == len(matching), query
            case 1:
                assert every_page(library, ask, Sort.TIME) == expected, query
            case 2:
                assert every_page(library, ask, Sort.REACH) == by_reach(matching), query
            case 3:
                assert sorted(every_page(library, ask, Sort.RELEVANCE)) == sorted(expected), query
            case _:
                assert library.facets(ask, FIELDS).values == facets_of(matching, FIELDS, 12, False).values, query
                assert library.over_time(ask).rows == over_time_of(matching, SPAN, False).rows, query
    assert some > QUERIES / 2


def test_small_pages_follow_one_another_without_gap_or_repeat(library: Library, shelf: Shelf) -> None:
    query = And((Phrase("虫子"), Phrase("约谈")))
    expected = shelf.matching(query)
    for sort in (Sort.TIME, Sort.REACH, Sort.RELEVANCE):
        ids = every_page(library, Ask(SPAN, query), sort, limit=7)
        assert len(ids) == len(set(ids)) == len(expected) > 20
    assert every_page(library, Ask(SPAN, query), Sort.ARRIVAL, limit=7) == [each.mention.id for each in expected]


def test_filters_topics_ids_and_times_narrow_all_alike(library: Library, shelf: Shelf) -> None:
    narrow = Scope(
        NOW - timedelta(days=39),
        NOW - timedelta(days=2),
        {Field.SOURCE: ("微博",), Field.TONE: ("waiting", "negative")},
    )
    ask = Ask(narrow, Phrase("退款"), topics=("topic:b",))
    expected = [
        each
        for each in shelf.matching(Phrase("退款"))
        if narrow.since <= each.mention.event_time < narrow.until
        and each.mention.source == "微博"
        and (each.sentiment is None or each.sentiment.tone == "negative")
        and any(hit.topic == "topic:b" for hit in each.hits)
    ]
    assert len(expected) > 3
    assert every_page(library, ask, Sort.TIME) == by_time(expected)
    assert library.count(ask).number == len(expected)
    ids = tuple(each.mention.id for each in expected[:3])
    assert every_page(library, Ask(SPAN, ids=ids, topics=(BRAND,)), Sort.TIME) == by_time(expected[:3])
    assert library.facets(Ask(SPAN, ids=ids), [Field.SOURCE]).values == {Field.SOURCE: [("微博", len(ids))]}


def test_what_was_found_says_where_it_matched_and_comes_back_whole(library: Library, shelf: Shelf) -> None:
    [hit] = library.find(Ask(SPAN, Phrase("要求解释")), limit=1).hits
    start, end = hit.spans[0]
    assert hit.stored.mention.full_text[start:end] == "要求解释"
    assert hit.node == "north"
    wanted = [shelf.all[5], shelf.all[3]]
    assert list(library.get([*(each.mention.id for each in wanted), "unknown"])) == wanted


def test_no_query_finds_everything(library: Library) -> None:
    assert library.count(Ask(SPAN)).number == MENTIONS
    assert len(library.find(Ask(SPAN), limit=11).hits) == 11
    assert sum(row.numbers[0] or 0 for row in library.over_time(Ask(SPAN)).rows) == MENTIONS
