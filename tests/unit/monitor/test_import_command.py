import gzip
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.unit.monitor.commands import CommandLine, post, scandal

MIXED = [
    post("山茶茶好喝", author="甲", colour="red"),
    post("山茶茶一般", author="乙", colour="green", shape=1),
    post("今天下雨", author="丙"),
    '{"time": "yesterday-ish", "text": "山茶茶，电话13800138000"}',
    "not json",
    "",
]
COUNTS = {"received": 5, "stored": 2, "duplicate": 0, "unmatched": 1, "quarantined": 2}


def stored_so_far(folder: Path) -> int:
    try:
        with sqlite3.connect(f"file:{folder / 'data' / 'ledger.db'}?mode=ro", uri=True) as ledger:
            return int(ledger.execute("SELECT count(*) FROM mention").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def counts(row: dict[str, object]) -> dict[str, object]:
    return {key: row[key] for key in COUNTS}


def test_every_row_received_is_stored_duplicate_unmatched_or_quarantined(fenghuo: CommandLine) -> None:
    (row,) = fenghuo("import", str(fenghuo.write("a.jsonl", *MIXED)), "--json").rows
    assert counts(row) == COUNTS
    assert row["extra_keys"] == ["colour", "shape"]


def test_an_import_that_ended_forgets_where_it_stood_so_that_the_next_counts_duplicates(fenghuo: CommandLine) -> None:
    path = str(fenghuo.write("a.jsonl", *MIXED))
    fenghuo("import", path)
    (again,) = fenghuo("import", path, "--json").rows
    assert counts(again) == COUNTS | {"stored": 0, "duplicate": 3, "unmatched": 0}
    assert len(fenghuo("quarantine", "--json").rows) == 2


def test_the_same_rows_by_another_way_are_the_same_mentions(fenghuo: CommandLine) -> None:
    rows = [{key: value for key, value in post("山茶茶好喝").items() if key != "source"}]
    path = fenghuo.write("a.jsonl", *rows)
    packed = fenghuo.folder / "b.jsonl.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert fenghuo("import", str(path), "--json").rows[0]["stored"] == 1
    assert fenghuo("import", str(packed), "--json").rows[0]["duplicate"] == 1
    assert fenghuo("import", "-", "--json", stdin=path.read_bytes()).rows[0]["duplicate"] == 1
    assert fenghuo("import", "-", "--json", stdin=packed.read_bytes()).rows[0]["duplicate"] == 1


def test_a_summary_for_people_adds_up_and_names_unknown_keys_once(fenghuo: CommandLine) -> None:
    told = fenghuo("import", str(fenghuo.write("a.jsonl", *MIXED))).out
    assert "收到 5 = 入库 2 + 重复 0 + 未点名 1 + 隔离 2" in told
    assert told.count("colour") == 1


def test_what_names_nothing_is_kept_when_asked(fenghuo: CommandLine) -> None:
    path = str(fenghuo.write("a.jsonl", post("今天下雨")))
    assert fenghuo("import", path, "--json").rows[0]["unmatched"] == 1
    assert fenghuo("search", "下雨", "--json").rows == []
    assert fenghuo("import", path, "--keep-all", "--json").rows[0]["stored"] == 1
    assert [row["topics"] for row in fenghuo("search", "下雨", "--json").rows] == [["none"]]


@pytest.mark.parametrize(("words", "incidents"), [([], 1), (["--backfill"], 0), (["--live"], 1)])
def test_what_is_imported_is_judged_delivered_and_scored_at_once(
    fenghuo: CommandLine, words: list[str], incidents: int
) -> None:
    done = fenghuo("import", str(fenghuo.write("a.jsonl", *scandal())), "--json", *words)
    assert done.code == 0
    assert len(done.rows) == 1
    assert ("食品安全" in done.err) == bool(incidents)
    assert len(fenghuo("incidents", "list", "--json").rows) == incidents
    assert {row["tone"] for row in fenghuo("search", "--json").rows} == {"negative"}
    state = {row["part"]: row["finding"] for row in fenghuo("doctor", "--json").rows}
    assert (state["待判主题"], state["待发通知"], state["待判读提及"]) == ("0", "0", "0")


def test_a_quarantined_row_is_replayed_after_its_cause_is_mended_and_may_be_dropped(fenghuo: CommandLine) -> None:
    fenghuo("import", str(fenghuo.write("a.jsonl", *MIXED)))
    first, second = fenghuo("quarantine", "--json").rows
    assert (first["line"], first["field"], second["line"]) == (4, "time", 5)
    assert "13800138000" not in json.dumps([first, second])
    replayed = fenghuo("quarantine", "--replay", "--json")
    assert "仍隔离 2 行" in replayed.err
    dropped = fenghuo("quarantine", "--drop", str(first["id"]), "--drop", str(second["id"]))
    assert "已丢弃 2 行" in dropped.err
    assert fenghuo("quarantine", "--json").rows == []


def test_a_killed_import_goes_on_where_it_stood_and_nothing_is_lost_or_doubled(fenghuo: CommandLine) -> None:
    rows = [post(f"山茶茶第{number}杯", author=f"网友{number}", minutes_ago=5000) for number in range(3000)]
    path = str(fenghuo.write("big.jsonl", *rows))
    importing = subprocess.Popen(
        [sys.executable, "-m", "monitor", "--config", str(fenghuo.folder), "import", path],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    enough = random.randrange(1, 2000)
    while stored_so_far(fenghuo.folder) < enough and importing.poll() is None:
        with suppress(subprocess.TimeoutExpired):
            importing.wait(0.05)
    os.kill(importing.pid, signal.SIGKILL)
    importing.wait()
    (rest,) = fenghuo("import", path, "--json").rows
    assert rest["resumed_at_line"] > 0
    assert rest["duplicate"] == 0
    assert rest["stored"] == 3000 - rest["resumed_at_line"]
