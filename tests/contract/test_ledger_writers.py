"""Threads that write at once: each block is whole or undone by itself, and durable when it has ended."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from domain.errors import LedgerError
from index.ledger import open_ledger
from index.ledger.ledger import SqliteLedger
from tests.unit.index.making import NOW, entry

THREADS = 8
EACH = 12


class TurnedError(RuntimeError):
    """What a block raises that changes its mind."""


def at_once(work: Callable[[int], None]) -> None:
    """Run a work in several threads that begin together; what one raises is raised here."""
    gate, raised = threading.Barrier(THREADS), list[BaseException]()

    def run(number: int) -> None:
        gate.wait()
        try:
            work(number)
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if raised:
        raise raised[0]


@pytest.fixture
def ledger(tmp_path: Path) -> SqliteLedger:
    return open_ledger(tmp_path / "ledger.db")


def stored(path: Path) -> set[str]:
    with open_ledger(path).read() as view:
        return {each.mention.id for each in view.mentions.find(limit=1000)}


def test_what_a_thread_was_told_is_stored_is_seen_by_another_process_at_once(
    ledger: SqliteLedger, tmp_path: Path
) -> None:
    def work(number: int) -> None:
        for nth in range(EACH):
            made = entry(number * EACH + nth)
            with ledger.write() as tx:
                tx.mentions.append([made], NOW)
            assert made.mention.id in stored(tmp_path / "ledger.db")

    at_once(work)
    assert len(stored(tmp_path / "ledger.db")) == THREADS * EACH
    assert list(ledger.check()) == []


def test_a_block_that_fails_among_others_undoes_nothing_but_itself(ledger: SqliteLedger, tmp_path: Path) -> None:
    def work(number: int) -> None:
        for nth in range(EACH):
            made = entry(number * EACH + nth, f"第 {number} 个线程说的第 {nth} 句，同一件事")
            try:
                with ledger.write() as tx:
                    tx.mentions.append([made], NOW)
                    if nth % 3 == 1:
                        raise TurnedError
            except TurnedError:
                continue

    at_once(work)
    kept = {entry(number * EACH + nth).mention.id for number in range(THREADS) for nth in range(EACH) if nth % 3 != 1}
    assert stored(tmp_path / "ledger.db") == kept
    assert list(ledger.check()) == []


def test_a_second_block_inside_a_block_is_refused(ledger: SqliteLedger) -> None:
    with pytest.raises(LedgerError, match="open in this thread already"), ledger.write(), ledger.write():
        pass
    with ledger.write() as tx:
        assert tx.mentions.append([entry(1)], NOW).stored == 1


def test_a_full_disk_is_told_to_every_block_that_it_undid(ledger: SqliteLedger, tmp_path: Path) -> None:
    told: list[str] = []

    def work(number: int) -> None:
        for nth in range(EACH):
            try:
                with ledger.write() as tx:
                    tx.mentions.append([entry(number * EACH + nth, "字" * 3000)], NOW)
                told.append(entry(number * EACH + nth).mention.id)
            except LedgerError as error:
                assert "disk is full" in str(error)

    with ledger._connections.alone() as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 60}")
    at_once(work)
    assert 0 < len(told) < THREADS * EACH
    assert stored(tmp_path / "ledger.db") == set(told)
