from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from alerting.notices import News, compose, source_failing, source_mended
from domain.change import Change
from domain.clock import MINUTE
from domain.incident import EventKind, TimelineEntry
from domain.notice import Notice, NoticeKind
from domain.source import SourceState
from tests.unit.alerting.house import House, engine, post
from tests.unit.alerting.making import NOW
from tests.unit.alerting.test_incidents import act, burst, stored

HOUR = timedelta(hours=1)
LATER = NOW + MINUTE


@dataclass(frozen=True, slots=True)
class Said:
    """What case work says of a deadline."""

    kind: NoticeKind
    key: str
    text: str
    people: tuple[str, ...] = ()


@pytest.fixture
def house() -> House:
    """A house whose first incident has been told."""
    opened = House()
    opened.hear(burst(1))
    return opened


def on(channel: str, notices: Sequence[Notice]) -> list[tuple[NoticeKind, str]]:
    return [(each.kind, each.key) for each in notices if each.channel == channel]


def entry(kind: EventKind, actor: str = "", reason: str = "", **details: object) -> TimelineEntry:
    return TimelineEntry(kind, LATER, actor, reason, details)


def told(house: House, *entries: TimelineEntry, tellings: Sequence[Said] = ()) -> list[Notice]:
    """Return the notices of a change of incident 1 with these entries."""
    before, card = stored(house), house.notices[0].card
    assert card is not None
    change = Change(before, replace(before, version=before.version + 1), entries)
    return compose(engine(), [News(change, card, ("示例值班",), tuple(tellings))], LATER)


def test_the_first_card_is_the_first_ring_once_on_every_channel(house: House) -> None:
    assert on("duty", house.notices) == [(NoticeKind.CARD, "1:card@duty")]
    assert on("screen", house.notices) == [(NoticeKind.CARD, "1:card@screen")]
    assert all(notice.rings and notice.people == ("示例值班",) for notice in house.notices)


def test_routine_news_edits_the_card_adds_one_line_and_rings_nobody(house: House) -> None:
    del house.notices[:]
    house.hear(burst(20, 6), LATER)
    assert on("duty", house.notices) == [(NoticeKind.THREAD, "1:thread:2@duty"), (NoticeKind.EDIT, "1:edit:2@duty")]
    assert not any(notice.rings or notice.people for notice in house.notices)
    assert house.notices[0].text.startswith("事件 1（山茶茶饮 · 食品安全）：规则“食品安全词”")


def test_numbers_that_hardly_moved_are_not_worth_an_edit(house: House) -> None:
    del house.notices[:]
    house.hear([post(50)], LATER)
    assert house.notices == []


def test_a_raise_rings_once_with_its_reason(house: House) -> None:
    del house.notices[:]
    house.hear(burst(20, 1, views=150_000), LATER)
    ring, edit = [notice for notice in house.notices if notice.channel == "duty"]
    assert (ring.kind, ring.key, ring.people) == (NoticeKind.RAISED, "1:raised:4.2@duty", ("示例值班",))
    assert "等级由 重要 2/4 升为 重大 4/4。" in ring.text and "150,000 ≥ 100,001" in ring.text
    assert edit.kind is NoticeKind.EDIT and edit.card is not None and edit.card.rank == 4


def test_the_second_raise_to_a_level_is_another_ring(house: House) -> None:
    house.hear(burst(20, 1, views=150_000), LATER)
    act(house, level="general", rank=1, criteria=())
    house.hear(burst(30, 1), LATER)
    raised = [notice.key for notice in house.notices if notice.kind is NoticeKind.RAISED]
    assert len(raised) == len(set(raised)) == 4


def test_a_reopening_rings_by_its_number(house: House) -> None:
    notices = told(house, entry(EventKind.REOPENED, reason="重新开启。"), entry(EventKind.JOINED, reason="规则甲。"))
    assert on("duty", notices) == [(NoticeKind.REOPENED, "1:reopened:0@duty"), (NoticeKind.EDIT, "1:edit:2@duty")]


