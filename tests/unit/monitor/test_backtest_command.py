"""``fenghuo backtest``: files and stored history, drafts of rules, and what must stay untouched."""

import gzip
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.unit.monitor.commands import CommandLine, scandal

CALM = "rules:\n" + "".join(f"  - {{id: food_safety_{name}, count: 900}}\n" for name in ("words", "grave", "slow"))
START = datetime(2031, 5, 6, 3, 0, tzinfo=UTC)


def story(texts: Iterable[str], start: datetime = START) -> list[dict[str, object]]:
    """Return posts five minutes apart by different people, in a year that has not come yet."""
    return [
        {"time": (start + timedelta(minutes=5 * number)).isoformat(), "text": text, "author": f"网友{number}"}
        for number, text in enumerate(texts)
    ]


WORMS = [f"在山茶茶饮喝出虫子，第{number}杯了，要投诉" for number in range(8)]


def test_each_line_arrives_at_its_own_time_and_events_tell_the_fields_that_programs_read(
    fenghuo: CommandLine,
) -> None:
    answer = fenghuo("backtest", str(fenghuo.write("a.jsonl", *reversed(story(WORMS)))), "--json")
    assert answer.code == 0
    assert {tuple(row) for row in answer.rows} == {("event", "time", "brand", "incident", "category", "level", "why")}
    first, *_, last = answer.rows
    assert (first["event"], first["brand"], first["category"], first["incident"]) == (
        "opened",
        "山茶茶饮",
        "food_safety",
        1,
    )
    opened = datetime.fromisoformat(first["time"])
    assert opened.tzinfo is not None
    assert START <= opened <= START + timedelta(minutes=15)
    assert last["event"] == "closed"
    assert "情感在到达时即已知" in answer.err


def test_a_backtest_touches_nothing(fenghuo: CommandLine) -> None:
    path = fenghuo.write("a.jsonl", *story(WORMS))
    before = sorted(each for each in fenghuo.folder.rglob("*"))
    fenghuo("backtest", str(path), "--json")
    assert sorted(each for each in fenghuo.folder.rglob("*")) == before


def test_a_packed_file_gives_the_same_events(fenghuo: CommandLine) -> None:
    path = fenghuo.write("a.jsonl", *story(WORMS))
    packed = fenghuo.folder / "b.jsonl.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert fenghuo("backtest", str(packed), "--json").out == fenghuo("backtest", str(path), "--json").out


def test_stored_history_is_played_as_it_arrived(fenghuo: CommandLine) -> None:
    fenghuo("import", str(fenghuo.write("a.jsonl", *scandal())))
    rows = fenghuo("backtest", "--json").rows
    assert rows[0]["event"] == "opened"
    since = (datetime.now(UTC) - timedelta(days=300)).strftime("%Y-%m-%d")
    until = (datetime.now(UTC) - timedelta(days=200)).strftime("%Y-%m-%d")
    assert fenghuo("backtest", "--since", since, "--until", until, "--json").rows == []


def test_a_draft_is_laid_over_the_rules_in_force_and_compared_with_them(fenghuo: CommandLine) -> None:
    path, draft = str(fenghuo.write("a.jsonl", *story(WORMS))), fenghuo.write("draft.yaml", CALM.rstrip())
    assert [row["event"] for row in fenghuo("backtest", path, "--rules", str(draft), "--json").rows] == []
    rows = fenghuo("backtest", path, "--rules", str(draft), "--compare", "--json").rows
    assert {row["rules"] for row in rows} == {"in_force"}
    table = fenghuo("backtest", path, "--rules", str(draft), "--compare").out
    assert "现行" in table and "草稿" in table


def test_a_draft_with_a_new_query_is_matched_first(fenghuo: CommandLine) -> None:
    path = str(fenghuo.write("a.jsonl", *story(["山茶茶饮要换新杯子了"] * 1 + ["山茶茶饮新杯子真难看"] * 3)))
    draft = fenghuo.write(
        "draft.yaml",
        "own:",
        "  - {id: cup, type: keyword, category: quality, window: 1h, level: general, count: 2, where: 新杯子}",
    )
    assert fenghuo("backtest", path, "--json").rows == []
    rows = fenghuo("backtest", path, "--rules", str(draft), "--json").rows
    assert [row["event"] for row in rows] == ["opened", "closed"]
    compared = fenghuo("backtest", path, "--rules", str(draft), "--compare", "--json").rows
    assert [row["rules"] for row in compared] == ["draft", "draft"]


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        ("- {id: own, type: keyword}", "draft.yaml"),
        ("- {id: food_safety_words, count: none}", "draft.yaml:1"),
        ("rules: {own: [{id: x", "draft.yaml"),
        ("rules: 7", "draft.yaml"),
    ],
)
def test_a_mistake_in_a_draft_is_told_with_its_file_and_line(fenghuo: CommandLine, draft: str, said: str) -> None:
    path = fenghuo.write("a.jsonl", *story(WORMS))
    answer = fenghuo("backtest", str(path), "--rules", str(fenghuo.write("draft.yaml", draft)))
    assert answer.code == 2
    assert said in answer.err


def test_what_cannot_be_played_is_said_with_what_to_do(fenghuo: CommandLine, tmp_path: Path) -> None:
    assert fenghuo("backtest", str(tmp_path / "none.jsonl")).code == 2
    assert "还不存在" in fenghuo("backtest").err
    path = str(fenghuo.write("a.jsonl", *story(WORMS)))
    assert "--rules" in fenghuo("backtest", path, "--compare").err


def test_lines_that_cannot_be_taken_are_counted(fenghuo: CommandLine) -> None:
    path = fenghuo.write("a.jsonl", *story(WORMS), "no json", {"text": "山茶茶饮无时间"})
    assert "不能用 2" in fenghuo("backtest", str(path)).err
