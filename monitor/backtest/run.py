"""One backtest from beginning to end: rules loaded, mentions read, the engine played, the events returned."""

import gc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from alerting.engine import engine_of
from config.load import load, load_with_rules
from config.settings import Settings
from domain.errors import UsageError
from domain.mention import StoredMention
from index.ledger import open_ledger
from index.memory import MemoryLedger
from monitor.backtest.material import CHUNK, Material, material_of_file, material_of_ledger
from monitor.backtest.replay import Event, Replay
from monitor.language import say
from monitor.progress import Advance, progress
from monitor.wiring import LEDGER_FILE, open_reader
from sentiment.variants import default_variants

LAST_MONTH = timedelta(days=30)
"""So much of the stored history is played where no time is named."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a backtest is asked for: a file or the stored history, a time, a draft of rules, both of them compared."""

    folder: Path
    file: str = ""
    since: datetime | None = None
    until: datetime | None = None
    rules: Path | None = None
    compare: bool = False


@dataclass(frozen=True, slots=True)
class Backtest:
    """What a backtest found: the events by the rules tried, and by those in force where both were asked for.

    ``since`` and ``until`` are the time that was judged.
    """

    settings: Settings
    material: Material
    events: tuple[Event, ...]
    in_force: tuple[Event, ...] | None
    since: datetime
    until: datetime


def backtest(asked: Asked) -> Backtest:
    """Play the rules asked for; ConfigError and UsageError say what can't be read."""
    current = load(asked.folder).settings
    draft = load_with_rules(asked.folder, asked.rules).settings if asked.rules else current
    if asked.compare and asked.rules is None:
        raise UsageError(
            say("--compare 要和 --rules 一起用：与哪些规则比较？", "--compare needs --rules: what shall be compared?")
        )
    material = _material(asked, current)
    tried = _rematched(material, current, draft)
    events = tuple(play(draft, tried))
    since, until = _judged(asked, material)
    return Backtest(draft, tried, events, tuple(play(current, material)) if asked.compare else None, since, until)


def play(settings: Settings, material: Material) -> Iterator[Event]:
    """Yield the events of the rules of some settings on material that is matched to them."""
    ledger = MemoryLedger(known_gaps=material.gaps)
    ledger.notice_intake(material.intake)
    replay = Replay(engine_of(settings), ledger)
    replay.remember(material.history)
    arrivals = material.arrivals
    gc.freeze()  # what is played stays: the collector needn't walk through it again and again
    with progress(say("回测", "backtest"), len(arrivals)) as advance:
        yield from replay.play(_watched(arrivals, advance))
    if arrivals:
        yield from replay.settle_down(arrivals[-1].mention.arrived_at)


def _watched(arrivals: Sequence[StoredMention], advance: Advance) -> Iterator[StoredMention]:
    for number, each in enumerate(arrivals):
        yield each
        if number % CHUNK == 0:
            advance(number)


def _material(asked: Asked, current: Settings) -> Material:
    since, until = _zoned(asked.since, current), _zoned(asked.until, current)
    if asked.file:
        if not Path(asked.file).is_file():
            raise UsageError(say(f"没有文件 {asked.file}。请检查路径。", f"There is no file {asked.file}; check it."))
        return material_of_file(current, open_reader(current), Path(asked.file), since, until)
    path = current.store / LEDGER_FILE
    if not path.exists():
        raise UsageError(
            say(
                f"{path} 还不存在：没有历史可回测。请给出 FILE，或先导入。",
                f"{path} does not exist: there is no history yet. Name a FILE, or import one first.",
            )
        )
    now = datetime.now(UTC)
    ledger = open_ledger(path, variants=default_variants())
    try:
        return material_of_ledger(ledger, since or (until or now) - LAST_MONTH, until or now)
    finally:
        ledger.close()


def _rematched(material: Material, current: Settings, draft: Settings) -> Material:
    """Return the material as the draft sees it: only what it counts otherwise is matched again."""
    known = {topic.id: topic.query for topic in current.topics}
    changed = [topic for topic in draft.topics if known.get(topic.id) != topic.query]
    gone = known.keys() - {topic.id for topic in draft.topics}
    return material.rematched(changed, gone)


def _judged(asked: Asked, material: Material) -> tuple[datetime, datetime]:
    arrivals = material.arrivals
    first = arrivals[0].mention.arrived_at if arrivals else datetime.now(UTC)
    last = arrivals[-1].mention.arrived_at if arrivals else first
    return first, last


def _zoned(moment: datetime | None, settings: Settings) -> datetime | None:
    """Return a moment as written on the command line in UTC; without a zone it is in the configured one."""
    if moment is None:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=settings.timezone)).astimezone(UTC)
