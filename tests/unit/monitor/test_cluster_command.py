import gzip
import json
from pathlib import Path

from tests.unit.monitor.commands import CommandLine

ROWS = [
    {"id": "b1", "text": "山茶茶饮奶茶里喝出虫子，店员说是茶叶", "time": "2026-07-01T12:00:00+08:00"},
    {"id": "s1", "text": "山茶茶饮官宣新代言人，粉丝连夜排队", "time": "2026-07-01T12:10:00+08:00"},
    {"id": "b2", "text": "朋友在山茶茶饮也喝出虫子，店员还不承认", "time": "2026-07-01T12:20:00+08:00"},
]


def lines(rows: list[dict[str, object]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def test_each_line_gets_its_matter_in_the_order_of_lines(bare: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "posts.jsonl.gz"
    file.write_bytes(gzip.compress(lines([*ROWS])))
    done = bare("cluster", str(file))
    assert done.code == 0, done.err
    rows = [line.split("\t") for line in done.out.splitlines()]
    assert [name for name, _ in rows] == ["b1", "s1", "b2"]
    assert rows[0][1] == rows[2][1] != rows[1][1]


def test_texts_are_placed_in_the_order_of_their_times_whatever_the_order_of_lines(bare: CommandLine) -> None:
    forward, backward = (bare("cluster", "-", stdin=lines(rows)) for rows in ([*ROWS], [*reversed(ROWS)]))
    assert sorted(forward.out.splitlines()) == sorted(backward.out.splitlines())


def test_keys_can_be_chosen_and_a_line_without_id_is_called_by_its_number(bare: CommandLine) -> None:
    done = bare(
        "cluster", "-", "--id", "Id", "--text", "said", stdin=lines([{"Id": 7, "said": "a b"}, {"said": "x y"}])
    )
    assert [line.split("\t")[0] for line in done.out.splitlines()] == ["7", "2"]


def test_lines_that_can_not_be_read_are_named_and_the_others_are_placed(bare: CommandLine) -> None:
    bad = b'not json\n{"id": "x"}\n{"id": "y", "text": "t", "time": "someday"}\n'
    done = bare("cluster", "-", stdin=bad + lines([*ROWS]))
    assert done.code == 1
    assert len(done.out.splitlines()) == 3
    assert all(each in done.err for each in ("-:1:", "-:2: text:", "-:3: time:"))


def test_a_file_that_is_missing_is_named(bare: CommandLine) -> None:
    refused = bare("cluster", "nowhere.jsonl")
    assert (refused.code, refused.out) == (2, "")
    assert "nowhere.jsonl" in refused.err
