"""The library: mentions projected a second beside ``index()`` one by one, bytes, query times of both backends.

A real Elasticsearch on this machine (512 MB, 1 GB with --full) and a ledger hold the same mentions over a year.
``python bench/library.py [--full | --mentions N]``: 100,000 mentions, with --full 1,000,000. Times of a loaded machine
are upper bounds; the ratio and the bytes are not.
"""

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.made.machine import load
from config.library import ElasticsearchSpec
from domain.mention import Entry, Kind, Mention
from domain.query import And, Near, Node, Phrase
from domain.sentiment import Sentiment, Tone
from domain.topic import Hit
from index.ledger import open_ledger
from index.ledger.moments import to_us
from index.library.cluster import Cluster
from index.library.gathering import gather
from index.library.indices import create
from index.library.projector import Projector
from index.panels.catalogue import PANELS
from index.panels.panel import Data, Field, Scope
from index.ports import Ask, Ledger, Library, Sort
from index.search.of_elasticsearch import ElasticsearchLibrary
from index.search.of_ledger import LedgerLibrary
from tests.cluster.node import Node as Server
from text.tokens import search_text

NOW = datetime(2026, 3, 15, 9, 30, tzinfo=UTC)
YEAR = timedelta(days=365)
ONE_BY_ONE = 200
ROUNDS = 20
GOAL = 40
SYLLABLES = "门店新品退款客服虫子异物优惠排队道歉涨价代言监管约谈冷链配料杯子口味外卖服务态度投诉曝光"


def words(chance: random.Random) -> str:
    """Return two to four characters that texts are made of."""
    start = chance.randrange(len(SYLLABLES) - 4)
    return SYLLABLES[start : start + chance.randint(2, 4)]


def entries(number: int, seed: int = 5) -> Iterator[Entry]:
    """Yield scored mentions of a brand, some 60 characters each, in the order of a year."""
    chance = random.Random(seed)
    for each in range(number):
        clauses = ("".join(words(chance) for _ in range(3)) for _ in range(chance.randint(3, 8)))
        text = f"山茶茶饮{'，'.join(clauses)}"
        at = NOW - YEAR + YEAR * (each / number)
        mention = Mention(
            id=f"{each:032x}",
            text=text,
            source=f"来源{chance.randint(1, 300)}",
            kind=chance.choice(list(Kind)),
            event_time=at,
            arrived_at=at,
            author=f"作者{chance.randint(1, 50_000)}",
            platform=chance.choice(("weibo", "douyin", "")),
            url=f"https://example.org/{each}",
            views=chance.randint(0, 100_000),
        )
        tone = chance.choice(list(Tone))
        yield Entry(mention, (Hit("brand:山茶茶饮"),), (), Sentiment(0.4, tone, "m1"), (), search_text(text))


def fill(ledger: Ledger, number: int) -> float:
    """Append all; return mentions a second."""
    begun, batch = time.perf_counter(), []
    for entry in entries(number):
        batch.append(entry)
        if len(batch) == 2_000:
            with ledger.write() as tx:
                tx.mentions.append(batch, NOW)
            batch = []
    if batch:
        with ledger.write() as tx:
            tx.mentions.append(batch, NOW)
    return number / (time.perf_counter() - begun)


def one_by_one(ledger: Ledger, cluster: Cluster, projector: Projector) -> float:
    """Index some mentions with one request each, into an index of their own; return mentions a second."""
    with ledger.read() as view:
        documents = list(gather(view, view.changes.after(0, ONE_BY_ONE), cluster.names, projector.standing()))
    begun = time.perf_counter()
    for document in documents:
        cluster.client.index(index="bench-one-by-one", id=document.id, document=document.source)
    return len(documents) / (time.perf_counter() - begun)


def project(projector: Projector) -> float:
    """Project everything; return mentions a second."""
    begun, sent = time.perf_counter(), 0
    while True:
        done = projector.step(NOW)
        if done.failure:
            raise done.failure
        sent += done.sent
        if done.level:
            return sent / (time.perf_counter() - begun)


