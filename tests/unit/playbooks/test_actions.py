from collections.abc import Callable
from dataclasses import replace

import pytest

from domain.errors import RefusedError
from domain.incident import EventKind, IncidentState, SignalRef
from domain.step import StepState
from playbooks.actions import (
    acknowledge,
    close,
    confirm_lowering,
    contain,
    do_step,
    lower_level,
    raise_level,
    resolve,
    skip_step,
)
from playbooks.facts import facts_of, set_fact
from playbooks.parting import merge, split
from tests.unit.playbooks.house import DESK, HOUR, MINUTE, START, incident, opened

NOW = START + 10 * MINUTE
EN = replace(DESK, lang="en")


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(RefusedError) as caught:
        act()
    return str(caught.value)


def test_acknowledging_says_who_has_it_and_until_when_it_holds() -> None:
    change = acknowledge(opened("major"), "示例值班", DESK, NOW)
    given = change.incident.acknowledgement
    assert given is not None and (given.person, given.lapses_at) == ("示例值班", NOW + 30 * MINUTE)
    assert change.incident.state is IncidentState.ACKNOWLEDGED
    assert [(entry.kind, entry.actor) for entry in change.entries] == [(EventKind.ACKNOWLEDGED, "示例值班")]


def test_the_same_person_can_not_acknowledge_twice_but_another_can_take_over() -> None:
    case = acknowledge(opened("major"), "示例值班", DESK, NOW).incident
    assert "已于 03-16 10:10 确认接手" in refused(lambda: acknowledge(case, "示例值班", DESK, NOW))
    taken = acknowledge(case, "示例法务", DESK, NOW).incident.acknowledgement
    assert taken is not None and taken.person == "示例法务"


def test_a_stranger_is_refused_and_the_people_known_are_named() -> None:
    message = refused(lambda: acknowledge(opened(), "路人", DESK, NOW))
    assert "没有“路人”" in message and "示例值班、示例替补、示例法务" in message
    assert "Nobody called “路人”" in refused(lambda: acknowledge(opened(), "路人", EN, NOW))


def test_a_step_is_marked_with_who_when_and_how() -> None:
    change = do_step(opened(), "示例客服", "call_back", DESK, NOW, "已回电 3 人")
    step = next(step for step in change.incident.steps if step.id == "call_back")
    assert (step.state, step.settled_by, step.settled_at, step.note) == (StepState.DONE, "示例客服", NOW, "已回电 3 人")
    assert change.entries[0].details["late_minutes"] == 0


def test_a_step_marked_late_says_by_how_much() -> None:
    change = do_step(opened("major"), "示例客服", "call_back", DESK, START + HOUR)
    assert change.entries[0].details["late_minutes"] == 30


def test_skipping_a_step_needs_a_reason() -> None:
    assert "原因" in refused(lambda: skip_step(opened(), "示例客服", "call_back", DESK, NOW, " "))
    change = skip_step(opened(), "示例客服", "call_back", DESK, NOW, "投诉人匿名")
    assert change.entries[0].kind is EventKind.STEP_SKIPPED


def test_an_unknown_or_settled_step_is_refused() -> None:
    case = do_step(opened(), "示例客服", "call_back", DESK, NOW).incident
    assert "未完成的步骤有：secure_batch" in refused(lambda: do_step(case, "示例客服", "coffee", DESK, NOW))
    assert "示例客服 于 03-16 10:10" in refused(lambda: do_step(case, "示例法务", "call_back", DESK, NOW))


def test_raising_goes_up_by_one_unless_a_level_is_named() -> None:
    assert raise_level(opened("general"), "示例法务", DESK, NOW).incident.level == "important"
    change = raise_level(opened("general"), "示例法务", DESK, NOW, "major", "电视台来电")
    assert change.incident.rank == 4 and change.incident.level_reason == "电视台来电"
    assert change.entries[0].details == {"from": "general", "to": "major"}
    assert "convene" in {step.id for step in change.incident.steps}


def test_raising_to_what_is_no_higher_is_refused() -> None:
    assert "重大 4/4" in refused(lambda: raise_level(opened("major"), "示例法务", DESK, NOW))
    assert "并不更高" in refused(lambda: raise_level(opened("urgent"), "示例法务", DESK, NOW, "general"))
    assert "general、important" in refused(lambda: raise_level(opened(), "示例法务", DESK, NOW, "huge"))


def test_lowering_needs_a_lower_level_and_a_reason() -> None:
    assert "原因" in refused(lambda: lower_level(opened("major"), "示例法务", "general", DESK, NOW, ""))
    assert "并不更低" in refused(lambda: lower_level(opened("urgent"), "示例法务", "major", DESK, NOW, "误报"))
    change = lower_level(opened("major"), "示例法务", "general", DESK, NOW, "误报")
    assert (change.incident.level, change.entries[0].kind) == ("general", EventKind.LOWERED)


def test_a_proposed_lowering_is_confirmed_by_a_person() -> None:
    assert "没有待确认" in refused(lambda: confirm_lowering(opened("major"), "示例法务", DESK, NOW))
    proposed = replace(opened("major"), proposed_level="urgent")
    change = confirm_lowering(proposed, "示例法务", DESK, NOW)
    assert change.incident.level == "urgent" and change.incident.proposed_level == ""
    assert change.entries[0].reason == "确认系统的降级建议"


def test_the_life_of_an_incident_only_goes_forward() -> None:
    case = resolve(contain(opened(), "示例法务", DESK, NOW).incident, "示例法务", DESK, NOW).incident
    assert case.state is IncidentState.RESOLVED
    assert "已是 resolved" in refused(lambda: contain(case, "示例法务", DESK, NOW))


