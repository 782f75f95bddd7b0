import json
import re

from tests.unit.monitor.commands import CommandLine, post

TRADITIONAL = "山茶茶的飲料裡有蟲子，請打電話13800138000，或寫信到 someone@example.com"


def test_search_finds_substrings_in_either_script_and_masks_personal_data(fenghuo: CommandLine) -> None:
    fenghuo("import", str(fenghuo.write("a.jsonl", post(TRADITIONAL, author="18600001111"), post("山茶茶好喝"))))
    for query in ("虫子", "蟲子", "饮料里", "飲料裡"):
        answer = fenghuo("search", query, "--json")
        assert len(answer.rows) == 1, query
        assert "蟲子" in answer.rows[0]["text"]
        for secret in ("13800138000", "someone@example.com", "18600001111"):
            assert secret not in answer.out


def test_search_is_narrowed_by_brand_topic_and_time_in_the_configured_zone(fenghuo: CommandLine) -> None:
    rows = [
        {"time": "2026-03-15T09:00:00+08:00", "text": "山茶茶早上好喝"},
        {"time": "2026-03-15T10:00:00+08:00", "text": "奶茶行业被约谈"},
        {"time": "2026-03-16T00:30:00+08:00", "text": "山茶茶夜里好喝"},
    ]
    fenghuo("import", str(fenghuo.write("a.jsonl", *rows)))

    def found(*words: str) -> list[str]:
        return [row["text"] for row in fenghuo("search", "--json", *words).rows]

    assert found() == ["山茶茶夜里好喝", "奶茶行业被约谈", "山茶茶早上好喝"]
    assert found("--topic", "行业监管") == ["奶茶行业被约谈"]
    assert found("--brand", "山茶茶饮", "--since", "2026-03-15", "--until", "2026-03-16") == ["山茶茶早上好喝"]
    assert found("--since", "2026-03-16 00:30") == ["山茶茶夜里好喝"]
    assert found("--since", "2026-03-15T16:30:00+0000") == ["山茶茶夜里好喝"]
    assert found("--limit", "1") == ["山茶茶夜里好喝"]
    assert found("好喝 AND NOT 夜里") == ["山茶茶早上好喝"]


def test_a_long_text_is_shown_around_what_was_found(fenghuo: CommandLine) -> None:
    fenghuo("import", str(fenghuo.write("a.jsonl", post("山茶茶" + "很好喝。" * 100 + "可惜有虫子"))))
    (row,) = fenghuo("search", "虫子", "--json").rows
    assert "虫子" in row["text"]
    assert len(row["text"]) <= 120


def test_what_is_asked_for_by_a_wrong_name_is_refused_with_the_right_ones(fenghuo: CommandLine) -> None:
    for words in (["search", "--brand", "没有"], ["search", "--topic", "没有"]):
        refused = fenghuo(*words)
        assert (refused.code, refused.out) == (1, "")
        assert "山茶茶饮" in refused.err
    assert "投递文件夹" in fenghuo("crawl", "没有").err
    assert fenghuo("search", "虫子 AND").code == 1
    assert fenghuo("search", "--since", "someday").code == 2


def test_nothing_found_is_said_beside_and_leaves_the_result_empty(fenghuo: CommandLine) -> None:
    for words in (["search"], ["incidents", "list"], ["quarantine"]):
        answer = fenghuo(*words)
        assert (answer.code, answer.out) == (0, "")
        assert answer.err.strip()
        assert fenghuo(*words, "--json").err == ""


def test_tables_keep_a_row_on_one_line_in_a_pipe_and_fit_a_terminal_of_80_columns(
    fenghuo: CommandLine, monkeypatch: object
) -> None:
    fenghuo("import", str(fenghuo.write("a.jsonl", post("山茶茶好喝，" * 12))))
    assert len(fenghuo("search").out.splitlines()) == 2
    statements = fenghuo("statements", "list")
    assert len(statements.out.splitlines()) == len(fenghuo("statements", "list", "--json").rows) + 1
    assert not re.search(r"[ \t]$", statements.out, re.MULTILINE)


def test_a_drop_folder_is_collected_once_and_its_health_is_listed(fenghuo: CommandLine) -> None:
    fenghuo.write("inbox/one.jsonl", post("山茶茶好喝"), post("今天下雨"), "no json")
    (row,) = fenghuo("crawl", "投递文件夹", "--once", "--json").rows
    assert (row["stored"], row["unmatched"], row["quarantined"]) == (1, 1, 1)
    (again,) = fenghuo("crawl", "--json").rows
    assert (again["stored"], again["duplicate"]) == (0, 0)
    (source,) = fenghuo("sources", "--json").rows
    assert (source["name"], source["type"], source["failures"]) == ("投递文件夹", "file", 0)
    assert source["last_ok"]
    assert json.loads(fenghuo("sources", "--json").out)["state"] == "正常"
