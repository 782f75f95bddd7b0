from dataclasses import replace

from domain.deadline import DeadlineKind
from domain.incident import Acknowledgement, Incident
from domain.step import StepState
from playbooks.actions import do_step
from playbooks.casework import open_case, replan
from playbooks.deadlines import deadlines
from tests.unit.playbooks.house import DAY, DESK, HOUR, MINUTE, SCALE, START, at_level, incident, opened


def due(case: Incident) -> dict[str, object]:
    return {step.id: step.due_at - START for step in case.steps}


def test_a_new_incident_gets_the_steps_that_its_level_asks_for() -> None:
    assert due(opened("important")) == {"call_back": 8 * HOUR, "secure_batch": 8 * HOUR}


def test_the_limits_of_the_level_decide_when_first_response_holding_and_answer_are_due() -> None:
    assert due(opened("major")) == {
        "call_back": 30 * MINUTE,
        "convene": HOUR,
        "holding": 2 * HOUR,
        "secure_batch": 4 * HOUR,
        "answer": 24 * HOUR,
    }


def test_no_step_is_due_before_the_first_response_of_the_level() -> None:
    for level in SCALE.levels:
        assert min(step.due_at for step in opened(level.id).steps) == START + level.first_response


def test_steps_and_roles_get_the_names_of_people_on_duty() -> None:
    case = opened("major")
    owners = {step.id: step.owner for step in case.steps}
    assert owners["call_back"] == "示例客服"
    assert owners["convene"] == "示例法务"
    assert case.task_force == {
        "commander": "示例法务",
        "pr": "示例值班",
        "product": "示例产品",
        "customer_service": "示例客服",
        "management": "示例总经理",
    }


def test_a_night_case_is_owned_by_the_substitute() -> None:
    night = START + 14 * HOUR
    case = open_case(replace(incident("urgent"), detected_at=night), DESK, night)
    assert {step.owner for step in case.steps if step.role == "pr"} == {"示例替补"}


def test_statements_are_offered_in_the_order_their_steps_fall_due() -> None:
    assert opened("major").statements == ("apology", "holding", "answer", "report")


def test_the_working_days_of_the_level_end_the_case() -> None:
    assert opened("major").resolve_by == START + 2 * DAY


def test_an_unknown_category_gets_the_plan_for_everything_else() -> None:
    assert opened("general", "logistics").playbook == "other"


def test_a_raise_adds_steps_and_tightens_what_is_open() -> None:
    case = opened("general")
    raised = replan(case, at_level(case, "major"), DESK, START + 10 * MINUTE)
    assert due(raised) == {
        "call_back": 40 * MINUTE,
        "convene": HOUR,
        "holding": 2 * HOUR,
        "secure_batch": 4 * HOUR,
        "answer": 24 * HOUR,
    }
    assert raised.resolve_by == START + 2 * DAY


def test_a_late_raise_leaves_the_first_response_limit_of_the_new_level_to_everything() -> None:
    case = opened("general")
    raised = replan(case, at_level(case, "major"), DESK, START + 10 * HOUR)
    soon = 10 * HOUR + 30 * MINUTE
    assert due(raised) == {**dict.fromkeys(("call_back", "secure_batch", "holding", "convene"), soon), "answer": DAY}


def test_a_raise_never_gives_more_time_than_there_was() -> None:
    case = opened("general")
    now = START + 6 * DAY
    raised = replan(case, at_level(case, "important"), DESK, now)
    assert case.resolve_by is not None and raised.resolve_by is not None
    assert raised.resolve_by == case.resolve_by
    assert all(raised_at <= was for raised_at, was in zip(due(raised).values(), due(case).values(), strict=True))


def test_what_is_done_stays_done_on_a_raise() -> None:
    done = do_step(opened("general"), "示例产品", "secure_batch", DESK, START + HOUR).incident
    raised = replan(done, at_level(done, "major"), DESK, START + 2 * HOUR)
    step = next(step for step in raised.steps if step.id == "secure_batch")
    assert step.state is StepState.DONE and step.due_at == START + DAY


