"""Time as it really goes: reminders, deadlines, restarts, late news and old news."""

import json
from datetime import timedelta
from pathlib import Path

from domain.incident import EventKind
from monitor.importing import import_file
from playbooks import actions
from tests.story.texts import SCANDAL, SPREAD, burst
from tests.story.world import World

HOUR = timedelta(hours=1)


def reminders(world: World) -> list[str]:
    return [line for card in world.cards for line in world.quiet_lines(card) if "提醒：" in line]


def test_a_reminder_is_quiet_and_the_deadline_after_it_rings_the_next_role_once(world: World) -> None:
    world.flood([*SCANDAL, *SPREAD], 22, minutes=1)
    assert world.incident().level == "urgent"
    world.wait(1.75 * HOUR)
    [said] = reminders(world)
    assert "前须完成首次响应“联系当事顾客：先问身体，陪同就医”" in said
    assert world.rings == []
    world.wait(0.5 * HOUR)
    [ring] = world.rings
    assert "首次响应“联系当事顾客：先问身体，陪同就医”（客服）" in ring.seen
    assert "时限已到" in ring.seen and "等级由 紧急 3/4 升为 重大 4/4" in ring.seen
    assert "请总指挥 示例法务 立即接手" in ring.seen
    assert ring.pings == ["U0LEGAL"]


def test_an_acknowledgement_stops_the_reminders_and_shows_on_the_card(world: World) -> None:
    world.flood(SCANDAL, 6)
    world.act(lambda desk, case, now: actions.acknowledge(case, "示例值班", desk, now))
    [card] = world.cards
    assert "事件 1 · 已接手 · 示例值班 03-05 15:00 确认接手" in card.seen
    assert "确认接手：fenghuo" not in card.seen
    world.wait(7.5 * HOUR)
    assert reminders(world) == []
    assert world.rings == []


def test_an_acknowledgement_after_which_no_step_is_marked_lapses_and_rings(world: World) -> None:
    world.flood(SCANDAL, 6)
    soon = [step.id for step in world.incident().steps if step.due_at <= world.now + 9 * HOUR]
    world.do_steps(soon)
    world.wait(HOUR)
    world.act(lambda desk, case, now: actions.acknowledge(case, "示例法务", desk, now))
    world.wait(8 * HOUR)
    [ring] = world.rings
    assert "示例法务 于 8 小时前确认接手，此后没有步骤完成，确认已失效" in ring.seen
    assert "U0LEGAL" in ring.pings
    assert "的接手已失效" in world.cards[0].seen
    assert world.timeline().count(EventKind.ACK_LAPSED) == 1


def test_a_marked_step_keeps_the_acknowledgement(world: World) -> None:
    world.flood(SCANDAL, 6)
    world.act(lambda desk, case, now: actions.acknowledge(case, "示例值班", desk, now))
    world.wait(HOUR)
    world.do_steps([step.id for step in world.incident().steps[:9]])
    world.wait(8 * HOUR)
    assert EventKind.ACK_LAPSED not in world.timeline()
    assert world.incident().is_acknowledged


def test_a_deadline_that_passes_while_the_monitor_is_down_rings_once_for_deadline_and_raise(world: World) -> None:
    world.flood([*SCANDAL, *SPREAD], 22, minutes=1)
    world.restart(after=5 * HOUR)
    [ring] = world.rings
    assert ring.key.startswith("1:deadline:")
    assert "等 9 项已超时 3 小时" in ring.seen
    assert "现为 重大 4/4：首次响应“联系当事顾客：先问身体，陪同就医”（客服）" in world.cards[0].seen
    assert "等级由 紧急 3/4 升为 重大 4/4" in ring.seen
    kinds = world.timeline()
    assert kinds.count(EventKind.DEADLINE_PASSED) == 1
    world.restart()
    world.restart(after=timedelta(minutes=5))
    assert len(world.rings) == 1
    assert world.timeline() == kinds
    assert reminders(world) == []


def test_a_burst_that_a_restart_cuts_in_two_still_alarms(world: World) -> None:
    world.flood(SCANDAL[:2], 2)
    assert world.cards == []
    world.restart(after=timedelta(minutes=10))
    world.flood(SCANDAL[2:3], 1)
    assert len(world.cards) == 1


def test_what_was_stored_before_the_monitor_died_is_judged_when_it_comes_back(world: World) -> None:
    world.arrive(burst(SCANDAL, world.now, 6))
    assert world.cards == []
    world.restart()
    assert len(world.cards) == 1


def test_late_news_alarms_once_and_says_how_late_it_is(world: World) -> None:
    past = world.now - timedelta(minutes=110)
    world.arrive(burst(SCANDAL, past, 3))
    world.settle()
    assert "晚到 1 小时 50 分钟" in world.cards[0].seen
    world.wait(HOUR)
    world.restart()
    assert len(world.slack.messages) == 1
    assert world.timeline() == [EventKind.OPENED]


def test_old_news_is_stored_and_never_alarms(world: World) -> None:
    assert world.arrive(burst(SCANDAL, world.now - timedelta(days=3), 40)).stored == 40
    assert world.arrive(burst(SPREAD, world.now, 40, minutes=1), live=False).stored == 40
    world.settle()
    world.wait(24 * HOUR)
    assert world.incidents() == []
    assert world.slack.messages == []


def test_an_import_that_is_repeated_changes_nothing(world: World, tmp_path: Path) -> None:
    path = tmp_path / "partner.jsonl"
    rows = burst(SCANDAL, world.now, 9)
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    first = import_file(world.monitor, str(path))
    world.settle()
    before = world.incident(), len(world.slack.requests)
    again = import_file(world.monitor, str(path))
    world.settle()
    assert (first.received, first.stored) == (9, 9)
    assert (again.received, again.stored, again.duplicate) == (9, 0, 9)
    assert (world.incident(), len(world.slack.requests)) == before
