"""Types of rules that read mentions themselves, on a real ledger in memory."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.clock import MINUTE
from domain.mention import Entry, Kind
from domain.outlet import Outlets
from domain.rule import Rule, RuleType
from domain.sentiment import Tone
from domain.signal import Signal
from domain.topic import brand_topic
from tests.unit.alerting.house import House, engine, post
from tests.unit.alerting.making import BRAND, NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REPOST = Rule("repost", RuleType.REPOST, "other", 6 * HOUR, "general", "转发", count=5, authors=4)
OUTLET = Rule("outlet", RuleType.FIRST, "media", 7 * DAY, "important", "首家媒体", of="outlet")
WIDE = Rule("wide", RuleType.FIRST, "other", 7 * DAY, "important", "大号", of="reach", reach=1_000_000)
NEW = Rule("new", RuleType.NEW_TERM, "other", HOUR, "general", "新词", count=4, authors=3)
REPEAT = Rule("repeat", RuleType.COMPLAINT, "service", 30 * DAY, "important", "二次投诉", of="repeat")
VIP = Rule("vip", RuleType.COMPLAINT, "service", DAY, "important", "VIP", of="vip")
RATE = Rule("rate", RuleType.COMPLAINT, "service", HOUR, "important", "投诉量", of="rate", floor=8)

STORY = "门店承认后厨使用过期牛奶，监管部门已经介入调查，网友要求公开监控"
OTHER_STORY = "有人在评论区说排队三小时没喝到，店员态度很差还骂人，已经报警处理"


def signals(house: House) -> list[Signal]:
    with house.ledger.read() as view:
        return [*view.rules.signals(limit=1000)][::-1]


def hear(rule: Rule, entries: list[Entry], *, size: int = 1, now: datetime | None = None) -> House:
    """Judge entries of one rule, in commits of a size, each at the time of its last mention."""
    house = House(engine((rule,)))
    for start in range(0, len(entries), size):
        batch = entries[start : start + size]
        house.hear(batch, now or batch[-1].mention.arrived_at)
    return house


def copies(text: str, count: int, start: int = 1, tone: Tone | None = Tone.NEGATIVE) -> list[Entry]:
    return [post(start + n, text, at=NOW + (start + n) * MINUTE, tone=tone) for n in range(count)]


def complaint(number: int, author: str, *, at: datetime = NOW, **more: object) -> Entry:
    return post(number, at=at, kind=Kind.COMPLAINT, author=author, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [1, 3, 500])
def test_each_text_that_is_copied_often_enough_is_told_once(size: int) -> None:
    stream = [*copies(STORY, 8), *copies(OTHER_STORY, 7, start=20)]
    fired = [each for each in signals(hear(REPOST, stream, size=size)) if not each.numbers["again"]]
    assert len(fired) == 2
    assert [each.numbers["count"] for each in fired] == [5, 5]
    assert all(len(each.families) == 1 for each in fired)


def test_a_copied_text_that_is_no_trouble_is_a_campaign_and_a_few_loud_accounts_are_no_spread() -> None:
    assert signals(hear(REPOST, copies(STORY, 9, tone=Tone.POSITIVE))) == []
    loud = [post(n, STORY, at=NOW + n * MINUTE, author="同一个人", tone=Tone.NEGATIVE) for n in range(9)]
    assert signals(hear(REPOST, loud)) == []


def test_copies_over_a_restart_are_one_spread() -> None:
    before = hear(REPOST, copies(STORY, 3))
    after = House(before.engine, before.ledger)
    after.hear(copies(STORY, 2, start=10), NOW + 20 * MINUTE)
    assert [each.numbers["count"] for each in signals(after)] == [5]


@pytest.mark.parametrize("size", [1, 500])
def test_the_first_national_outlet_is_told_and_the_second_is_not(size: int) -> None:
    stream = [
        post(n, at=NOW + n * MINUTE, kind=Kind.NEWS, source=source, tone=tone)
        for n, (source, tone) in enumerate(
            [
                ("某地方网", Tone.NEGATIVE),
                ("新华社", Tone.POSITIVE),
                ("人民网", Tone.NEGATIVE),
                ("新华社", Tone.NEGATIVE),
            ]
        )
    ]
    (signal,) = signals(hear(OUTLET, stream, size=size))
    assert signal.about == "outlet:人民网"


def test_an_outlet_that_reported_before_the_monitor_started_was_the_first() -> None:
    house = House(engine((OUTLET,)))
    old = post(1, at=NOW - 3 * DAY, kind=Kind.NEWS, source="新华社", tone=Tone.NEGATIVE, live=False)
    house.hear([old])
    house.hear([post(2, at=NOW, kind=Kind.NEWS, source="人民网", tone=Tone.NEGATIVE)])
    assert signals(house) == []
    house.hear([post(3, at=NOW + 12 * DAY, kind=Kind.NEWS, source="人民网", tone=Tone.NEGATIVE)], NOW + 12 * DAY)
    assert len(signals(house)) == 1


def test_the_first_author_of_wide_reach_is_named() -> None:
    stream = [
        post(1, at=NOW, tone=Tone.NEGATIVE, followers=900),
        post(2, at=NOW + MINUTE, tone=Tone.NEGATIVE, followers=3_000_000, author="大号"),
        post(3, at=NOW + 2 * MINUTE, tone=Tone.NEGATIVE, followers=5_000_000, author="更大的号"),
    ]
    assert [each.about for each in signals(hear(WIDE, stream))] == ["reach:大号"]


def history() -> list[Entry]:
    said = "山茶茶饮的新品好喝，在门店里看到排队，真的很长"
    return [post(1000 + n, said, at=NOW - 10 * DAY + n * HOUR, live=False) for n in range(200)]


@pytest.mark.parametrize("size", [1, 500])
def test_a_word_never_said_of_the_brand_is_found_and_named(size: int) -> None:
    house = House(engine((NEW,)))
    house.hear(history())
    said(house, "山茶茶饮门店里看到了蟑螂窝，真的", size, Tone.NEGATIVE)
    (signal,) = signals(house)
    assert "蟑螂" in signal.about
    assert signal.numbers["count"] == 4


def said(house: House, text: str, size: int, tone: Tone) -> None:
    """Let six people say something, a minute apart, and the last minute pass."""
    stream = [post(n, text + "啊" * n, at=NOW + n * MINUTE, author=f"网友{n}", tone=tone) for n in range(6)]
    for start in range(0, len(stream), size):
        house.hear(stream[start : start + size], stream[start : start + size][-1].mention.arrived_at)
    house.judge(NOW + 7 * MINUTE)


def test_a_new_word_of_a_campaign_is_no_trouble() -> None:
    house = House(engine((NEW,)))
    house.hear(history())
    said(house, "山茶茶饮联名款蓝瓶盖上市，真的", 1, Tone.POSITIVE)
    assert signals(house) == []


def test_words_are_not_new_to_a_brand_that_is_new_itself() -> None:
    house = House(engine((NEW,)))
    said(house, "看到了蟑螂窝", 1, Tone.NEGATIVE)
    assert signals(house) == []


@pytest.mark.parametrize("size", [1, 500])
def test_a_person_who_complains_again_about_the_same_matter_is_told_once(size: int) -> None:
    stream = [
        complaint(1, "王", risk="service", at=NOW - 9 * DAY),
        complaint(2, "李", risk="service", at=NOW - 8 * DAY),
        complaint(3, "李", risk="refund", at=NOW - 7 * DAY),
        complaint(4, "王", risk="service", at=NOW),
    ]
    (signal,) = signals(hear(REPEAT, stream, size=size, now=NOW))
    assert signal.evidence == (f"{4:032x}", f"{1:032x}")
    assert "王" not in signal.id and signal.about == "repeat"


def test_a_vip_is_heard_at_once() -> None:
    ordinary = complaint(1, "王", extra={"客户等级": "普通"})
    vip = complaint(2, "李", extra={"客户等级": "VIP 金卡"}, at=NOW + MINUTE)
    (signal,) = signals(hear(VIP, [ordinary, vip]))
    assert signal.evidence == (f"{2:032x}",)


def test_more_complaints_than_usual_are_told_with_the_usual() -> None:
    house = House(engine((RATE,)))
    house.hear([complaint(n, f"人{n}", at=NOW - n * 2 * HOUR, live=False) for n in range(1, 300)])
    house.hear([post(5_000 + n, at=NOW - n * 10 * MINUTE, live=False) for n in range(3_000)])
    house.hear([complaint(1000 + n, f"新{n}", at=NOW) for n in range(30)], NOW)
    (signal,) = signals(house)
    assert signal.numbers["usual"] < 2 and signal.numbers["count"] == 30


def test_every_type_says_why_in_both_languages() -> None:
    for lang, word in (("zh", "规则"), ("en", "Rule")):
        for rule, stream in (
            (REPOST, copies(STORY, 6)),
            (WIDE, [post(2, at=NOW, tone=Tone.NEGATIVE, followers=3_000_000)]),
            (VIP, [complaint(2, "李", extra={"tier": "VIP"})]),
        ):
            house = House(engine((rule,), lang))
            house.hear(stream, NOW + HOUR)
            assert any(word in line for change in house.changes for line in [change.entries[0].reason, word])
            assert house.notices


def test_a_rule_that_needs_mentions_reads_those_of_the_brand() -> None:
    assert brand_topic(BRAND) in engine((REPOST,)).watches


def test_an_outlet_and_an_author_of_ones_own_lists_are_firsts_too() -> None:
    own = Outlets({"江城晚报": "national", "联合早报": "foreign"}, frozenset({"某评论员"}))
    outlet = replace(OUTLET, outlets=own)
    told = [
        post(1, at=NOW, kind=Kind.NEWS, source="联合早报", tone=Tone.NEGATIVE),
        post(2, at=NOW + MINUTE, kind=Kind.NEWS, source="江城晚报", tone=Tone.NEGATIVE),
    ]
    assert [each.about for each in signals(hear(outlet, told))] == ["outlet:江城晚报"]
    verified = replace(OUTLET, id="v", of="verified", outlets=own)
    spoken = [post(1, author="某评论员", tone=Tone.NEGATIVE), post(2, author="别人", tone=Tone.NEGATIVE)]
    assert [each.about for each in signals(hear(verified, spoken))] == ["verified:某评论员"]
