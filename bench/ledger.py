"""What the ledger costs: appending in batches and one by one, as it fills; reading what judging and people ask.

Run it alone on a quiet machine: ``python bench/ledger.py [mentions]`` (default 200,000).
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from domain.clock import DAY, HOUR, hour_of, minute_of
from domain.mention import Entry, Kind, Mention
from domain.query import And, Phrase
from domain.risk import Risk
from domain.sentiment import Sentiment, Tone
from domain.topic import Hit
from index.ledger import open_ledger
from index.ports import Ledger
from text.sketch import sketch
from text.tokens import search_text

START = datetime(2026, 3, 1, tzinfo=UTC)
BATCH = 500
CHANCE = random.Random(20260315)
VOCABULARY = [
    "".join(chr(CHANCE.randrange(0x4E00, 0x9000)) for _ in range(CHANCE.choice((1, 2, 2, 3)))) for _ in range(5000)
]
WEIGHTS = [1 / (rank + 10) for rank in range(len(VOCABULARY))]


def entries(first: int, number: int) -> Iterator[Entry]:
    """Yield mentions of twenty brands, one a second, of which a third repost an earlier text."""
    texts: list[str] = []
    for n in range(first, first + number):
        words = "".join(CHANCE.choices(VOCABULARY, WEIGHTS, k=CHANCE.randrange(12, 45)))
        text = f"转发微博 {CHANCE.choice(texts)}" if texts and CHANCE.random() < 0.33 else f"品牌{n % 20}，{words}。"
        texts = [*texts[-200:], text]
        arrived = START + timedelta(seconds=n)
        mention = Mention(
            id=f"{CHANCE.getrandbits(128):032x}",
            text=text,
            source=f"来源{CHANCE.randrange(80)}",
            kind=Kind.SOCIAL,
            event_time=arrived - timedelta(seconds=CHANCE.randrange(7200)),
            arrived_at=arrived,
            fingerprint=f"{CHANCE.getrandbits(128):032x}",
            author=f"作者{CHANCE.randrange(50_000)}",
            followers=CHANCE.randrange(10_000),
        )
        topics = [f"brand:{n % 20}"] + [f"rule:{n % 20}"] * (CHANCE.random() < 0.1)
        yield Entry(
            mention,
            tuple(Hit(topic, ("品牌",), ((0, 2),)) for topic in topics),
            (Risk("food_safety", 2, ("异物",)),) if CHANCE.random() < 0.1 else (),
            Sentiment(CHANCE.random(), Tone.NEGATIVE, "m1") if CHANCE.random() < 0.5 else None,
            sketch(text),
        )


def append(ledger: Ledger, made: list[Entry], size: int) -> tuple[float, float]:
    """Append in transactions of ``size``; return seconds of wall clock and of CPU per mention."""
    wall, cpu = time.perf_counter(), time.process_time()
    for start in range(0, len(made), size):
        with ledger.write() as transaction:
            transaction.mentions.append(made[start : start + size], made[start].mention.arrived_at)
    return (time.perf_counter() - wall) / len(made), (time.process_time() - cpu) / len(made)


def timed(name: str, ask: Callable[[], object], repeat: int = 20) -> None:
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        ask()
        times.append(time.perf_counter() - start)
    print(f"{name:<58} {sorted(times)[repeat // 2] * 1000:8.2f} ms")


def fill(ledger: Ledger, goal: int) -> None:
    """Fill the ledger, printing what a mention costs on the way."""
    for stored in range(10_000, goal + 1, 10_000):
        parts = [append(ledger, list(entries(stored - 10_000 + part, 1000)), BATCH) for part in range(0, 10_000, 1000)]
        wall, cpu = (sum(each) / len(parts) for each in zip(*parts, strict=True))
        if stored in (10_000, 50_000, 100_000, goal):
            print(f"append, batches of {BATCH}, at {stored:>9,}: {1 / wall:8,.0f}/s, {cpu * 1e6:4.0f} µs CPU a mention")


def flatness(large: Ledger, small: Ledger, goal: int) -> None:
    """Append to a large and a small ledger in turn, so that what else the machine does weighs on both alike."""
    for part in range(0, 10_000, 1000):
        append(small, list(entries(part, 1000)), BATCH)
    costs = [[append(each, list(entries(goal, 1000)), BATCH)[1] for each in (large, small)] for _ in range(10)]
    ratios = sorted(at_large / at_small for at_large, at_small in costs)
    print(f"CPU a mention at {goal:,} ÷ at 10,000 to 20,000: {ratios[len(ratios) // 2]:.2f} (median of {len(ratios)})")


def compare(ledger: Ledger, first: int) -> None:
    """Append one by one, with tokens brought along, and once more what is stored already."""
    single, _ = append(ledger, list(entries(first, 300)), 1)
    many = list(entries(first + 300, 5000))
    batched, _ = append(ledger, many, BATCH)
    cut = [replace(each, words=search_text(each.mention.full_text)) for each in entries(first + 5300, 5000)]
    brought, _ = append(ledger, cut, BATCH)
    again, _ = append(ledger, many, BATCH)
    print(f"one mention a transaction {1 / single:,.0f}/s; batches of {BATCH}: {single / batched:.0f} times as many")
    print(f"entries that bring their tokens {1 / brought:,.0f}/s; duplicates {1 / again:,.0f}/s")


def ask(ledger: Ledger, stored: int) -> None:
    """Time what is asked most."""
    now = START + timedelta(seconds=stored)
    minute, hour = minute_of(now), hour_of(now)
    with ledger.read() as view:
        mentions, measures = view.mentions, view.measures
        common = And((Phrase(VOCABULARY[0]), Phrase(VOCABULARY[1])))
        timed("counts of one hour by minute", lambda: measures.series("brand:1", minute - 60, minute))
        timed("counts of 28 days by hour", lambda: measures.hours("brand:1", hour - 28 * 24, hour))
        timed("authors of 24 hours", lambda: measures.authors("brand:1", hour - 24, hour))
        timed("200 newest mentions of a topic", lambda: mentions.of_topic("brand:1", now - DAY, now))
        timed(
            "20 widest of a risk in 24 h",
            lambda: mentions.of_topic("brand:1", now - DAY, now, risk="food_safety", limit=20, by="reach"),
        )
        timed("largest families of 24 h", lambda: mentions.families_of("brand:1", now - DAY, now))
        timed("newest 20 by two common words", lambda: mentions.find(common, limit=20))
        timed("newest 20 by a rare word", lambda: mentions.find(Phrase(VOCABULARY[-1]), limit=20))
        timed("newest 20 of a topic in one hour", lambda: mentions.find(topics=["brand:1"], since=now - HOUR, limit=20))


def main(goal: int) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.db"
        ledger = open_ledger(path)
        fill(ledger, goal)
        flatness(ledger, open_ledger(path.with_name("small.db")), goal)
        compare(ledger, goal)
        ask(ledger, goal)
        ledger.close()
        print(f"{path.stat().st_size / (goal + 20_300):,.0f} bytes a mention")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
