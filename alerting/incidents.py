"""Incidents: signals open, join or reopen them; those of marked brands are measured and their level decided again."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from alerting.changes import absorbed, blank, judged, reopened, with_signals
from alerting.engine import REOPEN_WITHIN, Engine
from alerting.grouping import Join, Move, Open, assign
from alerting.picture import Camera
from domain.change import Change
from domain.incident import Incident
from domain.measure import Mark
from domain.rule import RuleState
from domain.signal import Signal
from index.ports import Judging


def weigh(
    tx: Judging,
    engine: Engine,
    signals: Sequence[Signal],
    marks: Sequence[Mark],
    now: datetime,
    due: Sequence[RuleState] = (),
    camera: Camera | None = None,
) -> list[Change]:
    """Give signals to incidents, and measure the open incidents of brands that were marked or whose rules fell due.

    All incidents that were measured are returned, also those of which nothing is news (``changes.is_news``). They are
    not saved yet, new ones have id 0; their signals are to be kept with the id they get. Signals that open nothing
    (competitors, policy, public matters) are kept for the digest here.
    """
    camera = camera or Camera(tx, engine, now)
    alarming = []
    for signal in signals:
        if engine.opens(signal.topic):
            alarming.append(signal)
        else:
            tx.rules.add_signal(signal, 0)
    changes: list[Change] = []
    for brand in _brands(engine, alarming, marks, due):
        mine = [signal for signal in alarming if signal.brand == brand]
        changes += _of_brand(tx, engine, camera, brand, mine, now)
    return changes


def _brands(
    engine: Engine, signals: Iterable[Signal], marks: Iterable[Mark], due: Iterable[RuleState]
) -> Sequence[str]:
    marked = [brand for mark in marks for brand in engine.brands_of(mark.topic)]
    rested = [watch.brand for state in due if (watch := engine.watch(state.rule, state.brand)) is not None]
    return list(dict.fromkeys([*(signal.brand for signal in signals), *marked, *rested]))


def _of_brand(
    tx: Judging, engine: Engine, camera: Camera, brand: str, signals: Sequence[Signal], now: datetime
) -> list[Change]:
    known = {each.id: each for each in tx.incidents.find(brand=brand, closed_since=now - REOPEN_WITHIN)}
    live = [each for each in known.values() if each.is_open and not each.drill]
    pictures = {each.id: camera.take(each) for each in live}
    grown = {each.id: absorbed(each, pictures[each.id]) for each in live}
    closed = [each for each in known.values() if not each.is_open]
    moves = assign(signals, list(grown.values()), closed, engine.scale)
    changes = [_moved(camera, engine, known, move, now) for move in moves]
    moved = {move.incident.id for move in moves if not isinstance(move, Open)}
    changes += [
        judged(engine, each, grown[each.id], (), pictures[each.id], now) for each in live if each.id not in moved
    ]
    return changes


def _moved(camera: Camera, engine: Engine, known: dict[int, Incident], move: Move, now: datetime) -> Change:
    match move:
        case Open(brand, category, signals):
            before, base = None, blank(brand, category, now)
        case Join(incident, category, signals):
            before, base = known[incident.id], incident
        case _:
            signals, category = move.signals, move.incident.category
            before, base = known[move.incident.id], reopened(move.incident)
    grown = with_signals(base, category, signals)
    picture = camera.take(grown)
    return judged(engine, before, absorbed(grown, picture), signals, picture, now)
