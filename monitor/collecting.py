"""Steps 1 to 3 of the line of sight, put to work: what is due is handed to the worker, what comes back is stored."""

import logging
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime

from apscheduler.schedulers.background import BackgroundScheduler

from alerting.notices import source_failing, source_mended
from config.secret import SecretError
from config.settings import Settings
from config.sources import FetchedSource, FileSource, SourceSpec
from crawlers.client import CrawlWorker
from crawlers.collect import Collected, collect, collect_folder, job_of, origin_of
from crawlers.schedule import Told, due
from crawlers.wire import Answer, Limits, Outcome
from domain.errors import FenghuoError, NotFoundError
from domain.mention import Appended
from domain.source import SourceState
from monitor.appender import Appender, Arrival
from monitor.intake import store_all
from monitor.language import say
from monitor.listening import tell_silence
from monitor.wiring import Monitor

TICK_SECONDS = 0.5
LISTEN_SECONDS = 60
TAKE_SECONDS = 0.5
log = logging.getLogger("fenghuo.collecting")
logging.getLogger("apscheduler").setLevel(logging.ERROR)
"""A tick that finds the one before still at work is no news: what is due is a row, and waits for the next."""


def limits_of(settings: Settings) -> Limits:
    """Return how the worker fetches for this configuration."""
    return Limits(user_agent=settings.user_agent, allow=[str(network) for network in settings.allow])


def arrival_of(monitor: Monitor, collected: Collected, now: datetime) -> Arrival:
    """Return what a poll brought as one arrival, with what operations has to hear of the source."""
    tell = {Told.FAILING: source_failing, Told.MENDED: source_mended}
    notices = tell[collected.told](monitor.engine, collected.state, now) if collected.told else ()
    return Arrival(collected.mentions, collected.rejected, collected.state, notices)


def ask(worker: CrawlWorker, source: FetchedSource, state: SourceState) -> bool:
    """Hand in the job of a source; a token that can't be read is answered as a failure. False if it is under way."""
    try:
        return worker.fetch(job_of(source, state))
    except SecretError as error:
        worker.answer(Answer(source.name, Outcome.FAILED, str(error), lasting=True))
        return True


class Collector:
    """The collecting side of a running monitor: one tick for what is due, one thread for what comes back."""

    def __init__(self, monitor: Monitor, appender: Appender) -> None:
        self._monitor = monitor
        self._appender = appender
        self._sources = {source.name: source for source in monitor.settings.sources}
        self._worker = CrawlWorker(limits_of(monitor.settings))
        self._under_way: set[str] = set()
        self._closing = threading.Event()
        self._answers = threading.Thread(target=self._take_answers, name="answers", daemon=True)
        self._scheduler = BackgroundScheduler(job_defaults={"coalesce": True, "max_instances": 1})

    def start(self) -> None:
        """Start the worker and the tick."""
        self._worker.start()
        self._answers.start()
        self._scheduler.add_job(self._tick, "interval", seconds=TICK_SECONDS)
        self._scheduler.add_job(self._listen, "interval", seconds=LISTEN_SECONDS)
        self._scheduler.start()

    def close(self) -> None:
        """End both; what was under way is due again by its row."""
        self._scheduler.shutdown(wait=True)
        self._closing.set()
        self._answers.join()
        self._worker.close()

    @property
    def worker_id(self) -> int:
        """Return the process id of the crawl worker, another one after each death; 0 while there is none."""
        return self._worker.process_id

    def _tick(self) -> None:
        """Ask what is due.

        What was under way before its state was read is left to the next tick: it may have been stored meanwhile, and
        its state here be the old one.
        """
        now, busy = self._monitor.clock.now(), frozenset(self._under_way)
        with self._monitor.ledger.read() as view:
            states = {state.name: state for state in view.sources.all()}
        for source in due(self._sources.values(), states, now):
            if source.name in busy:
                continue
            state = states.get(source.name, SourceState(source.name))
            if isinstance(source, FileSource):
                self._poll_folder(source, state, now)
            else:
                self._under_way.add(source.name)
                if not ask(self._worker, source, state):
                    self._under_way.discard(source.name)

    def _listen(self) -> None:
        tell_silence(self._monitor, self._monitor.clock.now())

    def _poll_folder(self, source: FileSource, state: SourceState, now: datetime) -> None:
        for collected in collect_folder(source, origin_of(source, self._monitor.settings), state, now):
            self._appender.submit(arrival_of(self._monitor, collected, now)).result()

    def _take_answers(self) -> None:
        while not self._closing.is_set():
            answer = self._worker.take(TAKE_SECONDS)
            if answer is not None:
                try:
                    self._store(answer)
                except FenghuoError as error:
                    log.error("%s: %s", answer.source, error)
                    self._under_way.discard(answer.source)

    def _store(self, answer: Answer) -> None:
        now = self._monitor.clock.now()
        with self._monitor.ledger.read() as view:
            state = view.sources.get(answer.source)
        source = self._sources[answer.source]
        collected = collect(source, origin_of(source, self._monitor.settings), answer, state, now)

        def stored(_: Future[Appended]) -> None:
            self._under_way.discard(answer.source)

        self._appender.submit(arrival_of(self._monitor, collected, now)).add_done_callback(stored)


