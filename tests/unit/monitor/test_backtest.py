"""Backtests: the same engine on a virtual clock gives what the live one gives, however the mentions are handed in."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from alerting.engine import Engine, Watch
from domain.incident import EventKind
from domain.mention import Entry, StoredMention
from domain.rule import Rule, RuleType
from domain.sentiment import Tone
from domain.topic import brand_topic
from index.ledger import open_ledger
from index.memory import MemoryLedger
from index.memory.arrivals import Arrivals
from index.ports import Ledger, Transaction
from monitor.backtest.replay import Event, Replay
from tests.unit.alerting.house import FOOD, REFUND, engine, post
from tests.unit.alerting.making import BRAND, NOW

SURGE = Rule("surge", RuleType.VOLUME, "other", timedelta(hours=1), "general", "声量异常", floor=8, rarity=50)
QUIET = Rule("quiet", RuleType.SILENCE, "service", timedelta(hours=2), "general", "品牌无声", of="brand")
SILENT = Watch(QUIET, BRAND, BRAND, brand_topic(BRAND), True, about=BRAND)
ENGINE = engine((FOOD, REFUND, SURGE))
LISTENING = engine((FOOD, REFUND, SURGE), silences={SILENT.topic: (SILENT,)})


def taken(entries: Sequence[Entry], size: int) -> list[StoredMention]:
    """Return entries as a backtest hears them, prepared in batches of a size."""
    arrivals = Arrivals()
    return [each for at in range(0, len(entries), size) for each in arrivals.take(entries[at : at + size])[0]]


def play(entries: Sequence[Entry], size: int = 500, by: Engine = ENGINE) -> list[Event]:
    replay = Replay(by, MemoryLedger())
    events = list(replay.play(taken(entries, size)))
    return events + (list(replay.settle_down(entries[-1].mention.arrived_at)) if entries else [])


class Live:
    """The live ledger under the same clock: every minute's arrivals are one commit."""

    def __init__(self, tx: Transaction) -> None:
        self.mentions, self.measures, self.marks = tx.mentions, tx.measures, tx.marks
        self.rules, self.incidents, self.matters = tx.rules, tx.incidents, tx.matters
        self._append = tx.mentions.append

    def hear(self, mentions: Sequence[StoredMention]) -> None:
        entries = [
            Entry(each.mention, each.hits, each.risks, each.sentiment, SKETCHES[each.mention.id]) for each in mentions
        ]
        self._append(entries, mentions[-1].mention.arrived_at)


SKETCHES: dict[str, tuple[int, ...]] = {}


def play_live(ledger: Ledger, entries: Sequence[Entry]) -> list[Event]:
    SKETCHES.update({each.mention.id: each.sketch for each in entries})
    with ledger.write() as tx:
        replay = Replay(LISTENING, Live(tx))
        events = list(replay.play(taken(entries, 500)))
        return events + (list(replay.settle_down(entries[-1].mention.arrived_at)) if entries else [])


@st.composite
def streams(draw: st.DrawFn) -> list[Entry]:
    """Return mentions in bursts and pauses: of two matters and of none, some copied, some late, some widely read."""
    steps = st.sampled_from([0, 0, 5, 20, 61, 600, 9000, 200_000])
    made, at = [], NOW
    for number in range(1, draw(st.integers(1, 60))):
        at += timedelta(seconds=draw(steps))
        late = timedelta(minutes=draw(st.sampled_from([0, 0, 0, 0, 3, 90])))
        entry = post(
            number,
            draw(st.sampled_from(["", "", "奶茶里喝出虫子，门店拒绝退款，大家小心一点"])),
            at=at - late,
            risk=draw(st.sampled_from(["", "food_safety", "food_safety", "refund"])),
            intensity=draw(st.integers(1, 3)),
            tone=draw(st.sampled_from([Tone.NEGATIVE, Tone.NEUTRAL, Tone.UNSURE])),
            author=f"网友{draw(st.integers(1, 9))}",
            views=draw(st.sampled_from([None, 10, 90_000, 200_000])),
        )
        made.append(replace(entry, mention=replace(entry.mention, arrived_at=at)))
    return made


@settings(max_examples=60, deadline=None)
@given(streams())
def test_events_depend_on_the_mentions_alone_and_not_on_batches_or_the_store(entries: list[Entry]) -> None:
    events = play(entries, 1, LISTENING)
    assert play(entries, 7, LISTENING) == events
    assert play(entries, 500, LISTENING) == events
    ledger = open_ledger(None)
    assert play_live(ledger, entries) == events
    ledger.close()


def crisis(start: datetime, number: int, first: int = 1, **more: object) -> list[Entry]:
    times = [start + timedelta(minutes=each) for each in range(number)]
    return [post(first + each, at=at, risk="food_safety", **more) for each, at in enumerate(times)]  # type: ignore[arg-type]


def test_an_incident_opens_rises_and_closes_when_its_rules_have_rested() -> None:
    events = play(crisis(NOW, 9, intensity=3))
    assert [event.kind for event in events] == [EventKind.OPENED, EventKind.RAISED, EventKind.CLOSED]
    opened, raised, closed = events
    assert (opened.brand, opened.category, opened.level, raised.level) == (BRAND, "food_safety", "important", "urgent")
    assert opened.time == NOW + timedelta(minutes=2)
    assert closed.time - (NOW + timedelta(minutes=8)) >= FOOD.quiet
    assert opened.rules == ("food",) and "食品安全词" in opened.why


def test_what_returns_within_three_days_reopens_and_later_opens_anew() -> None:
    events = play([*crisis(NOW, 3), *crisis(NOW + timedelta(days=1), 3, 10), *crisis(NOW + timedelta(days=9), 3, 20)])
    kinds = [event.kind for event in events]
    assert kinds == [EventKind.OPENED, EventKind.CLOSED, EventKind.REOPENED, EventKind.CLOSED] + kinds[:2]
    assert [event.incident for event in events] == [1, 1, 1, 1, 2, 2]


def test_events_come_in_the_order_of_their_time() -> None:
    events = play([*crisis(NOW, 5), *crisis(NOW + timedelta(hours=7), 5, 50)])
    assert all(before.time <= after.time for before, after in pairwise(events))


def test_history_before_the_time_that_is_judged_alarms_nobody() -> None:
    replay = Replay(ENGINE, MemoryLedger())
    replay.remember(taken(crisis(NOW - timedelta(days=3), 9), 500))
    assert list(replay.pass_until(NOW)) == []


def test_a_silence_between_mentions_is_told_when_it_is_long_enough_and_the_end_of_the_material_is_none() -> None:
    hours = [0, 1, 4, 5]
    events = play([post(number, at=NOW + timedelta(hours=hour)) for number, hour in enumerate(hours)], by=LISTENING)
    told = [(event.kind, event.time - NOW, event.rules) for event in events]
    assert told == [
        (EventKind.OPENED, timedelta(hours=3), ("quiet",)),
        (EventKind.CLOSED, timedelta(hours=5), ()),
    ]
