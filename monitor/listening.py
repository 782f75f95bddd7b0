"""Whether anything is heard: when everything is silent, or somebody is too long, operations are told once.

Silence is told here and nowhere else: what polls show, what the habit of a source does, and what the customer's own
rules of silence say (the engine judges those). A source that fails is told with its poll (crawlers.schedule).
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

import orjson

from alerting.engine import Watch
from alerting.notices import Silent, intake_mended, intake_silent, nothing_heard, sources_silent
from alerting.wording import rule_name
from crawlers.health import Cause, Deaf, blind_areas, deaf
from domain.clock import start_of_minute
from domain.source import SourceState
from index.ports import View
from monitor.wiring import Monitor

_DEAF = "intake:silent"
_SILENT = "sources:silent"


def is_deaf(view: View) -> bool:
    """Say whether operations were told that all intake is silent, and not yet that it is over."""
    return bool(view.progress.get(_DEAF))


def tell_silence(monitor: Monitor, now: datetime) -> None:
    """Queue notices of what fell silent or is heard again: each is told once, through restarts too."""
    with monitor.ledger.read() as view:
        states = {state.name: state for state in view.sources.all()}
        raised = list(_raised(monitor, view))
    silence = deaf(monitor.settings.sources, states, now)
    by_rule = next((silent for watch, silent in raised if watch.rule.of == "intake" and not watch.opens), None)
    _tell_deaf(monitor, silence, by_rule, now)
    if silence is None and by_rule is None:
        _tell_silent(monitor, states, raised, now)


def _raised(monitor: Monitor, view: View) -> Iterator[tuple[Watch, Silent]]:
    """Yield the silences that the customer's rules have found and that last."""
    for watch in (each for watches in monitor.engine.silences.values() for each in watches):
        state = view.rules.get(watch.rule.id, watch.key)
        if state.raised_at is not None:
            rule = rule_name(monitor.engine, watch.rule.id)
            yield watch, Silent(watch.about, start_of_minute(state.raised_at), rule)


def _tell_deaf(monitor: Monitor, silence: Deaf | None, by_rule: Silent | None, now: datetime) -> None:
    with monitor.ledger.read() as view:
        told = is_deaf(view)
    if told == (silence is not None or by_rule is not None):
        return
    engine = monitor.engine
    if silence:
        notices = intake_silent(engine, silence.sources, silence.since, now)
    else:
        notices = nothing_heard(engine, by_rule, now) if by_rule else intake_mended(engine, now)
    with monitor.ledger.write() as tx:
        tx.progress.put(_DEAF, "" if told else now.isoformat())
        tx.outbox.put(notices)


def _tell_silent(
    monitor: Monitor, states: Mapping[str, SourceState], raised: list[tuple[Watch, Silent]], now: datetime
) -> None:
    """Tell of whom nothing is heard, against their habit or a rule, but of what opened an incident: that was told."""
    with monitor.ledger.read() as view:
        told = frozenset(orjson.loads(view.progress.get(_SILENT) or "[]"))
    areas = blind_areas(monitor.settings.sources, states, now)
    silent = {
        each.source: Silent(each.source, each.since) for each in areas if each.cause is Cause.SILENT and each.since
    }
    silent |= {each.name: each for watch, each in raised if watch.rule.of != "intake"}
    if silent.keys() == told:
        return
    known = told | {each.name for watch, each in raised if watch.opens}
    new = [each for name, each in silent.items() if name not in known]
    with monitor.ledger.write() as tx:
        tx.progress.put(_SILENT, orjson.dumps(sorted(silent)).decode())
        tx.outbox.put(sources_silent(monitor.engine, new, now) if new else ())