def test_a_raise_does_not_remind_of_what_could_not_have_been_reminded_in_time() -> None:
    case = opened("general")
    now = START + 10 * HOUR
    raised = replan(case, at_level(case, "major"), DESK, now)
    assert not [each for each in deadlines(raised, SCALE) if each.kind is DeadlineKind.REMINDER and each.due_at <= now]


def test_planning_again_loses_no_reminder_that_is_about_to_be_told() -> None:
    case, now = opened("major"), START + 25 * MINUTE
    assert "reminder:step:call_back@0" in {each.key for each in deadlines(replan(case, case, DESK, now), SCALE)}


def test_a_raise_shortens_the_life_of_an_acknowledgement_and_leaves_the_new_limit() -> None:
    held = replace(opened("general"), acknowledgement=Acknowledgement("示例值班", START, START + DAY))
    raised = replan(held, at_level(held, "major"), DESK, START + 3 * HOUR)
    assert raised.acknowledgement is not None
    assert raised.acknowledgement.lapses_at == START + 3 * HOUR + 30 * MINUTE


def test_a_lowering_drops_open_steps_that_are_asked_for_no_longer_and_relaxes_the_rest() -> None:
    case = do_step(opened("major"), "示例法务", "convene", DESK, START + MINUTE).incident
    lowered = replan(case, at_level(case, "general"), DESK, START + HOUR)
    assert due(lowered) == {"call_back": 25 * HOUR, "convene": HOUR, "secure_batch": 25 * HOUR}
    assert lowered.resolve_by == START + 7 * DAY


def test_media_that_join_add_their_steps_but_no_second_first_response() -> None:
    case = opened("important")
    joined = replan(case, replace(case, categories=("food_safety", "media")), DESK, START + HOUR)
    assert {step.id for step in joined.steps} == {"call_back", "secure_batch", "questions"}
    assert joined.playbook == "food_safety"


def test_a_cause_that_joins_another_cause_leaves_the_plan_alone() -> None:
    case = opened("important", "logistics")
    joined = replan(case, replace(case, categories=("logistics", "food_safety")), DESK, START + HOUR)
    assert joined.steps == case.steps


def test_a_cause_that_joins_what_began_as_media_attention_brings_its_steps() -> None:
    case = opened("important", "media")
    joined = replan(case, replace(case, categories=("media", "food_safety")), DESK, START + HOUR)
    assert {step.id for step in joined.steps} == {"desk", "questions", "secure_batch"}


def test_a_reopening_reopens_nothing_and_asks_for_a_first_response_once_more() -> None:
    case = opened("important")
    for step in ("call_back", "secure_batch"):
        case = do_step(case, "示例客服", step, DESK, START + HOUR).incident
    held = replace(case, acknowledgement=Acknowledgement("示例值班", START, START + HOUR), reopened=1)
    now = START + 2 * DAY
    again = replan(case, held, DESK, now)
    assert again.acknowledgement is None
    assert {step.id: step.state for step in again.steps} == {
        "call_back": StepState.DONE,
        "secure_batch": StepState.DONE,
        "call_back@1": StepState.OPEN,
    }
    assert again.steps[-1].due_at == now + 8 * HOUR
    assert again.resolve_by == now + 5 * DAY


def test_a_raise_after_a_reopening_keeps_the_fresh_first_response() -> None:
    case = do_step(opened("important"), "示例客服", "call_back", DESK, START + HOUR).incident
    now = START + 2 * DAY
    again = replan(case, replace(case, reopened=1), DESK, now)
    raised = replan(again, at_level(again, "major"), DESK, now + HOUR)
    fresh = next(step for step in raised.steps if step.id == "call_back@1")
    assert fresh.due_at == now + HOUR + 30 * MINUTE


def test_planning_again_without_a_change_changes_nothing() -> None:
    case = opened("major")
    assert replan(case, case, DESK, START + 5 * MINUTE) == case