def test_a_deadline_and_the_raise_that_comes_of_it_are_one_ring(house: House) -> None:
    said = Said(
        NoticeKind.DEADLINE, "step:isolate@0", "首次响应已超时 5 分。等级由 重要 2/4 升为 紧急 3/4。", ("示例法务",)
    )
    passed = entry(EventKind.DEADLINE_PASSED, reason="首次响应已超时 5 分。")
    raised = entry(EventKind.RAISED, reason="因超时升级。", **{"from": "important", "to": "urgent"})
    ring, edit = [each for each in told(house, passed, raised, tellings=[said]) if each.channel == "duty"]
    assert (ring.key, ring.people) == ("1:deadline:step:isolate@0@duty", ("示例法务",))
    assert ring.text.count("超时") == 1 and "升为 紧急 3/4" in ring.text
    assert edit.kind is NoticeKind.EDIT


def test_a_raise_by_criteria_at_the_moment_of_a_deadline_is_said_in_the_same_ring(house: House) -> None:
    said = Said(NoticeKind.DEADLINE, "resolve@0", "事件解决已超时 5 分。")
    raised = entry(EventKind.RAISED, reason="等级由 重要 2/4 升为 紧急 3/4。", criteria=["spread"])
    rings = [each for each in told(house, raised, tellings=[said]) if each.rings and each.channel == "duty"]
    assert [each.kind for each in rings] == [NoticeKind.DEADLINE]
    assert "升为 紧急" in rings[0].text


def test_a_lapse_rings_and_a_reminder_does_not(house: House) -> None:
    lapse = Said(NoticeKind.LAPSE, "ack_lapse:1", "确认已失效。", ("示例值班",))
    assert [each.key for each in told(house, tellings=[lapse]) if each.rings] == [
        "1:lapse:ack_lapse:1@duty",
        "1:lapse:ack_lapse:1@screen",
    ]
    reminder = Said(NoticeKind.THREAD, "reminder:1", "提醒：快到时限。")
    assert [each.kind for each in told(house, entry(EventKind.REMINDED), tellings=[reminder])][:2] == [
        NoticeKind.THREAD,
        NoticeKind.EDIT,
    ]


def test_what_a_person_did_is_one_quiet_line(house: House) -> None:
    done = entry(EventKind.STEP_DONE, "示例值班", "已下架", step="isolate", title="隔离批次")
    thread, _ = [each for each in told(house, done) if each.channel == "duty"]
    assert thread.kind is NoticeKind.THREAD
    assert thread.text == "事件 1（山茶茶饮 · 食品安全）：示例值班 完成步骤“隔离批次”：已下架"


def test_a_raise_by_a_person_rings_and_names_who_did_it(house: House) -> None:
    raised = entry(EventKind.RAISED, "示例法务", "媒体来电", **{"from": "important", "to": "major"})
    ring = told(house, raised)[0]
    assert ring.rings and "示例法务 把等级由 重要 2/4 升为 重大 4/4：媒体来电" in ring.text


def test_an_empty_route_tells_nobody(house: House) -> None:
    change = Change(None, stored(house), (entry(EventKind.OPENED),))
    card = house.notices[0].card
    assert card is not None
    assert compose(engine(channels=()), [News(change, card)], NOW) == []


def test_operations_hear_of_a_failing_source_without_anything_private_and_of_its_mending() -> None:
    state = SourceState("食品新闻", failures=5, last_error="HTTP 503 from 13812345678\nretry", last_ok=NOW - HOUR)
    (failing,) = source_failing(engine(), state, NOW)
    assert (failing.channel, failing.kind, failing.rings) == ("screen", NoticeKind.OPERATIONS, False)
    assert failing.text == "来源“食品新闻”已连续失败 5 次（上次成功：03-16 09:00）：HTTP 503 from 138****5678 retry"
    (mended,) = source_mended(engine(lang="en"), state, LATER)
    assert mended.text == "Source “食品新闻” delivers again."
    assert failing.key != source_failing(engine(), state, LATER)[0].key
