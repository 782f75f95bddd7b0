from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.deadline import Deadline, DeadlineKind
from domain.incident import Incident, IncidentState
from playbooks.actions import acknowledge, close, do_step, resolve
from playbooks.deadlines import deadlines, lead
from tests.unit.playbooks.house import DAY, DESK, HOUR, MINUTE, SCALE, START, incident, opened


def found(case: Incident) -> dict[str, Deadline]:
    return {each.key: each for each in deadlines(case, SCALE)}


def duties(case: Incident) -> dict[str, object]:
    return {key: each.due_at - START for key, each in found(case).items() if each.kind is not DeadlineKind.REMINDER}


def test_a_major_incident_owes_everything_its_level_and_its_playbook_ask_for() -> None:
    assert duties(opened("major")) == {
        "step:call_back@0": 30 * MINUTE,
        "step:convene@0": HOUR,
        "step:holding@0": 2 * HOUR,
        "step:secure_batch@0": 4 * HOUR,
        "step:answer@0": DAY,
        "resolve@0": 2 * DAY,
    }
    kinds = {key: each.kind for key, each in found(opened("major")).items()}
    assert kinds["step:call_back@0"] is DeadlineKind.FIRST_RESPONSE
    assert kinds["step:holding@0"] is DeadlineKind.HOLDING
    assert kinds["step:answer@0"] is DeadlineKind.ANSWER
    assert kinds["step:convene@0"] is DeadlineKind.STEP


def test_an_incident_without_a_plan_still_owes_a_first_response() -> None:
    assert duties(incident("major")) == {"first_response@0": 30 * MINUTE}


def test_a_reminder_comes_a_quarter_of_the_span_before() -> None:
    reminders = {key: each.due_at - START for key, each in found(opened("major")).items() if key[:4] == "remi"}
    assert reminders["reminder:step:call_back@0"] == timedelta(minutes=22, seconds=30)
    assert reminders["reminder:step:answer@0"] == 23 * HOUR


@given(st.timedeltas(min_value=MINUTE, max_value=30 * DAY))
def test_a_reminder_leads_by_at_least_5_minutes_and_at_most_an_hour(span: timedelta) -> None:
    assert 5 * MINUTE <= lead(span) <= HOUR


def test_a_span_too_short_to_be_reminded_of_has_no_reminder() -> None:
    step = replace(opened("major").steps[0], due_at=START + 4 * MINUTE)
    assert not [key for key in found(incident("major", steps=(step,))) if key.startswith("reminder")]


def test_the_deadline_of_a_step_ends_when_it_is_marked() -> None:
    case = do_step(opened("major"), "示例值班", "holding", DESK, START + HOUR).incident
    assert "step:holding@0" not in found(case)
    assert "reminder:step:holding@0" not in found(case)


def test_an_acknowledgement_is_the_first_response_and_stops_reminders() -> None:
    case = acknowledge(opened("major"), "示例值班", DESK, START + 10 * MINUTE).incident
    kinds = {each.kind for each in deadlines(case, SCALE)}
    assert DeadlineKind.FIRST_RESPONSE not in kinds and DeadlineKind.REMINDER not in kinds
    assert found(case)["ack_lapse:20260316T021000@0"].due_at == START + 40 * MINUTE


def test_after_an_acknowledgement_the_first_step_waits_one_limit_past_the_lapse() -> None:
    case = acknowledge(opened("major"), "示例值班", DESK, START + 10 * MINUTE).incident
    assert found(case)["step:call_back@0"].due_at == START + 70 * MINUTE


def test_a_step_marked_after_an_acknowledgement_keeps_it_from_lapsing() -> None:
    case = acknowledge(opened("major"), "示例值班", DESK, START + 10 * MINUTE).incident
    case = do_step(case, "示例法务", "convene", DESK, START + 20 * MINUTE).incident
    assert not [key for key in found(case) if key.startswith("ack_lapse")]


def test_a_resolved_incident_owes_no_solution_and_a_closed_one_nothing() -> None:
    case = resolve(opened("major"), "示例法务", DESK, START + HOUR).incident
    assert "resolve@0" not in found(case)
    closed = close(case, "示例法务", DESK, START + HOUR, reason="回访确认", force=True).incident
    assert closed.state is IncidentState.VERIFIED
    assert deadlines(closed, SCALE) == ()


def test_keys_are_new_after_a_reopening() -> None:
    assert {key.rpartition("@")[2] for key in found(replace(opened("major"), reopened=3))} == {"3"}


def test_keys_are_unique() -> None:
    rows = deadlines(opened("major"), SCALE)
    assert len({row.key for row in rows}) == len(rows)
