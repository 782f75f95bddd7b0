"""The one place where the parts are chosen and put together: configuration in, a monitor out."""

import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from alerting.channels import make_channel
from alerting.channels.base import Channel
from alerting.deliver import Delivery
from alerting.engine import Engine, engine_of
from alerting.judge import begin_listening
from config.load import load
from config.secret import SecretError
from config.settings import Settings
from domain.clock import Clock, SystemClock
from index.ledger import open_ledger
from index.ports import Ledger, Library
from index.search import open_library
from monitor.intake import Reader
from monitor.lock import RunLock
from monitor.placing import Placing
from playbooks.desk import Desk, desk_of
from playbooks.handbook import load_handbook
from sentiment.risk import default_risk_finder
from sentiment.variants import default_variants
from text.match import Matcher

LEDGER_FILE = "ledger.db"
log = logging.getLogger("fenghuo")


@dataclass(frozen=True, slots=True)
class Monitor:
    """Everything one node consists of.

    ``library`` searches, ``reader`` reads what arrives, ``engine`` judges, ``desk`` handles cases; ``placing``
    remembers the matters of each brand between two placings.
    """

    settings: Settings
    ledger: Ledger
    library: Library
    clock: Clock
    reader: Reader
    engine: Engine
    desk: Desk
    delivery: Delivery
    lock: RunLock
    placing: Placing = field(default_factory=Placing)


@contextmanager
def open_monitor(folder: Path, clock: Clock | None = None, stream: TextIO | None = None) -> Iterator[Monitor]:
    """Open the monitor that a folder configures; ConfigError carries every mistake. ``stream`` is the console's."""
    settings = load(folder).settings
    settings.store.mkdir(parents=True, exist_ok=True)
    ledger = open_ledger(settings.store / LEDGER_FILE, variants=default_variants())
    try:
        monitor = assemble(settings, ledger, clock or SystemClock(), stream or sys.stdout)
        register_topics(monitor)
        yield monitor
    finally:
        ledger.close()


def assemble(settings: Settings, ledger: Ledger, clock: Clock, stream: TextIO) -> Monitor:
    """Return a monitor of settings over an open ledger."""
    channels = open_channels(settings, stream)
    return Monitor(
        settings=settings,
        ledger=ledger,
        library=open_library(ledger, settings.library, settings.node, clock.now),
        clock=clock,
        reader=open_reader(settings),
        engine=engine_of(settings),
        desk=desk_of(settings, load_handbook(settings)),
        delivery=Delivery(ledger, channels, settings.routes.operations, settings.language),
        lock=RunLock(settings.store),
    )


def open_reader(settings: Settings) -> Reader:
    """Return the reader of what arrives: brands and topics, and risk words with the industry's and the customer's."""
    words = ((each.category, each.word, each.intensity) for each in settings.risk_words)
    return Reader(Matcher(settings.brands, settings.topics, default_variants()), default_risk_finder(words))


def open_channels(settings: Settings, stream: TextIO) -> Mapping[str, Channel]:
    """Return the channels that can be opened; notices for one without its token wait in the outbox."""
    channels = {}
    for spec in settings.channels:
        try:
            channels[spec.name] = make_channel(spec, settings, stream)
        except SecretError as error:
            log.warning(
                settings.says("渠道 %s 未打开，通知先等着：%s", "Channel %s stays closed, its notices wait: %s"),
                spec.name,
                error,
            )
    return channels


def register_topics(monitor: Monitor) -> None:
    """Tell the ledger what is counted, and whom to listen to; new topics are counted back later, and never fire."""
    now = monitor.clock.now()
    with monitor.ledger.write() as tx:
        tx.topics.register(monitor.reader.matcher.topics, now)
        begin_listening(tx, (watch for watches in monitor.engine.silences.values() for watch in watches), now)
