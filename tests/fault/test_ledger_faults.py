"""The ledger under kill -9, a full disk and many writers: what it acknowledged is there, once, and all of it sound."""

import json
import random
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from domain.clock import minute_of
from index.ledger import open_ledger
from index.ports import Ledger, View
from tests.shared import ROOT
from tests.unit.index.making import BRAND, NOW, entry

Told = list[Mapping[str, Any]]


def child(path: Path, what: str, number: int) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.fault.ledger_child", str(path), what, str(number)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert json.loads(process.stdout.readline()) == {"ready": True}
    return process


def told_by(process: subprocess.Popen[str]) -> Told:
    """Return what a process that has ended told, but for a line it was cut off in."""
    assert process.stdout is not None
    return [json.loads(line) for line in process.stdout.read().splitlines(keepends=True) if line.endswith("\n")]


def killed_after(process: subprocess.Popen[str], seconds: float) -> Told:
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(seconds)
    process.kill()
    process.wait()
    return told_by(process)


def stored_ids(view: View) -> set[str]:
    found = [each.mention.id for each in view.mentions.find(limit=1_000_000)]
    assert len(found) == len(set(found))
    return set(found)


def unjudged_outside_marks(ledger: Ledger) -> list[str]:
    """Return mentions whose newest change nobody judged and no mark covers."""
    with ledger.read() as view:
        judged = {topic: int(view.progress.get(f"judged:{topic}") or 0) for topic in (BRAND, "topic:b")}
        changes = {change.id: change.number for change in view.changes.after(0, 1_000_000)}
        stored = view.mentions.find(limit=1_000_000)
    with ledger.write() as transaction:
        marks = {mark.topic: mark for mark in transaction.marks.take(99)}
    uncovered = []
    for each in stored:
        minute, change = minute_of(each.mention.event_time), changes[each.mention.id]
        for topic in {hit.topic for hit in each.hits}:
            mark = marks.get(topic)
            covered = mark is not None and mark.through >= change and mark.first <= minute <= mark.last
            if change > judged[topic] and not covered:
                uncovered.append(each.mention.id)
    return uncovered


@pytest.mark.kill
def test_killed_at_random_moments_it_keeps_every_promise(tmp_path: Path) -> None:
    path, chance = tmp_path / "ledger.db", random.Random(29)
    told: Told = []
    for number in range(1, 11):
        told += killed_after(child(path, "work", number), chance.uniform(0.02, 0.5))
    ledger = open_ledger(path)
    erased = {line["erasing"] for line in told if "erasing" in line}
    acknowledged = {mention for line in told for mention in line.get("stored", ())} - erased
    with ledger.read() as view:
        assert len(acknowledged) > 100
        assert acknowledged <= stored_ids(view)
        keys = [notice.key for notice, _, _ in view.outbox.history(limit=1_000_000)]
        assert len(keys) == len(set(keys))
        assert {line["queued"] for line in told if "queued" in line} <= set(keys)
        view.incidents.verify_audit()
    assert list(ledger.check()) == []
    assert unjudged_outside_marks(ledger) == []


@pytest.mark.parametrize("limit", [700_000, 1_500_000])
def test_a_full_disk_is_told_and_tears_nothing(tmp_path: Path, limit: int) -> None:
    path = tmp_path / "ledger.db"
    process = child(path, "fill", limit)
    process.wait(60)
    told = told_by(process)
    assert process.returncode == 0
    [error] = [line["error"] for line in told if "error" in line]
    assert "ledger.db" in error
    assert "The disk" in error
    ledger = open_ledger(path)
    with ledger.read() as view:
        assert {mention for line in told for mention in line.get("stored", ())} == stored_ids(view)
    assert list(ledger.check()) == []


def test_processes_and_threads_that_write_at_once_all_succeed(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    ledger = open_ledger(path)
    others = [child(path, "work", number) for number in (1, 2)]
    failures: list[BaseException] = []

    def write(thread: int) -> None:
        try:
            for step in range(25):
                with ledger.write() as transaction:
                    transaction.mentions.append([entry(thread * 10_000 + step)], NOW)
                with ledger.read() as view:
                    view.measures.total(BRAND, 0, minute_of(NOW))
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = [line for process in others for line in killed_after(process, 0.01)]
    assert failures == []
    erased = {line["erasing"] for line in told if "erasing" in line}
    expected = {mention for line in told for mention in line.get("stored", ())} - erased
    expected |= {entry(thread * 10_000 + step).mention.id for thread in range(1, 5) for step in range(25)}
    with ledger.read() as view:
        assert expected <= stored_ids(view)
    assert list(ledger.check()) == []


def test_several_processes_may_create_the_same_ledger_at_once(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    code = f"from pathlib import Path; from index.ledger import open_ledger; open_ledger(Path({str(path)!r})).close()"
    openers = [subprocess.Popen([sys.executable, "-c", code], cwd=ROOT) for _ in range(4)]
    assert [opener.wait(60) for opener in openers] == [0, 0, 0, 0]
    assert list(open_ledger(path).check()) == []
