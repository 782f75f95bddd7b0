"""The whole chain beside the naive one: from the bytes of RSS feeds to mentions that are stored, judged and scored.

The naive chain is what one writes in an afternoon: feedparser, ``SnowNLP(text).sentiments``, one insert and one rule
query a mention. What is compared runs in turns, a thousand mentions each, in processes of their own and in processor
time; ratios count, absolute times depend on the machine. Ledgers of different size get mentions at one pace, 10,000 a
day, so that the day whose windows are judged is full in all of them and nothing differs but the length of history.
``python bench/pipeline.py [--full]``: --full fills 1,000,000 mentions (1.5 GB).
"""

import io
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.made.machine import load, peak_mb
from bench.made.texts import BRANDS, feed, sayings
from bench.made.turns import Cost, alone, in_turns

if TYPE_CHECKING:
    from sentiment.scorer import Scorer

START = datetime(2026, 3, 1, tzinfo=UTC)
ITEMS = 50
BATCH = 200
"""Mentions that are scored at once, as by ``fenghuo run``."""

FEEDS_AT_ONCE = 20
"""Feeds that share a transaction, as they do whenever more than one answer waits."""

TURN = ITEMS * FEEDS_AT_ONCE
DAY_FULL = 10_000
"""Mentions a day where ledgers of different size are compared: this many stored are a full day."""

CONFIGURATION = "\n".join(
    [
        "language: zh\ntimezone: Asia/Shanghai\nindustry: food\nstore: {path: data}",
        "brands:",
        *(f"  - {{name: {brand}, aliases: [{brand[:2]}奶茶]}}" for brand in BRANDS),
        "channels:\n  - {name: screen, type: console}",
        "people: [{name: 值班, roles: [pr]}]",
    ]
)


def feeds(apart: float) -> Iterator[tuple[datetime, bytes]]:
    """Yield (moment, feed) without end; mentions are so many seconds apart, whatever the speed of the run."""
    texts = sayings()
    for end in count(ITEMS, ITEMS):
        moment = START + timedelta(seconds=apart * end)
        yield moment, feed(list(islice(texts, ITEMS)), end, moment, apart)