def test_closing_with_open_steps_is_refused_and_names_them() -> None:
    message = refused(lambda: close(opened(), "示例法务", DESK, NOW, reason="已回访"))
    assert "还有 2 个步骤未完成" in message and "secure_batch" in message


def test_a_forced_close_skips_what_is_open_with_the_reason() -> None:
    change = close(opened(), "示例法务", DESK, NOW, reason="误报", force=True)
    assert change.incident.state is IncidentState.VERIFIED and change.incident.closed_at == NOW
    assert {(step.state, step.note) for step in change.incident.steps} == {(StepState.SKIPPED, "误报")}
    assert change.entries[0].details["skipped"] == ["call_back", "secure_batch"]


def test_people_who_are_not_satisfied_keep_the_incident_open() -> None:
    case = opened()
    for step in ("call_back", "secure_batch"):
        case = do_step(case, "示例客服", step, DESK, NOW).incident
    assert "回到处置中" in refused(lambda: close(case, "示例法务", DESK, NOW, reason="回访", satisfaction=2))
    assert "1 到 5" in refused(lambda: close(case, "示例法务", DESK, NOW, reason="回访", satisfaction=9))
    assert "原因" in refused(lambda: close(case, "示例法务", DESK, NOW, reason=""))
    assert not close(case, "示例法务", DESK, NOW, reason="回访满意", satisfaction=4).incident.is_open


def test_a_closed_incident_takes_no_more_acts() -> None:
    closed = close(opened(), "示例法务", DESK, NOW, reason="误报", force=True).incident
    assert "已关闭" in refused(lambda: acknowledge(closed, "示例值班", DESK, NOW))


def test_facts_are_written_struck_out_and_kept_in_the_timeline() -> None:
    change = set_fact(opened(), "示例值班", "涉事门店", "示例路店", DESK, NOW)
    assert facts_of(change.incident) == {"品牌": "山茶茶饮", "brand": "山茶茶饮", "涉事门店": "示例路店"}
    gone = set_fact(change.incident, "示例值班", "涉事门店", "", DESK, NOW)
    assert "涉事门店" not in gone.incident.fact_sheet
    assert gone.entries[0].details == {"name": "涉事门店", "old": "示例路店", "new": ""}


@pytest.mark.parametrize(
    ("name", "value"),
    [("门 店", "x"), ("{{门店}}", "x"), ("", "x"), ("门店", "{{ 品牌 }}"), ("门店", "a\nb"), ("门店", "长" * 501)],
)
def test_a_fact_that_could_not_stand_in_a_text_is_refused(name: str, value: str) -> None:
    refused(lambda: set_fact(opened(), "示例值班", name, value, DESK, NOW))


SIGNALS = tuple(SignalRef(f"s-{each}", each, "keyword", each, START, {}) for each in ("food_safety", "logistics"))


def test_a_split_moves_signals_and_evidence_into_an_incident_of_its_own() -> None:
    case = replace(opened("urgent"), signals=SIGNALS, evidence=("a", "b"), categories=("food_safety", "logistics"))
    parted = split(case, "示例法务", "logistics", DESK, NOW, reason="两件事", evidence=["b"])
    old, new = parted.stays.incident, parted.other.incident
    assert (old.evidence, old.categories, [each.id for each in old.signals]) == (
        ("a",),
        ("food_safety",),
        ["s-food_safety"],
    )
    assert (new.id, new.category, new.evidence, new.split_from) == (0, "logistics", ("b",), 12)
    assert new.detected_at == NOW and new.playbook == "other" and new.steps[0].due_at == NOW + 2 * HOUR


def test_a_split_that_moves_nothing_or_too_much_is_refused() -> None:
    case = replace(opened(), evidence=("a",))
    assert "没有类别" in refused(lambda: split(case, "示例法务", "logistics", DESK, NOW, reason="x"))
    assert "不是事件 12 的证据" in refused(
        lambda: split(case, "示例法务", "logistics", DESK, NOW, reason="x", evidence=["z"])
    )
    assert "不能以类别" in refused(
        lambda: split(case, "示例法务", "food_safety", DESK, NOW, reason="x", evidence=["a"])
    )


def test_a_merge_keeps_the_higher_level_all_evidence_and_what_was_done() -> None:
    target = replace(opened("important"), evidence=("a",), fact_sheet={"门店": "甲店"})
    done = do_step(opened("urgent"), "示例客服", "call_back", DESK, NOW).incident
    source = replace(done, id=13, evidence=("a", "c"), fact_sheet={"门店": "乙店", "批次": "B1"})
    parted = merge(source, target, "示例法务", DESK, NOW, reason="同一件事")
    kept, gone = parted.stays.incident, parted.other.incident
    assert kept.level == "urgent" and kept.evidence == ("a", "c")
    assert kept.fact_sheet == {"门店": "甲店", "批次": "B1"}
    assert parted.stays.entries[0].details == {"from": 13, "contradicting": ["门店"]}
    assert {step.id: step.state for step in kept.steps}["call_back"] is StepState.DONE
    assert (gone.state, gone.merged_into, gone.closed_at) == (IncidentState.MERGED, 12, NOW)
    assert "已并入事件 12" in refused(lambda: acknowledge(gone, "示例值班", DESK, NOW))


def test_incidents_of_two_brands_are_not_merged() -> None:
    other = replace(incident(), id=13, brand="别家")
    assert "同一品牌" in refused(lambda: merge(other, opened(), "示例法务", DESK, NOW, reason="x"))
