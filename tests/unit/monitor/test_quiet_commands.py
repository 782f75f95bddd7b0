import pytest

from tests.unit.monitor.commands import CommandLine, scandal

DUTY = ("--as", "示例值班")
OLD = ("--until", "2h", "--reason", "旧帖重提")


def test_what_a_silence_holds_is_listed_with_its_reason_and_rings_when_it_is_ended(fenghuo: CommandLine) -> None:
    added = fenghuo("silences", "add", *DUTY, *OLD, "--brand", "山茶茶饮")
    assert added.code == 0 and "静默 1 生效" in added.err
    (listed,) = fenghuo("silences", "list", "--json").rows
    assert (listed["author"], listed["reason"], listed["in_force"]) == ("示例值班", "旧帖重提", True)
    told = fenghuo("import", str(fenghuo.write("a.jsonl", *scandal())))
    assert "值班：示例值班" not in told.err
    rows = fenghuo("suppressed", "--json").rows
    assert rows and {(row["why"], row["about"], row["told"]) for row in rows} == {("silence", 1, None)}
    assert "静默 1" in fenghuo("suppressed").out
    ended = fenghuo("silences", "end", "1", *DUTY)
    assert "值班：示例值班" in ended.err
    assert all(row["told"] for row in fenghuo("suppressed", "--json").rows)
    assert fenghuo("silences", "list", "--json").rows == []
    (listed,) = fenghuo("silences", "list", "--all", "--json").rows
    assert listed["ended_by"] == "示例值班"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", *DUTY, *OLD), "--brand"),
        (("add", *DUTY, *OLD, "--brand", "别家"), "山茶茶饮"),
        (("add", *DUTY, *OLD, "--category", "nonsense"), "food_safety"),
        (("add", *DUTY, *OLD, "--incident", "9"), "没有事件 9"),
        (("add", *DUTY, "--until", "明天", "--reason", "x", "--brand", "山茶茶饮"), "2026-03-06 18:00"),
        (("add", *DUTY, "--until", "2020-01-01", "--reason", "x", "--brand", "山茶茶饮"), "已过去"),
        (("end", "7", *DUTY), "silences list"),
        (("add", "--as", "路人", *OLD, "--brand", "山茶茶饮"), "路人"),
    ],
)
def test_a_silence_that_makes_no_sense_is_refused_with_what_to_do(
    fenghuo: CommandLine, words: tuple[str, ...], said: str
) -> None:
    refused = fenghuo("silences", *words)
    assert refused.code != 0
    assert said in refused.err
    assert fenghuo("silences", "list", "--json").rows == []
