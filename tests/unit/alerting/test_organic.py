from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerting.organic import Sign, doubts_of
from domain.clock import MINUTE
from domain.mention import Kind, Mention, StoredMention
from tests.unit.alerting.house import House, engine, post
from tests.unit.alerting.making import NOW
from tests.unit.alerting.test_cards import shown

PASTED = "山茶茶饮太恶心了，大家千万不要去，我朋友喝出虫子还被店员骂"


def stored(number: int, text: str = PASTED, *, family: int = 1, minutes: float = 0, **fields: object) -> StoredMention:
    given = {"source": "微博", "kind": Kind.SOCIAL, "author": f"网友{chr(0x4E00 + number)}", **fields}
    at = NOW - timedelta(minutes=minutes)
    mention = Mention(id=f"{number:032x}", text=text, event_time=at, arrived_at=at, **given)  # type: ignore[arg-type]
    return StoredMention(number, mention, (), (), None, family)


def by_hand(size: int) -> list[StoredMention]:
    """Return posts at the times of people: now many, now none."""
    return [stored(number, minutes=number * number * 1.7) for number in range(size)]


def flood(size: int = 12) -> list[StoredMention]:
    return [stored(number, author=f"用户{70_000 + number * 13}", minutes=number) for number in range(size)]


def test_a_text_pasted_by_made_accounts_at_regular_intervals_is_suspected() -> None:
    doubts = doubts_of(flood())
    assert set(doubts.flood) == {Sign.COPIED, Sign.MADE_NAME, Sign.RHYTHM}
    assert len(doubts.suspected) == 12


def test_one_sign_alone_is_no_suspicion() -> None:
    doubts = doubts_of(by_hand(12))
    assert set(doubts.flood) == {Sign.COPIED}
    assert doubts.suspected == frozenset()


@pytest.mark.parametrize("marked", [f"//@示例用户：{PASTED}", f"转发微博 {PASTED}", f"RT @example {PASTED}"])
def test_reposts_that_say_so_are_natural_spread(marked: str) -> None:
    assert Sign.COPIED not in doubts_of([stored(number, marked, minutes=number**2) for number in range(12)]).flood


def test_news_that_print_the_same_agency_text_are_no_flood() -> None:
    assert (
        doubts_of([stored(n, kind=Kind.NEWS, author="通讯社", minutes=n**2) for n in range(12)]).suspected
        == frozenset()
    )


def test_young_accounts_and_accounts_that_post_again_and_again_are_signs() -> None:
    young = {"extra": {"account_created": (NOW - timedelta(days=3)).isoformat()}}
    assert Sign.YOUNG in doubts_of([stored(n, family=n, minutes=n**2, **young) for n in range(6)]).flood
    again = [stored(n, family=n, author="一个人", minutes=n**2) for n in range(6)]
    assert set(doubts_of(again).flood) == {Sign.FEW}


def test_a_date_of_an_account_that_can_not_be_read_is_no_sign() -> None:
    posts = [stored(n, family=n, minutes=n**2, extra={"account_created": "去年"}) for n in range(6)]
    assert Sign.YOUNG not in doubts_of(posts).flood


@pytest.mark.parametrize(
    ("text", "malicious"),
    [
        ("给我五万封口费，这事就算了", True),
        ("不给十万我就发抖音曝光你们", True),
        ("Pay me 5000 dollars or I will expose you", True),
        ("喝出虫子，不道歉我就找媒体", False),
        ("要求退款并赔偿医药费", False),
        ("再不处理我就曝光", False),
    ],
)
def test_asking_for_gain_under_threat_is_malice_and_a_threat_alone_is_a_right(text: str, malicious: bool) -> None:
    assert bool(doubts_of([stored(1, text, kind=Kind.COMPLAINT)]).malicious) is malicious


def test_who_refuses_every_offer_and_contradicts_himself_is_suspected_of_malice() -> None:
    first = stored(1, "我拒绝任何调解", kind=Kind.COMPLAINT, author="甲", product="奶茶", extra={"order": "A1"})
    other = stored(2, "我拒绝任何调解", kind=Kind.COMPLAINT, author="甲", product="果汁", extra={"order": "A1"})
    assert doubts_of([first]).malicious == frozenset()
    assert len(doubts_of([first, other]).malicious) == 2
    same = replace(other, mention=replace(other.mention, product="奶茶"))
    assert doubts_of([first, same]).malicious == frozenset()


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 300), st.text(max_size=20)), max_size=30))
def test_what_is_suspected_is_always_among_the_posts(rows: Sequence[tuple[int, int, str]]) -> None:
    posts = [
        stored(number, text, family=family, minutes=minutes, author=text)
        for number, (family, minutes, text) in enumerate(rows)
    ]
    doubts = doubts_of(posts)
    assert (doubts.suspected | doubts.malicious) <= {each.mention.id for each in posts}


def test_the_card_and_the_incident_carry_the_mark_and_nothing_is_dropped() -> None:
    house = House(engine())
    entries = [
        post(n, PASTED, at=NOW - n * MINUTE, risk="food_safety", author=f"用户{70_000 + n * 13}") for n in range(1, 13)
    ]
    house.hear(entries)
    card = shown(house)
    assert card.happened[-1] == (
        "疑似非自然传播（水军）：与此事有关的 12/12 条（逐字复制而非转发 12、账号名为机器式 12、发布间隔规律 12）。"
        "照常计数，请核实。"
    )
    facts = house.changes[-1].after.facts
    assert (facts["suspected_24h"], facts["organic_24h"], facts["risk_24h"]) == (12, 0, 12)


def test_the_card_of_people_says_nothing_of_doubts() -> None:
    house = House(engine())
    house.hear([post(n, at=NOW - n * n * MINUTE, risk="food_safety") for n in range(1, 7)])
    assert not any("疑似" in line for line in shown(house).happened)
