"""Group commit: one thread that gathers what arrives and stores it in few, short transactions.

Whoever hands in mentions gets a future that is settled only after the commit: acknowledged means durable.
"""

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from domain.mention import Appended, Mention, Rejected
from domain.notice import Notice
from domain.source import SourceState

BATCH_ROWS = 1000
MOST_WAITING = 20_000
"""Mentions handed in and not yet committed above which intake is told to come back later."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What belongs into one transaction: mentions, rows that could not be taken, the source's new state, notices."""

    mentions: Sequence[Mention] = ()
    rejected: Sequence[Rejected] = ()
    source: SourceState | None = None
    notices: Sequence[Notice] = ()
    done: Future[Appended] = field(default_factory=Future)


Store = Callable[[Sequence[Arrival]], Sequence[Appended]]


class Appender:
    """Owns the thread. ``store`` writes arrivals in one transaction and says what became of each."""

    def __init__(self, store: Store, stored: Callable[[], None]) -> None:
        self._store = store
        self._stored = stored
        self._queue: queue.SimpleQueue[Arrival | None] = queue.SimpleQueue()
        self._waiting = 0
        self._count = threading.Lock()
        self._thread = threading.Thread(target=self._work, name="appender", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def submit(self, arrival: Arrival) -> Future[Appended]:
        """Hand in an arrival; the future is settled after the commit, or carries the error of the store."""
        with self._count:
            self._waiting += len(arrival.mentions)
        self._queue.put(arrival)
        return arrival.done

    @property
    def behind(self) -> bool:
        """Say whether more waits than should; intake answers 429 then."""
        return self._waiting > MOST_WAITING

    def close(self) -> None:
        """Store what was handed in and end the thread."""
        self._queue.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (first := self._queue.get()) is not None:
            batch, ended = self._gather(first)
            self._commit(batch)
            if ended:
                return

    def _gather(self, first: Arrival) -> tuple[list[Arrival], bool]:
        batch, rows = [first], len(first.mentions)
        while rows < BATCH_ROWS:
            try:
                following = self._queue.get_nowait()
            except queue.Empty:
                return batch, False
            if following is None:
                return batch, True
            batch.append(following)
            rows += len(following.mentions)
        return batch, False

    def _commit(self, batch: list[Arrival]) -> None:
        try:
            results = self._store(batch)
        except Exception as error:
            for arrival in batch:
                arrival.done.set_exception(error)
        else:
            for arrival, appended in zip(batch, results, strict=True):
                arrival.done.set_result(appended)
            self._stored()
        finally:
            with self._count:
                self._waiting -= sum(len(arrival.mentions) for arrival in batch)
