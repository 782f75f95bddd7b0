"""What is not measured would not have risen: the outlook of an incident never misses a higher level."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from alerting.changes import is_news
from alerting.incidents import weigh
from alerting.judge import judge_topics
from alerting.outlook import Outlook
from alerting.picture import Camera
from config.preset import criterion_of, levels_preset
from domain.change import Change
from domain.clock import DAY, MINUTE
from domain.incident import EventKind
from domain.measure import Mark
from domain.mention import Entry, Kind, StoredMention
from domain.sentiment import Tone
from domain.topic import brand_topic
from index.memory import MemoryLedger
from index.memory.arrivals import Arrivals
from tests.unit.alerting.house import FOOD, engine, post
from tests.unit.alerting.making import BRAND, NOW

TOPIC = brand_topic(BRAND)
CRITERIA = tuple(criterion_of(spec) for spec in levels_preset("four").criteria)
ENGINE = replace(engine((FOOD,)), criteria=CRITERIA)
COPY = "奶茶里喝出虫子，门店拒绝退款，大家小心一点"


@st.composite
def streams(draw: st.DrawFn) -> list[Entry]:
    """Return what follows a first alarm: chatter and trouble, copies, press, complaints, widely read or not."""
    kinds = st.sampled_from([Kind.SOCIAL, Kind.SOCIAL, Kind.NEWS, Kind.COMPLAINT, Kind.VIDEO])
    made, at = [], NOW
    for number in range(10, 10 + draw(st.integers(1, 60))):
        at += timedelta(seconds=draw(st.sampled_from([10, 200, 4000, 30_000])))
        made.append(
            post(
                number,
                draw(st.sampled_from(["", COPY])),
                at=at,
                risk=draw(st.sampled_from(["", "food_safety", "food_safety", "regulator"])),
                intensity=draw(st.integers(1, 3)),
                tone=draw(st.sampled_from([None, Tone.NEGATIVE, Tone.POSITIVE])),
                kind=draw(kinds),
                source=draw(st.sampled_from(["微博", "人民日报", "晚报", "Daily"])),
                author=f"网友{draw(st.integers(1, 30))}",
                lang=draw(st.sampled_from(["zh-Hans", "zh-Hans", "en"])),
                views=draw(st.sampled_from([None, 10, 60_000, 200_000])),
                reposts=draw(st.sampled_from([None, 5, 2_000, 20_000])),
            )
        )
    return made


class Case:
    """One incident that is measured after every post, beside what its outlook says."""

    def __init__(self) -> None:
        self.ledger = MemoryLedger()
        self.outlook: Outlook | None = None

    def hear(self, stored: StoredMention) -> None:
        now = stored.mention.arrived_at
        self.ledger.hear([stored])
        if self.outlook is not None:
            self.outlook.hear(stored, lambda family: self._copies(family, now))

    def measure(self, now: datetime) -> Iterator[Change]:
        marks, due = self.ledger.marks.take(9), self.ledger.rules.due(now)
        signals = judge_topics(self.ledger, ENGINE, marks, due, now)
        for change in weigh(self.ledger, ENGINE, signals, [Mark(TOPIC, 1, 0, 0)], now):
            if is_news(change):
                keep = self.ledger.incidents.add if change.before is None else self.ledger.incidents.replace
                saved = keep(change.after, change.entries, ())
                if self.outlook is None or change.signals or _rose(change):
                    yield change
                    self.outlook = Outlook(ENGINE, saved)

    def _copies(self, family: int, now: datetime) -> int:
        sizes = self.ledger.mentions.family_sizes(TOPIC, (family,), now - DAY, now + MINUTE)
        return sizes[0].copies if sizes else 0


def _rose(change: Change) -> bool:
    return any(entry.kind is EventKind.RAISED for entry in change.entries)


@settings(max_examples=60, deadline=None)
@given(streams())
def test_no_incident_rises_of_which_the_outlook_says_that_it_cannot(stream: list[Entry]) -> None:
    first = [post(number, at=NOW, risk="food_safety", intensity=1) for number in range(1, 4)]
    arrivals, case = Arrivals(), Case()
    for stored in arrivals.take([*first, *stream])[0]:
        now, before = stored.mention.arrived_at, case.outlook
        case.hear(stored)
        may_rise = before is None or before.may_rise(Camera(case.ledger, ENGINE, now))
        for change in case.measure(now):
            assert may_rise or change.signals or not _rose(change)
    arrivals.close()
    assert case.outlook is not None