class Ours:
    """The product, as ``fenghuo run`` wires it, driven by hand and by a clock of its own."""

    def __init__(self, folder: Path, score: bool = False, topics: int = 0, apart: float = 1.0) -> None:
        from domain.clock import VirtualClock
        from monitor.runner import collect_rarely
        from sentiment.scorer import load_scorer

        written = "".join(f"\n  - {{name: t{n}, query: '{_rare(n)}'}}" for n in range(topics))
        (folder / "fenghuo.yaml").write_text(CONFIGURATION + (f"\ntopics:{written}" if topics else "") + "\n", "utf-8")
        self.clock = VirtualClock(START)
        self._scorer = load_scorer() if score else None
        self._spent: Counter[str] = Counter()
        self._feeds = feeds(apart)
        self._opened = _monitor(folder, self.clock)
        self.monitor = self._opened.__enter__()
        collect_rarely()

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
        self._close_cases(moment)
        if self._scorer is not None:
            self._score(self._scorer, moment)

    def _close_cases(self, moment: datetime) -> None:
        """Close what had no signal for a day, as people do; what stays open for ever is no state of a house."""
        from monitor.casebook import act
        from playbooks.actions import close

        with self.monitor.ledger.read() as view:
            cases = view.incidents.find(open_only=True, limit=1000)
        for case in cases:
            if moment - max(ref.fired_at for ref in case.signals) > timedelta(days=1):
                act(self.monitor, case.id, lambda *of: close(of[1], "值班", of[0], of[2], reason="回访", force=True))

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

    def measure(self, mentions: int) -> Cost:
        """Return what the next mentions cost; making them up is not counted."""
        self._spent.clear()
        for _ in range(mentions // TURN):
            moments, bodies = zip(*islice(self._feeds, FEEDS_AT_ONCE), strict=True)
            self.take(moments[-1], list(bodies))
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


class Naive:
    """Parse, score, insert, ask the rule, one mention after the other."""

    def __init__(self, folder: Path, score: bool) -> None:
        self._store = store = sqlite3.connect(folder / "naive.db")
        store.execute("PRAGMA journal_mode = WAL")
        store.execute("CREATE TABLE mention (id PRIMARY KEY, title, text, author, url, at, brand, score)")
        store.execute("CREATE INDEX by_brand ON mention (brand, at)")
        self._score = score
        self._feeds = feeds(1.0)

    def measure(self, mentions: int) -> Cost:
        """Return what the next mentions cost."""
        import feedparser
        from snownlp import SnowNLP

        spent = 0.0
        for _, body in islice(self._feeds, mentions // ITEMS):
            began = time.process_time()
            for entry in feedparser.parse(body).entries:
                _keep(self._store, entry, SnowNLP(entry.summary).sentiments if self._score else None)
            spent += time.process_time() - began
        return Cost({"all": spent / mentions * 1e6}, peak_mb())


def _keep(store: sqlite3.Connection, entry: object, tone: float | None) -> None:
    """Insert one mention and ask whether its brand's last hour is bad enough."""
    at = time.mktime(entry.published_parsed)
    brand = next((brand for brand in BRANDS if brand in entry.summary), "")
    row = (entry.id, entry.title, entry.summary, entry.get("author", ""), entry.link, at, brand, tone)
    store.execute("INSERT OR IGNORE INTO mention VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    store.commit()
    bad = "SELECT count(*) FROM mention WHERE brand = ? AND at > ? AND score < 0.4"
    store.execute(bad, (brand, at - 3600)).fetchone()


def beside(name: str, goal: str, slow: Cost, fast: Cost) -> None:
    """Print two costs and their ratio."""
    print(f"{name}: {1e6 / fast.all:,.0f} mentions/s per core beside {1e6 / slow.all:,.0f}: ", end="")
    print(f"{slow.all / fast.all:.1f}× (goal {goal}); {load()}")
    print(f"  {fast.all:.0f} µs a mention: {', '.join(f'{stage} {spent:.0f}' for stage, spent in fast.stages.items())}")


def grown(before: float, after: float, unit: str) -> str:
    """Return a ratio and the figures behind it."""
    return f"{after / before:.2f} ({before:.0f} and {after:.0f} {unit})"


def compare(turns: int) -> None:
    """Print the product beside the naive chain and with many topics beside few, all from an empty ledger on."""
    memory = []
    for score, part, name, goal in ((True, 50, "with scoring", "≥ 12×"), (False, TURN, "without scoring", "≥ 2×")):
        with alone(Naive, score) as naive, alone(Ours, score) as ours:
            ours(TURN), naive(ITEMS)
            slow, fast = in_turns(turns, (naive, part), (ours, TURN))
        beside(name, goal, slow, fast)
        memory.append(fast.memory)
    print(f"memory: {memory[0]:.0f} MB with the scorer in the same process, {memory[1]:.0f} MB without")
    with alone(Ours, False, 50) as fifty, alone(Ours, False, 5000) as thousands:
        fifty(TURN), thousands(TURN)
        few, many = in_turns(turns, (fifty, TURN), (thousands, TURN))
    print(f"5,000 topics beside 50: {grown(few.all, many.all, 'µs')} (goal ≤ 1.5); {load()}")


def fill(*sizes: int) -> None:
    """Print what a mention costs in ledgers of several sizes, the largest beside each of the others."""
    with ExitStack() as stack:
        apart = timedelta(days=1).total_seconds() / DAY_FULL
        ledgers = [stack.enter_context(alone(Ours, False, 0, apart)) for _ in sizes]
        for ledger, size in zip(ledgers, sizes, strict=True):
            ledger(size)
        *smaller, after = in_turns(5, *((ledger, TURN) for ledger in ledgers))
    for size, before in zip(sizes, smaller, strict=False):
        print(
            f"{sizes[-1]:,} stored beside {size:,}: a mention {grown(before.all, after.all, 'µs')} (goal ≤ 1.5), ",
            end="",
        )
        print(f"judging it {grown(before.stages['judge'], after.stages['judge'], 'µs')} (goal ≤ 1.2), ", end="")
        print(f"memory {grown(before.memory, after.memory, 'MB')} (goal ≤ 1.1); {load()}")


def main(full: bool) -> None:
    """Print the figures."""
    compare(10 if full else 5)
    fill(*((10_000, 100_000, 1_000_000) if full else (10_000, 40_000)))


if __name__ == "__main__":
    main("--full" in sys.argv)
