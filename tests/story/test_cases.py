"""The end of an incident, its return, and what is another matter."""

from datetime import timedelta

import pytest

from domain.errors import RefusedError
from domain.incident import EventKind, IncidentState
from domain.step import StepState
from monitor.caselist import incident_page
from playbooks import actions, facts
from tests.story.texts import PRIVACY, REGULATOR, SCANDAL, burst
from tests.story.world import World

VERIFIED = "已回访当事顾客，满意"


@pytest.fixture
def scandal(world: World) -> World:
    world.flood(SCANDAL, 6)
    return world


def close(world: World, *, force: bool = False) -> None:
    world.act(lambda desk, case, now: actions.close(case, "示例法务", desk, now, reason=VERIFIED, force=force))


def test_an_incident_with_open_steps_closes_only_by_force_and_with_a_reason(scandal: World) -> None:
    with pytest.raises(RefusedError, match="个步骤未完成"):
        close(scandal)
    close(scandal, force=True)
    incident = scandal.incident()
    assert incident.state is IncidentState.VERIFIED
    assert {step.state for step in incident.steps} == {StepState.SKIPPED}
    assert {step.note for step in incident.steps} == {VERIFIED}
    assert "已验证关闭" in scandal.cards[0].seen
    assert scandal.timeline()[-1] == EventKind.CLOSED
    scandal.wait(timedelta(days=2))
    assert scandal.rings == []


def test_an_incident_whose_steps_are_done_closes_after_verification(scandal: World) -> None:
    scandal.do_steps([step.id for step in scandal.incident().steps])
    with pytest.raises(RefusedError, match="低于 3"):
        scandal.act(lambda desk, case, now: actions.close(case, "示例法务", desk, now, reason="回访", satisfaction=2))
    close(scandal)
    assert scandal.incident().state is IncidentState.VERIFIED


def test_a_signal_of_the_same_category_within_three_days_reopens_and_rings(scandal: World) -> None:
    close(scandal, force=True)
    scandal.wait(timedelta(hours=70))
    scandal.flood(SCANDAL[::-1], 5, source="城市论坛")
    [incident] = scandal.incidents()
    assert incident.is_open and incident.reopened == 1
    [ring] = scandal.rings
    assert "关闭后又有新的信号，事件重新开启" in ring.seen
    assert "U0DUTY" in ring.pings
    assert len(scandal.cards) == 1
    assert "待接手" in scandal.cards[0].seen


def test_after_three_days_the_same_category_is_a_new_incident(scandal: World) -> None:
    close(scandal, force=True)
    scandal.wait(timedelta(hours=73))
    scandal.flood(SCANDAL[::-1], 5, source="城市论坛")
    assert [incident.is_open for incident in scandal.incidents()] == [False, True]
    assert len(scandal.cards) == 2


def test_a_second_scandal_with_evidence_of_its_own_opens_a_second_incident(scandal: World) -> None:
    scandal.flood(PRIVACY, 8)
    first, second = scandal.incidents()
    assert (first.category, second.category) == ("food_safety", "privacy")
    assert not set(first.evidence) & set(second.evidence)
    _, card = scandal.cards
    assert "山茶茶饮 · 隐私与数据安全" in card.seen
    assert scandal.mentioned(card) >= {"U0DUTY"}
    assert "虫" not in card.seen


def test_the_regulator_joins_the_open_incident_and_is_told(scandal: World) -> None:
    scandal.hear(burst(REGULATOR, scandal.now + timedelta(minutes=30), 2, source="晨光食品报", kind="news"))
    [incident] = scandal.incidents()
    assert incident.categories == ("food_safety", "regulator")
    assert any("新增类别：监管介入" in each.seen for each in scandal.slack.messages)
    assert len(scandal.cards) == 1


def test_a_mere_surge_joins_the_open_incident(scandal: World) -> None:
    plain = [f"山茶茶今天排队的人真多，第{number}次路过了，你们喝过吗" for number in range(40)]
    scandal.flood(plain, 40, minutes=1)
    [incident] = scandal.incidents()
    assert "volume_hour" in {signal.rule for signal in incident.signals}
    assert incident.category == "food_safety"
    assert len(scandal.cards) == 1


def test_the_timeline_tells_who_did_what_in_order(scandal: World) -> None:
    scandal.act(lambda desk, case, now: actions.acknowledge(case, "示例值班", desk, now))
    scandal.do_steps(["first_response"])
    scandal.act(lambda desk, case, now: facts.set_fact(case, "示例值班", "涉及门店", "梧桐路店", desk, now))
    scandal.act(lambda desk, case, now: actions.contain(case, "示例法务", desk, now, "门店已停售"))
    close(scandal, force=True)
    page = incident_page(scandal.monitor, 1)
    told = [line.split("  ")[-1] for line in page.rpartition("时间线\n")[2].splitlines()]
    assert told == [
        "事件开启，等级 重要 2/4。这是触发规则的起始等级。",
        "示例值班 已确认接手。",
        "示例值班 完成步骤“联系当事顾客：先问身体，陪同就医”。",
        "示例值班 更新了事实表：涉及门店。",
        "示例法务 更新了事件状态：门店已停售",
        "示例法务 关闭了事件：已回访当事顾客，满意",
    ]
    with scandal.monitor.ledger.read() as view:
        assert view.incidents.verify_audit() >= len(told)
