"""What may be said: drafts wait for two people, a preview is no text to publish, and every use is on record."""

import hashlib

import pytest

from domain.errors import RefusedError
from domain.incident import EventKind
from monitor.casebook import Act
from monitor.shelf import approve_statement, pull_statement
from playbooks import facts
from tests.story.texts import SCANDAL
from tests.story.world import World

HOLDING = "holding_food_safety"
FACTS = {
    "发现时间": "3 月 5 日 15 时",
    "事件概述": "有顾客反映在饮品中发现异物",
    "涉及门店": "梧桐路店",
    "涉及产品": "栗香奶茶（批次核对中）",
    "已采取措施": "涉事产品已停售并封存，已请顾客就医",
    "送检安排": "样品今晚送往有资质的机构，预计 3 月 7 日出结果",
    "下次更新时间": "3 月 6 日 10 时",
    "联系电话": "400-000-0000（9 时至 21 时）",
    "发布日期": "2026 年 3 月 5 日",
}


def approve(world: World, statement: str = HOLDING) -> None:
    """Legal and PR approve the exact text."""
    approve_statement(world.monitor, statement, "示例法务", "legal", None)
    approve_statement(world.monitor, statement, "示例值班", "pr", None)
    world.settle()


def know(world: World, *names: str) -> None:
    """Write facts into the sheet of the incident."""
    for name in names:
        world.act(knowing(name))


def knowing(name: str) -> Act:
    return lambda desk, case, now: facts.set_fact(case, "示例值班", name, FACTS[name], desk, now)


@pytest.fixture
def scandal(world: World) -> World:
    world.flood(SCANDAL, 6)
    return world


def test_a_draft_says_who_it_waits_for_and_shows_no_text(scandal: World) -> None:
    shown = scandal.cards[0].seen
    assert f"食品安全先行声明 ({HOLDING}) · 草稿，不可用 · 等 法务（示例法务）、公关（示例值班） 批准" in shown
    assert "牵挂" not in shown
    approve_statement(scandal.monitor, HOLDING, "示例法务", "legal", None)
    scandal.settle()
    shown = scandal.cards[0].seen
    assert "只有一方批准，不可用" in shown and "等 公关（示例值班） 批准" in shown
    assert "牵挂" not in shown


def test_once_both_approved_the_card_previews_the_text_without_what_is_missing(scandal: World) -> None:
    approve(scandal)
    shown = scandal.cards[0].seen
    assert "不可直接发布" in shown and "批准人 示例法务、示例值班" in shown
    assert "【待补：发现时间】，我们得知【待补：事件概述】。我们首先牵挂的是当事顾客的身体" in shown
    know(scandal, "发现时间", "事件概述")
    assert "3 月 5 日 15 时，我们得知有顾客反映在饮品中发现异物。" in scandal.cards[0].seen
    assert scandal.rings == []


def test_nobody_approves_for_both_sides(scandal: World) -> None:
    with pytest.raises(RefusedError, match="示例值班 的角色是公关，不能以法务身份批准"):
        approve_statement(scandal.monitor, HOLDING, "示例值班", "legal", None)


def test_a_statement_is_pulled_only_when_approved_and_complete_and_its_use_is_on_record(scandal: World) -> None:
    with pytest.raises(RefusedError, match="尚未批准"):
        pull_statement(scandal.monitor, HOLDING, 1, "示例值班")
    approve(scandal)
    know(scandal, *list(FACTS)[:-1])
    with pytest.raises(RefusedError, match="还缺 1 项事实：发布日期"):
        pull_statement(scandal.monitor, HOLDING, 1, "示例值班")
    know(scandal, "发布日期")
    text = pull_statement(scandal.monitor, HOLDING, 1, "示例值班")
    scandal.settle()
    assert text.startswith("3 月 5 日 15 时，我们得知") and text.rstrip().endswith("2026 年 3 月 5 日")
    assert "待补" not in text and "{{" not in text
    with scandal.monitor.ledger.read() as view:
        [use] = view.statements.pulls(incident=1)
    assert (use.person, use.filled_hash) == ("示例值班", hashlib.sha256(text.encode()).hexdigest())
    assert scandal.timeline()[-1] == EventKind.STATEMENT_PULLED
    assert "示例值班 取用了声明 holding_food_safety" in scandal.quiet_lines(scandal.cards[0])[-1]
