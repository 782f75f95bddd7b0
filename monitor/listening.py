"""Whether anything is heard: when every source is silent, or one against its habit, operations are told once.

A source that fails is told with its poll (crawlers.schedule); here it is what only time brings to light.
"""

from collections.abc import Mapping
from datetime import datetime

import orjson

from alerting.notices import intake_mended, intake_silent, sources_silent
from crawlers.health import Cause, Deaf, blind_areas, deaf
from domain.source import SourceState
from monitor.wiring import Monitor

_DEAF = "intake:silent"
_SILENT = "sources:silent"


def tell_silence(monitor: Monitor, now: datetime) -> None:
    """Queue notices of what fell silent or is heard again: each is told once, through restarts too."""
    with monitor.ledger.read() as view:
        states = {state.name: state for state in view.sources.all()}
    silence = deaf(monitor.settings.sources, states, now)
    _tell_deaf(monitor, silence, now)
    if silence is None:
        _tell_silent(monitor, states, now)


def _tell_deaf(monitor: Monitor, silence: Deaf | None, now: datetime) -> None:
    with monitor.ledger.read() as view:
        told = bool(view.progress.get(_DEAF))
    if told == (silence is not None):
        return
    engine = monitor.engine
    notices = intake_silent(engine, silence.sources, silence.since, now) if silence else intake_mended(engine, now)
    with monitor.ledger.write() as tx:
        tx.progress.put(_DEAF, now.isoformat() if silence else "")
        tx.outbox.put(notices)


def _tell_silent(monitor: Monitor, states: Mapping[str, SourceState], now: datetime) -> None:
    """Tell of sources and platforms that answer and yet say nothing, against their habit."""
    with monitor.ledger.read() as view:
        told = frozenset(orjson.loads(view.progress.get(_SILENT) or "[]"))
    areas = blind_areas(monitor.settings.sources, states, now)
    silent = {each.source: each.since for each in areas if each.cause is Cause.SILENT and each.since}
    if silent.keys() == told:
        return
    new = {name: since for name, since in silent.items() if name not in told}
    with monitor.ledger.write() as tx:
        tx.progress.put(_SILENT, orjson.dumps(sorted(silent)).decode())
        tx.outbox.put(sources_silent(monitor.engine, new, now) if new else ())
