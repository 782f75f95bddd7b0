"""The whole chain beside the naive one: from the bytes of RSS feeds to mentions that are stored, judged and scored.

The naive chain is what one writes in an afternoon: feedparser, ``SnowNLP(text).sentiments``, one insert and one rule
query a mention. Both are measured in one run, each part in a process of its own, in processor time; ratios count,
absolute times depend on the machine. ``python bench/pipeline.py [--full]``: --full fills 1,000,000 mentions (1.5 GB).
"""

import io
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.made.machine import load, peak_mb
from bench.made.texts import BRANDS, feed, sayings

if TYPE_CHECKING:
    from sentiment.scorer import Scorer

T = TypeVar("T")
START = datetime(2026, 3, 1, tzinfo=UTC)
ITEMS = 50
BATCH = 200
"""Mentions that are scored at once, as by ``fenghuo run``."""

FEEDS_AT_ONCE = 20
"""Feeds that share a transaction, as they do whenever more than one answer waits."""

CONFIGURATION = "\n".join(
    [
        "language: zh\ntimezone: Asia/Shanghai\nindustry: food\nstore: {path: data}",
        "brands:",
        *(f"  - {{name: {brand}, aliases: [{brand[:2]}奶茶]}}" for brand in BRANDS),
        "channels:\n  - {name: screen, type: console}",
    ]
)


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor microseconds a mention, stage by stage; the peak of memory in MB."""

    stages: Mapping[str, float]
    memory: float

    @property
    def all(self) -> float:
        """Return what the whole chain costs."""
        return sum(self.stages.values())


def batches(mentions: int, first: int = 0) -> Iterator[tuple[datetime, list[bytes]]]:
    """Yield (moment, feeds) until so many mentions were made; one mention a second, whatever the speed of the run."""
    texts = sayings(first)
    for done in range(first, first + mentions, ITEMS * FEEDS_AT_ONCE):
        ends = [done + ITEMS * (nth + 1) for nth in range(FEEDS_AT_ONCE)]
        moments = [START + timedelta(seconds=end) for end in ends]
        yield moments[-1], [feed(list(islice(texts, ITEMS)), end, at) for end, at in zip(ends, moments, strict=True)]


class Ours:
    """The product, as ``fenghuo run`` wires it, driven by hand and by a clock of its own."""

    def __init__(self, folder: Path, score: bool, topics: int) -> None:
        from domain.clock import VirtualClock
        from sentiment.scorer import load_scorer

        written = "".join(f"\n  - {{name: t{n}, query: '{_rare(n)}'}}" for n in range(topics))
        (folder / "fenghuo.yaml").write_text(CONFIGURATION + (f"\ntopics:{written}" if topics else "") + "\n", "utf-8")
        self.clock = VirtualClock(START)
        self._scorer = load_scorer() if score else None
        self._spent: Counter[str] = Counter()
        self._opened = _monitor(folder, self.clock)
        self.monitor = self._opened.__enter__()

    def take(self, moment: datetime, bodies: list[bytes]) -> None:
        """Take feeds as they arrive at a moment.

        Tones that come in are judged with the next arrivals, as whenever there is more to do than time.
        """
        from crawlers.clean import Origin, clean
        from crawlers.readers import Fetched, read_feed
        from domain.mention import Mention
        from monitor.appender import Arrival
        from monitor.intake import read_all, store_many
        from monitor.watch import judge_all

        self.clock.at = moment
        origin = Origin(name="feed", label="feed", timezone=UTC, dedup_by_text=True, strict=False)
        with self._stage("parse"):
            parsed = [
                read_feed(Fetched(body, "application/rss+xml", "http://example.com/feed")).rows for body in bodies
            ]
        with self._stage("clean"):
            mentions = [[m for row in rows if isinstance(m := clean(row, origin, moment), Mention)] for rows in parsed]
        with self._stage("match"):
            read = read_all(self.monitor.reader, arrivals := [Arrival(each) for each in mentions])
        with self._stage("store"), self.monitor.ledger.write() as tx:
            stored = store_many(tx, read, arrivals, moment)
        assert sum(each.stored + each.duplicate for each in stored) == ITEMS * len(bodies)
        with self._stage("judge"):
            judge_all(self.monitor, moment)
        if self._scorer is not None:
            self._score(self._scorer, moment)

    def _score(self, scorer: "Scorer", moment: datetime) -> None:
        while True:
            with self._stage("settle"), self.monitor.ledger.read() as view:
                waiting = view.mentions.unscored(BATCH)
            if not waiting:
                return
            with self._stage("score"):
                scores = scorer.score_many([mention.full_text for mention in waiting])
            settled = {mention.id: score for mention, score in zip(waiting, scores, strict=True)}
            with self._stage("settle"), self.monitor.ledger.write() as tx:
                tx.mentions.settle_scores(settled, moment)

    @contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        began = time.process_time()
        yield
        self._spent[name] += time.process_time() - began

    def measure(self, mentions: int, first: int = 0) -> Cost:
        """Return what the next mentions cost; making them up is not counted."""
        self._spent.clear()
        for moment, bodies in batches(mentions, first):
            self.take(moment, bodies)
        return Cost({stage: spent / mentions * 1e6 for stage, spent in self._spent.items()}, peak_mb())


@contextmanager
def _monitor(folder: Path, clock: object) -> Iterator[object]:
    from monitor.wiring import open_monitor

    with open_monitor(folder, clock, io.StringIO()) as monitor:
        yield monitor


def _rare(number: int) -> str:
    """Return a query of a topic: the first fifty are met by every fiftieth text or so, no other is ever met."""
    if number < 50:
        return f"{BRANDS[number % 10][:2]} AND {number}"
    return f"{chr(0x9000 + number % 90)}{chr(0x9100 + number // 90)} AND (投诉 OR 退款)"


def ours(mentions: int, score: bool, topics: int = 0) -> Cost:
    """Measure the product on an empty ledger, after a start of 1,000 mentions that is not counted."""
    with tempfile.TemporaryDirectory() as folder:
        chain = Ours(Path(folder), score, topics)
        chain.measure(1000)
        return chain.measure(mentions, 1000)


def growth(small: int, large: int) -> tuple[Cost, Cost]:
    """Measure the product, without scoring, around two sizes of its ledger."""
    window = max(2000, small // 5)
    with tempfile.TemporaryDirectory() as folder:
        chain = Ours(Path(folder), False, 0)
        chain.measure(small - window)
        at_small = chain.measure(window, small - window)
        chain.measure(large - window - small, small)
        return at_small, chain.measure(window, large - window)


def naive(mentions: int, score: bool) -> Cost:
    """Measure the naive chain: parse, score, insert, ask the rule, one mention after the other."""
    import feedparser
    from snownlp import SnowNLP

    with tempfile.TemporaryDirectory() as folder:
        store = sqlite3.connect(Path(folder) / "naive.db")
        store.execute("PRAGMA journal_mode = WAL")
        store.execute("CREATE TABLE mention (id PRIMARY KEY, title, text, author, url, at, brand, score)")
        store.execute("CREATE INDEX by_brand ON mention (brand, at)")
        spent, done = 0.0, 0
        for _, bodies in batches(mentions):
            for body in bodies[: -(-(mentions - done) // ITEMS)]:
                began = time.process_time()
                for entry in feedparser.parse(body).entries:
                    tone = SnowNLP(entry.summary).sentiments if score else None
                    _keep(store, entry, tone)
                    done += 1
                spent += time.process_time() - began
        return Cost({"all": spent / done * 1e6}, peak_mb())


def _keep(store: sqlite3.Connection, entry: object, tone: float | None) -> None:
    """Insert one mention and ask whether its brand's last hour is bad enough."""
    at = time.mktime(entry.published_parsed)
    brand = next((brand for brand in BRANDS if brand in entry.summary), "")
    row = (entry.id, entry.title, entry.summary, entry.get("author", ""), entry.link, at, brand, tone)
    store.execute("INSERT OR IGNORE INTO mention VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    store.commit()
    bad = "SELECT count(*) FROM mention WHERE brand = ? AND at > ? AND score < 0.4"
    store.execute(bad, (brand, at - 3600)).fetchone()


def alone(part: Callable[..., T], *arguments: object) -> T:
    """Run a part in a process of its own, so that its memory and its memos are its own."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(part, *arguments).result()


def beside(name: str, goal: str, slow: Cost, fast: Cost) -> None:
    """Print two costs and their ratio."""
    print(f"{name}: {1e6 / fast.all:,.0f} mentions/s per core beside {1e6 / slow.all:,.0f}: ", end="")
    print(f"{slow.all / fast.all:.1f}× (goal {goal}); {load()}")
    print(f"  {fast.all:.0f} µs a mention: {', '.join(f'{stage} {spent:.0f}' for stage, spent in fast.stages.items())}")


def grown(before: float, after: float, unit: str) -> str:
    """Return a ratio and the figures behind it."""
    return f"{after / before:.2f} ({before:.0f} and {after:.0f} {unit})"


def compare(mentions: int) -> None:
    """Print the product beside the naive chain and with many topics beside few."""
    beside("with scoring", "≥ 12×", alone(naive, 400, True), scored := alone(ours, mentions, True))
    plain = alone(ours, mentions, False)
    beside("without scoring", "≥ 2×", alone(naive, 4000, False), plain)
    few, many = alone(ours, mentions, False, 50), alone(ours, mentions, False, 5000)
    print(f"5,000 topics beside 50: {grown(few.all, many.all, 'µs')} (goal ≤ 1.5); {load()}")
    print(f"memory: {scored.memory:.0f} MB with the scorer in the same process, {plain.memory:.0f} MB without")


def fill(small: int, large: int) -> None:
    """Print what a mention costs in a small and a large ledger."""
    before, after = alone(growth, small, large)
    print(f"{large:,} stored beside {small:,}: a mention {grown(before.all, after.all, 'µs')} (goal ≤ 1.5), ", end="")
    print(f"judging it {grown(before.stages['judge'], after.stages['judge'], 'µs')} (goal ≤ 1.2), ", end="")
    print(f"memory {grown(before.memory, after.memory, 'MB')} (goal ≤ 1.1); {load()}")


def main(full: bool) -> None:
    """Print the figures."""
    compare(10_000 if full else 5_000)
    if full:
        fill(10_000, 1_000_000)
        fill(100_000, 1_000_000)
    else:
        fill(5_000, 40_000)


if __name__ == "__main__":
    main("--full" in sys.argv)