def asked(library: Library) -> dict[str, Callable[[random.Random], object]]:
    """Return what is asked of a backend, by name."""
    year, day = Scope(NOW - YEAR, NOW + timedelta(days=1)), Scope(NOW - timedelta(days=1), NOW + timedelta(days=1))
    month = Scope(NOW - timedelta(days=30), NOW + timedelta(days=1), step=timedelta(days=1))
    panel = next(each for each in PANELS if each.data is Data.MENTIONS and each.over_time)

    def phrase(chance: random.Random) -> Node:
        return Phrase(words(chance))

    return {
        "newest 20 of a phrase, a year": lambda chance: library.find(Ask(year, phrase(chance)), limit=20),
        "newest 20 of a phrase, a day": lambda chance: library.find(Ask(day, phrase(chance)), limit=20),
        "20 of widest reach of a phrase, a year": lambda chance: library.find(
            Ask(year, phrase(chance)), sort=Sort.REACH, limit=20
        ),
        "20 most relevant of two phrases, a year": lambda chance: library.find(
            Ask(year, And((phrase(chance), phrase(chance)))), sort=Sort.RELEVANCE, limit=20
        ),
        "two phrases near one another, a month": lambda chance: library.find(
            Ask(month, Near(phrase(chance), phrase(chance), 8)), limit=20
        ),
        "how many of a phrase, a year": lambda chance: library.count(Ask(year, phrase(chance))),
        "sources and tones of a phrase, a month": lambda chance: library.facets(
            Ask(month, phrase(chance)), [Field.SOURCE, Field.TONE]
        ),
        "panel by the hour, a day": lambda chance: library.measure(panel, day),
        "panel by the day, a month": lambda chance: library.measure(panel, month),
    }


def timed(ask: Callable[[random.Random], object]) -> tuple[float, float]:
    """Return median and 95th percentile of one question in milliseconds, the first answer left out."""
    chance, took = random.Random(1), []
    for _ in range(ROUNDS + 1):
        begun = time.perf_counter()
        ask(chance)
        took.append(1000 * (time.perf_counter() - begun))
    return statistics.median(took[1:]), statistics.quantiles(took[1:], n=20)[-1]


def report(number: int, heap: int) -> None:
    """Print all figures for so many mentions."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.db"
        ledger, server = open_ledger(path), Server(heap_mb=heap).start()
        cluster = Cluster(ElasticsearchSpec(url=server.url, timeout="300s"))
        try:
            print(f"{number:,} mentions, {load()}")
            print(f"  appended to the ledger                {fill(ledger, number):10,.0f} a second")
            projector = Projector(ledger, cluster, "bench")
            projector.step(NOW)
            months = {cluster.names.mentions_at(to_us(NOW - YEAR * each / 60)) for each in range(61)}
            create(cluster.client, sorted(months))
            single, many = one_by_one(ledger, cluster, projector), project(projector)
            print(f"  index() one by one                    {single:10,.0f} a second")
            verdict = "" if many / single >= GOAL else f"  (goal {GOAL})"
            print(f"  projected                             {many:10,.0f} a second, {many / single:.0f} times{verdict}")
            cluster.client.indices.refresh(index=cluster.names.mentions)
            cluster.client.indices.flush(index=cluster.names.mentions)
            stored = cluster.client.indices.stats(index=cluster.names.mentions)["_all"]["primaries"]["store"]
            print(f"  bytes a mention: library {stored['size_in_bytes'] / number:,.0f}, ledger", end=" ")
            print(f"{sum(each.stat().st_size for each in Path(folder).iterdir()) / number:,.0f}")
            print(f"  {'median / p95 of ' + str(ROUNDS) + ', ms':44}{'ledger':>18}{'Elasticsearch':>18}")
            here, there = asked(LedgerLibrary(ledger, "bench")), asked(ElasticsearchLibrary(cluster, "bench"))
            for name in here:
                pairs = [timed(each[name]) for each in (here, there)]
                print(f"  {name:44}" + "".join(f"{median:9.1f} /{p95:7.1f}" for median, p95 in pairs))
        finally:
            cluster.close()
            server.close()
            ledger.close()


def main() -> None:
    """Read the arguments and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="one million mentions")
    parser.add_argument("--mentions", type=int, default=100_000)
    given = parser.parse_args()
    report(1_000_000 if given.full else given.mentions, 1024 if given.full else 512)


if __name__ == "__main__":
    main()
