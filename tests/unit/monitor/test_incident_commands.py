import pytest

from tests.unit.monitor.commands import CommandLine, scandal

DUTY, LEGAL = ("--as", "示例值班"), ("--as", "示例法务")


@pytest.fixture
def crisis(fenghuo: CommandLine) -> CommandLine:
    fenghuo("import", str(fenghuo.write("a.jsonl", *scandal())))
    return fenghuo


def incident(crisis: CommandLine, number: int = 1) -> dict[str, object]:
    (row,) = crisis("incidents", "show", str(number), "--json").rows
    return row


def test_an_incident_is_shown_with_its_card_the_ids_of_its_steps_and_its_timeline(crisis: CommandLine) -> None:
    page = crisis("incidents", "show", "1")
    assert page.code == 0
    for heading in ("发生了什么", "为什么报警", "处置步骤", "可用声明", "更多", "步骤 ID", "时间线"):
        assert heading in page.out
    steps = incident(crisis)["incident"]["steps"]  # type: ignore[index]
    assert all(step["id"] in page.out for step in steps)


def test_people_work_an_incident_from_acknowledgement_to_its_verified_close(crisis: CommandLine) -> None:
    assert "示例值班" in crisis("incidents", "ack", "1", *DUTY).err
    assert incident(crisis)["acknowledged_by"] == "示例值班"
    steps = incident(crisis)["incident"]["steps"]  # type: ignore[index]
    assert crisis("incidents", "step", "1", steps[0]["id"], *DUTY, "--reason", "已通话").code == 0
    assert crisis("incidents", "step", "1", steps[1]["id"], *DUTY, "--skip", "--reason", "不涉及").code == 0
    assert incident(crisis)["steps"] == f"2/{len(steps)}"
    assert crisis("incidents", "raise", "1", *DUTY, "--reason", "媒体来电").code == 0
    raised = incident(crisis)["rank"]
    assert crisis("incidents", "lower", "1", *LEGAL, "--level", "important", "--reason", "误判").code == 0
    assert incident(crisis)["rank"] < raised  # type: ignore[operator]
    assert crisis("incidents", "mark", "1", "contained", *LEGAL, "--reason", "已停售").code == 0
    closed = crisis("incidents", "close", "1", *LEGAL, "--reason", "回访满意", "--satisfaction", "5", "--force")
    assert closed.code == 0, closed.err
    assert crisis("incidents", "list", "--json").rows == []
    assert crisis("incidents", "list", "--all", "--json").rows[0]["state"] == "verified"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ack", "7", *DUTY], "没有事件 7"),
        (["show", "7"], "没有事件 7"),
        (["ack", "1", "--as", "路人"], "路人"),
        (["step", "1", "nothing", *DUTY], "nothing"),
        (["lower", "1", *LEGAL, "--level", "important"], "--reason"),
        (["mark", "1", "finished", *LEGAL], "contained"),
        (["merge", "1", "9", *LEGAL, "--reason", "同一件事"], "没有事件 9"),
        (["split", "9", "quality", *LEGAL, "--reason", "两件事"], "没有事件 9"),
        (["close", "1", *LEGAL], "--reason"),
    ],
)
def test_an_act_that_is_not_possible_says_why_and_changes_nothing(
    crisis: CommandLine, words: list[str], said: str
) -> None:
    before = incident(crisis)
    refused = crisis("incidents", *words)
    assert refused.code in (1, 2)
    assert said in refused.err
    assert (refused.out, refused.err.count("\n")) == ("", 1)
    assert incident(crisis)["incident"] == before["incident"]


def test_an_act_without_a_person_is_refused(crisis: CommandLine) -> None:
    assert crisis("incidents", "ack", "1").code == 2


def test_a_statement_is_used_only_after_both_roles_approved_and_every_fact_is_known(crisis: CommandLine) -> None:
    statement = "holding_food_safety"
    pull = ("statements", "pull", statement, "--incident", "1", *DUTY)
    assert crisis(*pull).code == 1
    assert "待" in crisis("statements", "show", statement).out
    half = crisis("statements", "approve", statement, *LEGAL, "--role", "legal")
    assert "还需" in half.err
    assert crisis("statements", "approve", statement, *LEGAL, "--role", "pr").code == 1
    assert crisis("statements", "approve", statement, *DUTY, "--role", "pr").code == 0
    row = next(row for row in crisis("statements", "list", "--json").rows if row["id"] == statement)
    assert (row["state"], sorted(row["approvers"])) == ("approved", ["示例值班", "示例法务"])
    missing = crisis(*pull)
    assert (missing.code, missing.out) == (1, "")
    for fact in row["facts"]:
        assert crisis("incidents", "fact", "1", fact, "某项事实", *DUTY).code == 0
    pulled = crisis(*pull)
    assert pulled.code == 0, pulled.err
    assert "{{" not in pulled.out and "某项事实" in pulled.out
    assert [use["person"] for use in incident(crisis)["statements_used"]] == ["示例值班"]  # type: ignore[attr-defined]


def test_an_unknown_statement_is_refused_in_one_sentence(crisis: CommandLine) -> None:
    for words in (["show", "nothing"], ["approve", "nothing", *LEGAL, "--role", "legal"]):
        refused = crisis("statements", *words)
        assert (refused.code, refused.err.count("\n")) == (1, 1)
