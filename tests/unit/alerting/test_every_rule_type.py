"""What every type of rule promises: a start without history, what comes late or back-dated, a restart in a burst.

Silence is the one type that mentions do not break; its own suite (``test_silence``) keeps the same promises.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

import pytest

from domain.clock import MINUTE, minute_of
from domain.mention import Entry, Kind
from domain.rule import Rule, RuleType
from domain.sentiment import Tone
from domain.signal import Signal
from index.ledger import open_ledger
from tests.unit.alerting.house import House, engine, post
from tests.unit.alerting.making import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STORY = "门店承认后厨使用过期牛奶，监管部门已经介入调查，网友要求公开监控"
Posts = Callable[[int, datetime], list[Entry]]


@dataclass(frozen=True)
class Story:
    """A rule and posts that break it: ``burst(first number, begin)``. ``cold``: of a brand of which nothing is known.

    ``members`` are the rules whose signals it listens to.
    """

    name: str
    rule: Rule
    burst: Posts
    cold: bool = True
    members: tuple[Rule, ...] = ()

    def rules(self) -> tuple[Rule, ...]:
        return (*self.members, self.rule)


def every_minute(count: int, each: Callable[[int, datetime], Entry], minutes: float = 1) -> Posts:
    return lambda first, at: [each(first + n, at + n * minutes * MINUTE) for n in range(count)]


def food(number: int, at: datetime) -> Entry:
    return post(number, at=at, risk="food_safety")


def angry(number: int, at: datetime) -> Entry:
    return post(number, at=at, tone=Tone.NEGATIVE)


def complaint(number: int, at: datetime, **more: object) -> Entry:
    return post(number, at=at, kind=Kind.COMPLAINT, risk="service", **more)  # type: ignore[arg-type]


def outlet(number: int, at: datetime) -> Entry:
    return post(number, at=at, kind=Kind.NEWS, source="新华社", tone=Tone.NEGATIVE)


def coined(number: int, at: datetime) -> Entry:
    return post(number, f"看到了蟑螂窝，真的{'啊' * (number % 9 + 1)}", at=at, tone=Tone.NEGATIVE)


def growing(first: int, at: datetime) -> list[Entry]:
    """Four posts, and an hour later forty."""
    return [*every_minute(4, food, 5)(first, at), *every_minute(40, food, 0.5)(first + 4, at + 70 * MINUTE)]


def grave_and_outlet(first: int, at: datetime) -> list[Entry]:
    return [*every_minute(4, food)(first, at), outlet(first + 4, at + 10 * MINUTE)]


WORDS = Rule("words", RuleType.KEYWORD, "food_safety", HOUR, "important", "食品安全词", count=4, authors=3)
OUTLET = Rule("outlet", RuleType.FIRST, "media", 7 * DAY, "important", "首家媒体", of="outlet")
STORIES = [
    Story("keyword", WORDS, every_minute(6, food)),
    Story(
        "volume",
        Rule("volume", RuleType.VOLUME, "other", HOUR, "general", "声量", floor=20, rarity=1e5),
        every_minute(180, lambda number, at: post(number, at=at), 0.2),
    ),
    Story(
        "growth",
        Rule("growth", RuleType.GROWTH, "food_safety", 2 * HOUR, "general", "增长", floor=20, doubling=HOUR),
        growing,
        cold=False,
    ),
    Story(
        "ratio",
        Rule("ratio", RuleType.RATIO, "other", 2 * HOUR, "general", "负面占比", floor=20, share=0.5, drop=0.2),
        every_minute(40, angry, 0.5),
    ),
    Story(
        "reach",
        Rule("reach", RuleType.REACH, "food_safety", HOUR, "important", "触达", reach=500_000, count=2, authors=2),
        every_minute(3, lambda number, at: post(number, at=at, risk="food_safety", views=300_000)),
    ),
    Story(
        "repost",
        Rule("repost", RuleType.REPOST, "other", 6 * HOUR, "general", "转发", count=6, authors=4),
        every_minute(8, lambda number, at: post(number, STORY, at=at, tone=Tone.NEGATIVE)),
    ),
    Story(
        "new_term",
        Rule("new_term", RuleType.NEW_TERM, "other", HOUR, "general", "新词", count=5, authors=4),
        every_minute(7, coined),
        cold=False,
    ),
    Story("first", OUTLET, every_minute(2, outlet)),
    Story(
        "complaint_rate",
        Rule("rate", RuleType.COMPLAINT, "service", HOUR, "important", "投诉量", of="rate", floor=10, rarity=1e4),
        every_minute(150, complaint, 0.2),
    ),
    Story(
        "complaint_repeat",
        Rule("repeat", RuleType.COMPLAINT, "service", 30 * DAY, "general", "二次投诉", of="repeat"),
        every_minute(2, lambda number, at: complaint(number, at, author="王")),
    ),
    Story(
        "complaint_vip",
        Rule("vip", RuleType.COMPLAINT, "service", DAY, "general", "VIP", of="vip", count=2),
        every_minute(2, lambda number, at: complaint(number, at, extra={"tier": "VIP"})),
    ),
    Story(
        "composite",
        Rule(
            "both", RuleType.COMPOSITE, "media", DAY, "urgent", "严重词遇媒体", all_of=("words", "outlet"), ordered=True
        ),
        grave_and_outlet,
        members=(WORDS, OUTLET),
    ),
]
stories = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)


def known() -> list[Entry]:
    """Ten days of a brand of which a little is said every hour, all of it long ago."""
    return [post(100_000 + n, at=NOW - 10 * DAY + n * HOUR / 2, live=False, tone=Tone.NEUTRAL) for n in range(24 * 20)]


def house_of(story: Story, *, knows: bool = True) -> House:
    house = House(engine(story.rules()))
    if knows:
        with house.ledger.write() as tx:
            tx.mentions.append(known(), NOW)
        house.judge(NOW - DAY)
    return house


def live(house: House, entries: Sequence[Entry]) -> None:
    """Let entries arrive at their own time, minute by minute; a share is judged when its minute is over."""
    for _, together in groupby(entries, lambda each: minute_of(each.mention.event_time)):
        minute = list(together)
        house.hear(minute, minute[-1].mention.event_time)
    house.judge(entries[-1].mention.event_time + 2 * MINUTE)


def late(house: House, entries: Sequence[Entry], now: datetime) -> None:
    """Let entries arrive all at once, long after their own time."""
    house.hear([replace(each, mention=replace(each.mention, arrived_at=now)) for each in entries], now)
    house.judge(now + 2 * MINUTE)


def told(house: House, story: Story) -> list[Signal]:
    """What the story's rule told, oldest first, without growing on."""
    with house.ledger.read() as view:
        found = [each for each in view.rules.signals(limit=1000) if each.rule == story.rule.id]
    return [each for each in found[::-1] if not each.numbers["again"]]


