from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.deadline import DeadlineKind
from domain.incident import EventKind, Incident
from domain.notice import NoticeKind
from domain.step import StepState
from playbooks.actions import acknowledge, do_step
from playbooks.casework import replan
from playbooks.deadlines import deadlines
from playbooks.escalation import Fired, fire, first_to_ring
from tests.unit.playbooks.house import DAY, DESK, HOUR, MINUTE, SCALE, START, at_level, incident, opened


def fired(case: Incident, now: datetime) -> Fired:
    result = fire(case, DESK, now)
    assert result is not None
    return result


def test_nothing_is_due_before_its_time() -> None:
    assert fire(opened("major"), DESK, START + 22 * MINUTE) is None


def test_a_reminder_is_quiet_and_said_once() -> None:
    result = fired(opened("major"), START + 23 * MINUTE)
    (telling,) = result.tellings
    assert telling.kind is NoticeKind.THREAD and telling.people == ()
    assert telling.text == "提醒：03-16 10:30 前须完成首次响应“步骤 call_back”（客服 示例客服）。"
    assert [entry.kind for entry in result.entries] == [EventKind.REMINDED]
    assert fire(result.incident, DESK, START + 24 * MINUTE) is None


def test_a_passed_deadline_raises_the_level_and_rings_the_next_role_and_management() -> None:
    result = fired(opened("urgent"), START + 2 * HOUR + 5 * MINUTE)
    (ring,) = result.tellings
    assert ring.kind is NoticeKind.DEADLINE
    assert ring.people == ("示例法务", "示例总经理")
    assert "等级由 紧急 3/4 升为 重大 4/4。" in ring.text
    assert "请总指挥 示例法务 立即接手，并告知管理层。" in ring.text
    assert (result.incident.level, result.incident.rank, result.incident.escalations) == ("major", 4, 1)
    assert [entry.kind for entry in result.entries] == [EventKind.DEADLINE_PASSED, EventKind.RAISED]


def test_several_deadlines_that_pass_at_one_judgement_are_one_escalation_and_one_ring() -> None:
    result = fired(opened("general"), START + 25 * HOUR)
    (ring,) = result.tellings
    assert result.incident.level == "important"
    assert ring.text.startswith(
        "首次响应“步骤 call_back”（客服 示例客服）、步骤“步骤 secure_batch”（产品 示例产品）已超时 1 小时。"
    )


def test_the_top_level_stays_and_the_chain_goes_on_to_its_end() -> None:
    case, rung = opened("major"), []
    for hours in (1, 3, 5, 25, 49):
        result = fired(case, START + hours * HOUR)
        (ring,) = (each for each in result.tellings if each.kind is NoticeKind.DEADLINE)
        rung.append(ring.people[0])
        assert "等级已是最高（重大 4/4）" in ring.text
        assert result.incident.level == "major"
        case = result.incident
    assert rung == ["示例法务", "示例总经理", "示例总经理", "示例总经理", "示例总经理"]


def test_a_raise_by_a_deadline_brings_the_steps_of_the_new_level() -> None:
    result = fired(opened("urgent"), START + 2 * HOUR)
    assert "convene" in {step.id for step in result.incident.steps}


def test_a_raise_by_a_deadline_does_not_break_the_next_levels_limits_at_once() -> None:
    result = fired(opened("general"), START + 24 * HOUR)
    assert fire(result.incident, DESK, START + 24 * HOUR + MINUTE) is None


def test_it_is_told_how_late_a_deadline_is_that_passed_while_the_monitor_was_down() -> None:
    result = fired(opened("major"), START + 30 * MINUTE + 1 * HOUR + 50 * MINUTE)
    assert "已超时 1 小时 50 分钟" in result.tellings[0].text
    assert result.entries[0].details["late_minutes"] == [110, 80, 20]


def test_an_acknowledged_incident_rings_nobody_for_its_first_response() -> None:
    case = acknowledge(opened("major"), "示例值班", DESK, START + 10 * MINUTE).incident
    assert fire(case, DESK, START + 35 * MINUTE) is None


