"""What is remembered between judgements spares work and changes nothing of what rules say."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby

from hypothesis import given, settings
from hypothesis import strategies as st

from alerting.history import Histories
from alerting.judge import judge_topics
from domain.clock import minute_of
from domain.mention import Entry, StoredMention
from domain.rule import Rule, RuleState, RuleType
from domain.sentiment import Tone
from domain.signal import Signal
from index.memory import MemoryLedger
from index.memory.arrivals import Arrivals
from tests.unit.alerting.house import FOOD, engine, post
from tests.unit.alerting.making import NOW

HOUR = timedelta(hours=1)
KEYWORD, VOLUME, GROWTH, RATIO = RuleType.KEYWORD, RuleType.VOLUME, RuleType.GROWTH, RuleType.RATIO
RULES = (
    FOOD,
    Rule("grave", KEYWORD, "food_safety", 2 * HOUR, "general", count=2, authors=2, intensity=3),
    Rule("usual", KEYWORD, "refund", 3 * HOUR, "general", count=3, dynamic=True, rarity=20),
    Rule("hour", VOLUME, "other", HOUR, "general", floor=4, rarity=20),
    Rule("minutes", VOLUME, "other", HOUR / 4, "general", floor=3, rarity=20),
    Rule("growth", GROWTH, "other", 2 * HOUR, "general", floor=6),
    Rule("mood", RATIO, "other", 6 * HOUR, "general", floor=5),
    Rule("reach", RuleType.REACH, "food_safety", 6 * HOUR, "general", reach=100_000, authors=2),
    Rule("copies", RuleType.REPOST, "other", 6 * HOUR, "general", count=3, authors=2),
    Rule("wide", RuleType.FIRST, "other", 24 * HOUR, "general", of="reach", reach=90_000),
)
ENGINE = engine(RULES)
COPY = "奶茶里喝出虫子，门店拒绝退款，大家小心一点"
CALM = [post(10_000 + n, at=NOW - timedelta(days=4) + n * timedelta(minutes=50)) for n in range(110)]


@st.composite
def streams(draw: st.DrawFn) -> list[Entry]:
    """Return mentions in bursts and pauses, some of them late by minutes or hours."""
    steps, lateness = (
        st.sampled_from([0, 5, 20, 61, 61, 90, 300, 3000, 40_000]),
        st.sampled_from([0, 0, 0, 0, 4, 50, 400]),
    )
    made, at = [], NOW
    for number in range(1, draw(st.integers(1, 70))):
        at += timedelta(seconds=draw(steps))
        entry = post(
            number,
            draw(st.sampled_from(["", "", COPY])),
            at=at - timedelta(minutes=draw(lateness)),
            risk=draw(st.sampled_from(["", "", "food_safety", "refund"])),
            intensity=draw(st.integers(1, 3)),
            tone=draw(st.sampled_from([None, Tone.NEGATIVE, Tone.POSITIVE])),
            author=f"网友{draw(st.integers(1, 6))}",
            views=draw(st.sampled_from([None, 10, 60_000, 95_000])),
        )
        made.append(replace(entry, mention=replace(entry.mention, arrived_at=at)))
    return made


def judged(arrivals: Sequence[StoredMention], *, lasts: bool) -> Iterator[tuple[list[Signal], list[RuleState]]]:
    """Judge a stream minute by minute, and what falls due between; yield the signals and the states of all rules."""
    ledger = MemoryLedger()
    histories = Histories(ledger, ENGINE, lasts=True)

    def judge(now: datetime) -> tuple[list[Signal], list[RuleState]]:
        kept = histories if lasts else None
        signals = judge_topics(ledger, ENGINE, ledger.marks.take(9), ledger.rules.due(now), now, kept)
        return signals, [ledger.rules.get(watch.rule.id, watch.key) for watch in ENGINE.every()]

    for _, together in groupby(arrivals, lambda each: minute_of(each.mention.arrived_at)):
        heard = list(together)
        while (due := ledger.rules.next_due()) is not None and due <= heard[0].mention.arrived_at:
            yield judge(due)
        ledger.hear(heard)
        histories.hear(heard, heard[-1].mention.arrived_at)
        yield judge(heard[-1].mention.arrived_at)


def arrived(entries: Sequence[Entry]) -> Sequence[StoredMention]:
    arrivals = Arrivals()
    stored = arrivals.take(entries)[0]
    arrivals.close()
    return stored


@settings(max_examples=60, deadline=None)
@given(streams())
def test_whatever_is_remembered_every_rule_says_the_same(stream: list[Entry]) -> None:
    stored = arrived([*CALM, *stream])
    assert list(judged(stored, lasts=True)) == list(judged(stored, lasts=False))


def test_a_rule_that_lacked_one_grave_mention_among_mild_ones_fires_at_it() -> None:
    grave = {1, 9}
    stream = [
        post(n, at=NOW + n * timedelta(minutes=2), risk="food_safety", intensity=3 if n in grave else 1)
        for n in range(1, 10)
    ]
    *before, (signals, _) = judged(arrived(stream), lasts=True)
    assert "grave" in [signal.rule for signal in signals]
    assert "grave" not in [signal.rule for earlier, _ in before for signal in earlier]