@dataclass(slots=True)
class Tally:
    """What one collection of a source brought."""

    source: str
    stored: int = 0
    duplicate: int = 0
    unmatched: int = 0
    quarantined: int = 0
    error: str = ""

    def add(self, arrival: Arrival, appended: Appended) -> None:
        """Count one arrival."""
        self.stored += appended.stored
        self.duplicate += appended.duplicate
        self.unmatched += appended.unmatched
        self.quarantined += len(arrival.rejected)
        self.error = arrival.source.last_error if arrival.source else ""

    def as_row(self) -> dict[str, object]:
        """Return it as one row."""
        return {key: getattr(self, key) for key in self.__slots__}


def collect_once(monitor: Monitor, names: Sequence[str]) -> list[dict[str, object]]:
    """Fetch sources now, all if none is named, and store what they hold; return a row for each."""
    tallies = {source.name: Tally(source.name) for source in _named(monitor, names)}
    for arrival in _arrivals(monitor, _named(monitor, names)):
        (appended,) = store_all(monitor.ledger, monitor.reader, [arrival], monitor.clock.now())
        if arrival.source is not None:
            tallies[arrival.source.name].add(arrival, appended)
    return [tally.as_row() for tally in tallies.values()]


def _named(monitor: Monitor, names: Sequence[str]) -> list[SourceSpec]:
    """Return the sources of these names; that of an address with ``{alias}`` means all its rows."""
    there = monitor.settings.sources
    known = [*dict.fromkeys(source.group for source in there)]
    for name in names:
        if name not in known and name not in {source.name for source in there}:
            raise NotFoundError(
                say(
                    f"没有来源“{name}”；已配置的有：{'、'.join(known)}。",
                    f"There is no source “{name}”; there are {', '.join(known)}.",
                )
            )
    return [source for source in there if not names or source.name in names or source.group in names]


def _arrivals(monitor: Monitor, sources: Sequence[SourceSpec]) -> Iterator[Arrival]:
    """Yield what each source brings, as it comes."""
    with monitor.ledger.read() as view:
        states = {source.name: view.sources.get(source.name) for source in sources}
    by_name = {source.name: source for source in sources}
    fetched = [source for source in sources if not isinstance(source, FileSource)]
    for source in sources:
        if isinstance(source, FileSource):
            now = monitor.clock.now()
            for collected in collect_folder(source, origin_of(source, monitor.settings), states[source.name], now):
                yield arrival_of(monitor, collected, now)
    if not fetched:
        return
    worker = CrawlWorker(limits_of(monitor.settings))
    worker.start()
    try:
        for source in fetched:
            ask(worker, source, states[source.name])
        for _ in fetched:
            answer = worker.take()
            assert answer is not None
            source, now = by_name[answer.source], monitor.clock.now()
            origin = origin_of(source, monitor.settings)
            yield arrival_of(monitor, collect(source, origin, answer, states[source.name], now), now)
    finally:
        worker.close()