def test_an_acknowledgement_without_a_step_lapses_and_rings_without_a_raise() -> None:
    case = acknowledge(opened("major"), "示例值班", DESK, START + 10 * MINUTE).incident
    result = fired(case, START + 40 * MINUTE)
    (ring,) = result.tellings
    assert ring.kind is NoticeKind.LAPSE and ring.people == ("示例值班",)
    assert "示例值班 于 30 分钟前确认接手" in ring.text
    assert result.incident.acknowledgement is not None and result.incident.acknowledgement.lapsed
    assert result.incident.level == "major" and result.incident.escalations == 0
    assert [entry.kind for entry in result.entries] == [EventKind.ACK_LAPSED]
    kinds = {each.kind for each in deadlines(result.incident, SCALE)}
    assert {DeadlineKind.FIRST_RESPONSE, DeadlineKind.REMINDER} <= kinds


def test_a_lapsed_acknowledgement_can_be_given_again() -> None:
    case = acknowledge(opened("major"), "示例值班", DESK, START + 10 * MINUTE).incident
    case = fired(case, START + 40 * MINUTE).incident
    case = acknowledge(case, "示例值班", DESK, START + 45 * MINUTE).incident
    assert case.is_acknowledged


def test_a_first_card_rings_the_duty_and_whoever_has_to_act_first() -> None:
    assert first_to_ring(opened("major"), DESK, START) == ("示例值班", "示例客服")


def test_a_house_without_people_rings_nobody_and_still_escalates() -> None:
    desk = replace(DESK, people=())
    result = fire(opened("urgent", desk=desk), desk, START + 3 * HOUR)
    assert result is not None
    assert result.tellings[0].people == () and result.incident.level == "major"


def test_english_houses_read_english() -> None:
    desk = replace(DESK, lang="en")
    result = fire(incident("urgent"), desk, START + 3 * HOUR)
    assert result is not None
    assert result.tellings[0].text.startswith(
        "Late by 1 h: first response. The level rises from Urgent 3/4 to Major 4/4."
    )


ACTS = st.lists(
    st.tuples(st.integers(1, 600), st.sampled_from(["judge", "ack", "step", "raise", "rebuild"])), max_size=40
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([level.id for level in SCALE.levels]), ACTS)
def test_whatever_happens_and_restarts_each_deadline_fires_once_and_never_early(
    level: str, acts: list[tuple[int, str]]
) -> None:
    case, now, counted = opened(level), START, Counter[str]()
    for minutes, act in [*acts, (60 * 24 * 40, "judge"), (60 * 24 * 40, "judge")]:
        now += minutes * MINUTE
        before = {each.key: each for each in deadlines(case, SCALE)}
        rank = case.rank
        case = _act(case, act, now)
        if act == "judge":
            new = [key for key in case.settled_deadlines if counted[key] == 0 and key in before]
            assert all(before[key].due_at <= now for key in new)
            assert all(key in case.settled_deadlines for key, each in before.items() if each.due_at <= now)
            assert case.rank <= rank + 1
        counted = Counter(case.settled_deadlines)
        assert not counted or max(counted.values()) == 1


def _act(case: Incident, act: str, now: datetime) -> Incident:
    left = [step.id for step in case.steps if step.state is StepState.OPEN]
    match act:
        case "ack" if not case.is_acknowledged:
            return acknowledge(case, "示例值班", DESK, now).incident
        case "step" if left:
            return do_step(case, "示例法务", left[0], DESK, now).incident
        case "raise" if case.rank < SCALE.top:
            return replan(case, at_level(case, SCALE.raised(case.level).id), DESK, now)
        case "judge":
            result = fire(case, DESK, now)
            return result.incident if result else case
    return case


@settings(max_examples=100, deadline=None)
@given(st.lists(st.timedeltas(min_value=MINUTE, max_value=3 * DAY), min_size=1, max_size=30))
def test_judging_often_or_seldom_ends_with_the_same_deadlines_settled(gaps: list[timedelta]) -> None:
    often, now = opened("major"), START
    for gap in gaps:
        now += gap
        result = fire(often, DESK, now)
        often = result.incident if result else often
    once = fire(opened("major"), DESK, now)
    assert set(often.settled_deadlines) == set(once.incident.settled_deadlines if once else ())
