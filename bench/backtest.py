"""What a backtest costs: matched, scored history played by the shipped rules, and a new query matched first.

Run it on a quiet machine: ``python bench/backtest.py [mentions]`` (default 100,000). The baseline of the same run is
the live ledger (SQLite in memory) under the same clock, on the first part of the same history. Times are of the CPU.
"""

import gc
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from alerting.engine import Engine, engine_of
from config.load import loads
from domain.mention import Entry, Kind, Mention, StoredMention
from domain.sentiment import Sentiment, Tone
from index.ledger import open_ledger
from index.memory import MemoryLedger
from index.memory.arrivals import Arrivals
from monitor.backtest.material import Material
from monitor.backtest.replay import Replay
from monitor.wiring import open_reader

BRANDS = 20
DENSE, SPARSE = 33_000, 2_000
"""Mentions a day of a house whose brands are much spoken of, and of one whose brands are not."""
SEED = 20260315
START = datetime(2026, 3, 1, tzinfo=UTC)
BASELINE = 2_000
PRAISE = [
    "好喝",
    "味道不错",
    "排队半小时",
    "新品上市",
    "买一送一",
    "门店开业",
    "包装好看",
    "下午茶",
    "杯子很大",
    "推荐",
]
GRUMBLE = ["有点失望", "不太好喝", "等了太久", "不会再买", "服务一般", "退款还没到", "物流太慢", "质量一般"]
BLAME = ["喝出虫子", "吃坏肚子", "拒绝退款", "态度恶劣", "上吐下泻", "要去投诉", "市监局介入", "食品安全"]


def configuration() -> str:
    """Return a house of twenty brands with the shipped rules of food."""
    names = "".join(f"  - {{name: 示例品牌{number:02}}}\n" for number in range(BRANDS))
    return f"industry: food\nbrands:\n{names}"


def mentions(number: int, a_day: int = DENSE) -> Iterator[Mention]:
    """Yield chatter, one mention in ten a grumble, and a crisis of four hours of one brand every five days."""
    chance = random.Random(SEED)
    step = timedelta(days=1) / a_day
    for n in range(number):
        at = START + step * n
        crisis = (at - START).total_seconds() % 432_000 < 14_400
        brand = 0 if crisis and chance.random() < 0.8 else chance.randrange(BRANDS)
        grumbles = chance.random() < 0.1
        words = chance.choices(BLAME if crisis and brand == 0 else GRUMBLE if grumbles else PRAISE, k=3)
        yield Mention(
            id=f"{n:032x}",
            text=f"示例品牌{brand:02}{'，'.join(words)}，第{chance.randrange(10_000)}号",
            source=f"来源{chance.randrange(80)}",
            kind=Kind.SOCIAL,
            event_time=at,
            arrived_at=at,
            author=f"作者{chance.randrange(50_000)}",
            followers=chance.randrange(10_000),
        )


def scored(stored: StoredMention) -> StoredMention:
    return replace(
        stored,
        sentiment=Sentiment(0.2 if stored.risks else 0.7, Tone.NEGATIVE if stored.risks else Tone.POSITIVE, "m1"),
    )


class Live:
    """The live ledger under the same clock."""

    def __init__(self, tx: object, sketches: dict[str, tuple[int, ...]]) -> None:
        self._tx, self._sketches = tx, sketches

    def __getattr__(self, noun: str) -> object:
        return getattr(self._tx, noun)

    def hear(self, heard: Sequence[StoredMention]) -> None:
        entries = [Entry(e.mention, e.hits, e.risks, e.sentiment, self._sketches[e.mention.id]) for e in heard]
        self.mentions.append(entries, heard[-1].mention.arrived_at)  # type: ignore[attr-defined]


def played(engine: Engine, stored: Sequence[StoredMention], what: str) -> float:
    """Play a history, print and return how many mentions a second."""
    gc.freeze()  # as fenghuo backtest does
    started = time.process_time()
    events = list(Replay(engine, MemoryLedger()).play(stored))
    speed = len(stored) / (time.process_time() - started)
    print(f"backtest on matched, scored history, {what}: {speed:,.0f} mentions/s, {len(events)} events (goal 20,000)")
    return speed


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    settings = loads(configuration(), Path()).settings
    reader, engine = open_reader(settings), engine_of(settings)
    started = time.process_time()
    entries = [reader.read(mention) for mention in mentions(number)]
    print(f"matching, risk words, sketch: {number / (time.process_time() - started):,.0f} mentions/s")
    started = time.process_time()
    stored = [scored(each) for each in Arrivals().take(entries)[0]]
    print(f"families: {number / (time.process_time() - started):,.0f} mentions/s")

    fast = played(engine, stored, f"{DENSE:,} mentions a day")
    few = Arrivals().take([reader.read(mention) for mention in mentions(number // 5, SPARSE)])[0]
    played(engine, [scored(each) for each in few], f"{SPARSE:,} mentions a day")

    sketches = {entry.mention.id: entry.sketch for entry in entries[:BASELINE]}
    with open_ledger(None).write() as tx:
        started = time.process_time()
        list(Replay(engine, Live(tx, sketches)).play(stored[:BASELINE]))  # type: ignore[arg-type]
        slow = BASELINE / (time.process_time() - started)
    print(f"the live ledger under the same clock: {slow:,.0f} mentions/s; {fast / slow:.1f} times as fast in memory")

    new = "rules:\n  - {id: cup, type: keyword, category: quality, window: 1h, level: general, where: 杯子 AND 难看}\n"
    draft = loads(configuration() + new, Path()).settings
    topics = [topic for topic in draft.topics if topic.id.startswith("rule:cup@")]
    started = time.process_time()
    Material([], stored).rematched(topics, ())
    print(f"a new query matched first: {number / (time.process_time() - started):,.0f} mentions/s (goal 5,000)")


if __name__ == "__main__":
    main()
