"""``fenghuo rules test``: what ships holds, a customer's own fixtures are played, a difference is told."""

from tests.unit.monitor.commands import CommandLine

HOLDS = """\
fixtures:
  - name: 三人喝出虫子
    mentions:
      - {text: "在山茶茶饮喝出虫子，第{n}杯", count: 3, every: 5m, tone: negative}
    expect:
      - {event: opened, brand: 山茶茶饮, category: food_safety, within: 15m}
"""


def test_every_shipped_preset_keeps_its_fixtures(fenghuo: CommandLine) -> None:
    answer = fenghuo("rules", "test", "--json")
    assert [row for row in answer.rows if row["differences"]] == []
    assert answer.code == 0
    files = {row["file"] for row in answer.rows}
    assert files == {f"{each}.yaml" for each in ("general", "food", "finance", "services", "ecommerce", "technology")}


def test_own_fixtures_beside_the_configuration_are_played_on_it(fenghuo: CommandLine) -> None:
    (fenghuo.folder / "rule-tests").mkdir()
    fenghuo.write("rule-tests/own.yaml", HOLDS)
    rows = [row for row in fenghuo("rules", "test", "--json").rows if row["file"] == "own.yaml"]
    assert [(row["name"], row["differences"]) for row in rows] == [("三人喝出虫子", [])]


def test_a_difference_is_told_and_the_command_fails(fenghuo: CommandLine) -> None:
    path = fenghuo.write("own.yaml", HOLDS.replace("category: food_safety", "category: injury"))
    answer = fenghuo("rules", "test", str(path))
    assert answer.code == 1
    assert "✗ own.yaml: 三人喝出虫子" in answer.out
    assert "预期 event=opened brand=山茶茶饮 category=injury" in answer.out


def test_what_is_missing_and_what_is_too_much_is_told(fenghuo: CommandLine) -> None:
    silent = fenghuo.write("own.yaml", HOLDS.split("    expect")[0])
    assert "多出" in fenghuo("rules", "test", str(silent)).out
    calm = fenghuo.write("calm.yaml", HOLDS.replace("count: 3", "count: 1"))
    assert "缺少" in fenghuo("rules", "test", str(calm)).out


def test_a_mistake_in_a_fixture_is_told_with_its_line(fenghuo: CommandLine) -> None:
    path = fenghuo.write("own.yaml", HOLDS.replace("every: 5m", "every: often"))
    answer = fenghuo("rules", "test", str(path))
    assert answer.code == 2
    assert "own.yaml:4" in answer.err
