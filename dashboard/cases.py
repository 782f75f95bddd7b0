"""Incidents and signals as pages show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerting.timeline import ref_of
from alerting.wording import entry_line, rule_name, why_rule
from dashboard.filters import Filters
from dashboard.house import House
from dashboard.words import DEADLINES, STATES
from domain.category import OTHER
from domain.deadline import Deadline, DeadlineKind
from domain.facts import Fact
from domain.incident import Incident
from domain.signal import Signal
from domain.step import StepState
from index.panels.drawing.theme import RANKS, colour_of_rank
from index.panels.panel import Field
from index.ports import View
from text.excerpt import one_line
from text.mask import mask

MOST = 200
CLOSED_SINCE = timedelta(days=90)
NOT_COUNTED_DOWN = (DeadlineKind.REMINDER, DeadlineKind.ACK_LAPSE)


@dataclass(frozen=True, slots=True)
class Due:
    """What falls due next."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Case:
    """An incident on a page: ``steps`` settled of all, ``overdue`` still open past their time.

    ``heat`` is the place of its rank among four colours, the gravest 4.
    """

    number: int
    level: str
    heat: int
    brand: str
    category: str
    title: str
    state: str
    open: bool
    drill: bool
    detected: datetime
    taken_by: str
    due: Due | None
    steps: tuple[int, int]
    overdue: int
    mentions: int
    negative: int
    scored: int
    evidence: int
    raw: Incident


@dataclass(frozen=True, slots=True)
class Firing:
    """A signal on a page."""

    id: str
    at: datetime
    rule: str
    brand: str
    category: str
    level: str
    why: str
    evidence: int


def cases_of(view: View, house: House, filters: Filters, *, open_only: bool = False) -> tuple[Case, ...]:
    """Return the incidents that a page's filters leave, the gravest open ones first."""
    now, where = house.now(), filters.where
    found = view.incidents.find(open_only=open_only, closed_since=None if open_only else now - CLOSED_SINCE, limit=MOST)
    if not open_only:
        scope = filters.scope(now, house.settings.timezone)
        found = [each for each in found if scope.since <= each.detected_at < scope.until or each.is_open]
    kept = [each for each in found if _fits(each, where)]
    cases = [case_of(view, house, each) for each in kept]
    return tuple(sorted(cases, key=lambda case: (case.open, case.raw.rank, case.detected), reverse=True))


def _fits(incident: Incident, where: Mapping[Field, tuple[str, ...]]) -> bool:
    values = {
        Field.BRAND: incident.brand,
        Field.CATEGORY: incident.category,
        Field.LEVEL: incident.level,
        Field.STATE: incident.state.value,
    }
    return all(value in where[name] for name, value in values.items() if where.get(name))


def case_of(view: View, house: House, incident: Incident) -> Case:
    """Return an incident as pages show it."""
    zone, engine, facts = house.settings.timezone, house.engine, incident.facts
    given = incident.acknowledgement
    settled = sum(step.state is not StepState.OPEN for step in incident.steps)
    top = house.settings.scale.top
    return Case(
        number=incident.id,
        level=engine.level_name(incident.level),
        heat=_heat(incident.rank, top),
        brand=incident.brand,
        category=engine.category_name(incident.category),
        title=one_line(mask(incident.title)),
        state=house.says(*STATES[incident.state]),
        open=incident.is_open,
        drill=incident.drill,
        detected=incident.detected_at.astimezone(zone),
        taken_by=given.person if given and not given.lapsed else "",
        due=_due(house, incident, view.incidents.deadlines(incident.id)),
        steps=(settled, len(incident.steps)),
        overdue=sum(step.state is StepState.OPEN and step.due_at <= house.now() for step in incident.steps),
        mentions=int(facts.get(Fact.MENTIONS_24H, 0)),
        negative=int(facts.get(Fact.NEGATIVE_24H, 0)),
        scored=int(facts.get(Fact.SCORED_24H, 0)),
        evidence=len(incident.evidence),
        raw=incident,
    )


def _heat(rank: int, top: int) -> int:
    """Return 1..4 for the colours of ``index.panels.drawing.theme.RANKS``."""
    return RANKS.index(colour_of_rank(rank, top)) + 1


def _due(house: House, incident: Incident, deadlines: Sequence[Deadline]) -> Due | None:
    nearest = next((each for each in deadlines if each.kind not in NOT_COUNTED_DOWN), None)
    if nearest is None:
        return None
    titles = {step.id: step.title for step in incident.steps}
    name = titles.get(nearest.about) or house.says(*DEADLINES[nearest.kind])
    return Due(name, nearest.due_at.astimezone(house.settings.timezone))


def timeline_of(view: View, house: House, number: int) -> tuple[tuple[datetime, str], ...]:
    """Return what happened to an incident, newest first."""
    zone = house.settings.timezone
    entries = view.incidents.timeline(number)
    lines = [(each.at.astimezone(zone), entry_line(house.engine, each) or each.reason or each.kind) for each in entries]
    return tuple((at, one_line(mask(str(said)))) for at, said in reversed(lines))


def firings_of(view: View, house: House, filters: Filters) -> tuple[Firing, ...]:
    """Return the signals that a page's filters leave, newest first."""
    scope = filters.scope(house.now(), house.settings.timezone)
    found = view.rules.signals(incident=int(filters.incident) if filters.incident else None, limit=2000)
    kept = [each for each in found if scope.since <= each.fired_at < scope.until and _chosen(each, filters.where)]
    return tuple(_firing(house, each) for each in kept[:MOST])


def _chosen(signal: Signal, where: Mapping[Field, tuple[str, ...]]) -> bool:
    values = {
        Field.BRAND: signal.brand,
        Field.CATEGORY: signal.category or OTHER,
        Field.LEVEL: signal.level or "none",
        Field.RULE: signal.rule,
    }
    return all(value in where[name] for name, value in values.items() if where.get(name))


def _firing(house: House, signal: Signal) -> Firing:
    return Firing(
        id=signal.id,
        at=signal.fired_at.astimezone(house.settings.timezone),
        rule=rule_name(house.engine, signal.rule),
        brand=signal.brand,
        category=house.engine.category_name(signal.category or OTHER),
        level=house.engine.level_name(signal.level) if signal.level else "",
        why=_why(house, signal),
        evidence=len(signal.evidence),
    )


def _why(house: House, signal: Signal) -> str:
    """Return why a rule fired, with its numbers; signals of an older Fenghuo may lack what a sentence needs."""
    try:
        return one_line(mask(why_rule(house.engine, ref_of(signal))))
    except (KeyError, ValueError):
        return rule_name(house.engine, signal.rule)