def test_every_type_has_a_story() -> None:
    assert {story.rule.type for story in STORIES} == set(RuleType) - {RuleType.SILENCE}


@stories
def test_a_burst_of_a_known_brand_is_told_once(story: Story) -> None:
    house = house_of(story)
    live(house, story.burst(1, NOW))
    (signal,) = told(house, story)
    assert signal.late_by is None


@stories
def test_a_burst_of_a_brand_of_which_nothing_is_known_is_judged_from_a_prior(story: Story) -> None:
    house = house_of(story, knows=False)
    live(house, story.burst(1, NOW))
    assert len(told(house, story)) == story.cold


@stories
def test_an_ordinary_beginning_of_a_brand_of_which_nothing_is_known_alarms_nobody(story: Story) -> None:
    house = house_of(story, knows=False)
    live(house, [post(n, at=NOW + n * 7 * MINUTE, tone=Tone.NEUTRAL) for n in range(40)])
    assert told(house, story) == []


@stories
def test_a_burst_that_comes_late_goes_to_its_own_time_and_says_how_late_it_is(story: Story) -> None:
    house = house_of(story)
    late(house, story.burst(1, NOW), NOW + 8 * HOUR)
    (signal,) = told(house, story)
    assert signal.until <= NOW + 2 * HOUR
    assert signal.late_by is not None and signal.late_by >= 6 * HOUR


@stories
def test_what_comes_late_to_a_burst_that_was_told_tells_nothing_again(story: Story) -> None:
    house = house_of(story)
    burst = story.burst(1, NOW)
    live(house, burst)
    house.judge(NOW + 7 * HOUR)
    late(house, story.burst(1_000, NOW + MINUTE), NOW + 8 * HOUR)
    assert len(told(house, story)) == 1


@stories
def test_what_is_back_dated_beyond_living_memory_is_counted_and_never_told(story: Story) -> None:
    house = house_of(story)
    old = story.burst(1, NOW - 5 * DAY)
    late(house, [replace(each, mention=replace(each.mention, live=False)) for each in old], NOW)
    assert told(house, story) == []
    with house.ledger.read() as view:
        first = minute_of(NOW - 5 * DAY)
        assert view.measures.total("brand:山茶茶饮", first, first + 180).mentions >= len(old)


@stories
def test_a_burst_that_a_restart_splits_is_told_once_and_as_early(story: Story, tmp_path: Path) -> None:
    entries = story.burst(1, NOW)
    whole = house_of(story)
    live(whole, entries)
    path = tmp_path / "ledger.db"
    before = House(engine(story.rules()), open_ledger(path))
    with before.ledger.write() as tx:
        tx.mentions.append(known(), NOW)
    half = len(entries) // 2
    live(before, entries[:half])
    before.ledger.close()
    after = House(engine(story.rules()), open_ledger(path))
    live(after, entries[half:])
    assert [(each.since, each.until) for each in told(after, story)] == [
        (each.since, each.until) for each in told(whole, story)
    ]
    after.ledger.close()


@stories
def test_after_its_quiet_a_burst_is_told_as_another(story: Story) -> None:
    house = house_of(story)
    live(house, story.burst(1, NOW))
    again = NOW + (2 * DAY if story.rule.window < DAY else 40 * DAY)
    with house.ledger.write() as tx:
        tx.mentions.append([post(200_000 + n, at=again - n * HOUR, live=False) for n in range(1, 40)], again)
    live(house, story.burst(2_000, again))
    assert len(told(house, story)) == (1 if story.rule.type is RuleType.NEW_TERM else 2), "a word is new only once"
