from dataclasses import replace

import pytest

from domain.verdict import Finding, Verdict
from monitor.wiring import open_monitor
from tests.unit.monitor.commands import CommandLine, scandal

DUTY = ("--as", "示例值班")


@pytest.fixture
def crisis(fenghuo: CommandLine) -> CommandLine:
    fenghuo("import", str(fenghuo.write("a.jsonl", *scandal())))
    return fenghuo


def test_a_verdict_stays_on_the_timeline_and_counts_for_the_rules_that_fired(crisis: CommandLine) -> None:
    given = crisis("verdict", "1", "误报", *DUTY, "--reason", "是玩笑")
    assert given.code == 0, given.err
    assert "误报" in given.err
    assert "示例值班 的结论：误报：是玩笑" in crisis("incidents", "show", "1").out
    rows = crisis("rules", "precision", "--json").rows
    assert rows
    assert all((row["false_alarm"], row["crisis"], row["precision"]) == (1, 0, 0.0) for row in rows)
    assert all(row["interval"][0] == 0 < row["interval"][1] for row in rows)


def test_a_second_verdict_replaces_the_first(crisis: CommandLine) -> None:
    crisis("verdict", "1", "false_alarm", *DUTY)
    crisis("verdict", "1", "真危机", *DUTY)
    assert {(row["false_alarm"], row["crisis"]) for row in crisis("rules", "precision", "--json").rows} == {(0, 1)}


def test_one_firing_can_be_judged_apart_from_its_incident(crisis: CommandLine) -> None:
    (shown,) = crisis("incidents", "show", "1", "--json").rows
    signal = shown["incident"]["signals"][0]
    assert crisis("verdict", signal["id"], "水军", *DUTY).code == 0
    (row,) = crisis("rules", "precision", "--json").rows
    assert (row["rule"], row["astroturf"]) == (signal["rule"], 1)


def test_a_rule_that_is_mostly_wrong_is_named_by_doctor_and_by_check(crisis: CommandLine) -> None:
    assert "误报多" not in crisis("doctor").out + crisis("check").out
    for _ in range(6):
        crisis("verdict", "1", "误报", *DUTY)
    assert "误报多" not in crisis("doctor").out, "one alarm that was judged six times is one alarm"
    with open_monitor(crisis.folder) as monitor, monitor.ledger.write() as tx:
        (signal, *_) = tx.rules.signals()
        for number in range(5):
            tx.rules.add_signal(replace(signal, id=f"again-{number}"), 0)
            tx.verdicts.add(Verdict(Finding.FALSE_ALARM, 0, "示例值班", signal.fired_at, f"again-{number}"))
    told = crisis("doctor")
    assert told.code == 1
    assert "误报多" in told.out
    checked = crisis("check")
    assert checked.code == 0
    assert f"规则 {signal.rule}：误报多" in checked.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["1", "也许", *DUTY], "真危机"),
        (["7", "误报", *DUTY], "没有事件 7"),
        (["nosignal", "误报", *DUTY], "没有信号 nosignal"),
        (["1", "误报", "--as", "路人"], "路人"),
    ],
)
def test_a_verdict_that_can_not_be_given_says_why(crisis: CommandLine, words: list[str], said: str) -> None:
    refused = crisis("verdict", *words)
    assert refused.code in (1, 2)
    assert said in refused.err
    assert crisis("rules", "precision", "--json").rows == []


def test_without_verdicts_precision_says_how_to_give_one(fenghuo: CommandLine) -> None:
    listed = fenghuo("rules", "precision")
    assert (listed.code, listed.out) == (0, "")
    assert "fenghuo verdict" in listed.err
