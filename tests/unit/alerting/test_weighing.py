"""Suspected floods and malicious complaints weigh what a rule says: told with their number, and never dropped."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from alerting.wording import why_rule
from domain.clock import MINUTE
from domain.mention import Entry, Kind
from domain.rule import Rule, RuleType
from domain.sentiment import Tone
from tests.unit.alerting.house import post
from tests.unit.alerting.making import NOW
from tests.unit.alerting.test_every_rule_type import STORIES, Story, house_of, live, told

PASTED = "山茶茶饮太恶心了，大家千万不要去，我朋友喝出虫子还被店员骂"
BLACKMAIL = "订单有问题，不给我五千块封口费就曝光到网上，让大家都知道你们的服务"


def made(number: int, at: datetime) -> Entry:
    """A post as a flood has it: the same text, an account that the platform named, on the minute."""
    return post_of(number, at, PASTED, risk="food_safety", tone=Tone.NEGATIVE, views=200_000)


def malicious(number: int, at: datetime) -> Entry:
    return post_of(number, at, BLACKMAIL, kind=Kind.COMPLAINT, risk="service", extra={"tier": "VIP"})


def post_of(number: int, at: datetime, text: str, **more: object) -> Entry:
    return post(number, text, at=at, author=f"用户{70_000 + number}", **more)  # type: ignore[arg-type]


def flood(each: Callable[[int, datetime], Entry], count: int, apart: float) -> list[Entry]:
    return [each(n, NOW + n * apart * MINUTE) for n in range(count)]


def rule_of(name: str) -> Rule:
    """The rule of a story; a flood shows from five posts on, so no fewer may be enough."""
    rule = next(story.rule for story in STORIES if story.name == name)
    return replace(rule, count=max(rule.count, 6)) if rule.type in (RuleType.KEYWORD, RuleType.REACH) else rule


FLOODS = {
    "keyword": flood(made, 12, 1),
    "volume": flood(made, 180, 0.25),
    "growth": [*flood(made, 4, 5), *(made(100 + n, NOW + (70 + n / 2) * MINUTE) for n in range(40))],
    "reach": flood(made, 9, 1),
    "repost": flood(made, 12, 1),
    "complaint_rate": flood(malicious, 150, 0.3),
    "complaint_vip": flood(malicious, 4, 5),
}


def signals(rule: Rule, entries: list[Entry]) -> list[str]:
    story = Story("", rule, lambda *_: entries)
    house = house_of(story)
    live(house, entries)
    return [str(each.numbers.get("suspected", 0)) for each in told(house, story)]


def test_every_type_that_counts_mentions_is_tried() -> None:
    tried = {rule_of(name).type for name in FLOODS}
    assert set(RuleType) - tried == {
        *(RuleType.RATIO, RuleType.NEW_TERM, RuleType.FIRST, RuleType.COMPOSITE, RuleType.SILENCE)
    }


@pytest.mark.parametrize("name", FLOODS)
def test_what_is_suspected_breaks_a_rule_unless_the_rule_says_that_it_weighs_nothing(name: str) -> None:
    rule = rule_of(name)
    assert signals(rule, FLOODS[name]) == ["0"]
    assert signals(replace(rule, suspected=0.0), FLOODS[name]) == []


def test_a_flood_beside_real_voices_is_told_with_how_much_of_it_is_in_doubt() -> None:
    story = Story("", replace(rule_of("keyword"), suspected=0.2), lambda *_: [])
    house = house_of(story)
    voices = ["喝出一只苍蝇", "杯底有虫子，退钱", "孩子喝完拉肚子了", "店员说虫子是茶叶", "我也喝到了，恶心"]
    real = [
        post(900 + n, text, at=NOW + (13 + n * n) * MINUTE, risk="food_safety", author=f"老顾客{'甲乙丙丁戊'[n]}")
        for n, text in enumerate(voices)
    ]
    live(house, [*flood(made, 12, 1), *real])
    (signal,) = told(house, story)
    assert signal.numbers["suspected"] >= 5
    (ref,) = house.changes[0].after.signals
    assert "疑似水军或恶意，每条按 0.2 条计" in why_rule(house.engine, ref)
    assert len(signal.evidence) == signal.numbers["count"], "nothing is dropped"
