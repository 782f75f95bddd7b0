"""The ledger under contract, as a file and in memory; its engine's part also without SQLite."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Protocol

import pytest

from domain.clock import hour_of
from domain.mention import Appended, Entry
from index.ledger import open_ledger
from index.memory import MemoryLedger
from index.memory.arrivals import Arrivals
from index.ports import Cases, Heard, Ledger, Marks, Measures, Rules


@pytest.fixture(params=["file", "memory"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    opened = open_ledger(tmp_path / "ledger.db" if request.param == "file" else None)
    yield opened
    opened.close()


class Hearing(Heard, Protocol):
    """Mentions that can be appended to."""

    def append(self, batch: Sequence[Entry], now: datetime) -> Appended: ...


class Judged(Protocol):
    """What the engine works on, and appending to it."""

    @property
    def mentions(self) -> Hearing: ...
    @property
    def measures(self) -> Measures: ...
    @property
    def marks(self) -> Marks: ...
    @property
    def rules(self) -> Rules: ...
    @property
    def incidents(self) -> Cases: ...


class EngineLedger(Protocol):
    """A ledger as far as the engine is concerned."""

    def read(self) -> AbstractContextManager[Judged]: ...
    def write(self) -> AbstractContextManager[Judged]: ...


class _Mentions:
    """The mentions of a ledger in memory, with what a backtest does before it hears them."""

    def __init__(self, ledger: MemoryLedger) -> None:
        self._ledger, self._arrivals = ledger, Arrivals()
        self.get, self.of_topic = ledger.mentions.get, ledger.mentions.of_topic
        self.families_of, self.family_sizes = ledger.mentions.families_of, ledger.mentions.family_sizes
        self.copies, self.of_author = ledger.mentions.copies, ledger.mentions.of_author
        self.was_said = ledger.mentions.was_said

    def append(self, batch: Sequence[Entry], now: datetime) -> Appended:
        fresh, appended = self._arrivals.take(batch)
        self._ledger.hear(fresh)
        self._ledger.notice_intake(hour_of(entry.mention.event_time) for entry in batch)
        return appended


class InMemory:
    """A ledger without SQLite; it has no transactions, as one thread uses it and nothing of it must last."""

    def __init__(self) -> None:
        ledger = MemoryLedger()
        self.mentions = _Mentions(ledger)
        self.measures, self.marks = ledger.measures, ledger.marks
        self.rules, self.incidents, self.matters = ledger.rules, ledger.incidents, ledger.matters

    @contextmanager
    def read(self) -> Iterator[Judged]:
        yield self

    write = read


@pytest.fixture(params=["file", "memory", "without SQLite"])
def engine_ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EngineLedger]:
    if request.param == "without SQLite":
        yield InMemory()
        return
    opened = open_ledger(tmp_path / "ledger.db" if request.param == "file" else None)
    yield opened
    opened.close()
