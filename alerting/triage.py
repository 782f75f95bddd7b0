"""Which rules a mark can reach at all, by the counts of whole hours: most marks reach none and cost next to nothing."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

from alerting.engine import Engine, Watch
from alerting.rules import DECIDERS
from domain.clock import minute_of
from domain.measure import Counts, Mark
from index.ports import Judging

MOST_KEPT = 10_000
"""So many topics are kept sorted; a house that has more sorts them again now and then."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rule on a topic with what it takes: ``least`` mentions, or None where it counts something else."""

    place: int
    watch: Watch
    minutes: int
    least: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """The rules of a topic that count one risk ("" = any mention), and the longest of their windows."""

    candidates: tuple[Candidate, ...]
    longest: int


_SORTED: dict[int, tuple[Sequence[Watch], Mapping[str, Group]]] = {}


def reachable(view: Judging, engine: Engine, mark: Mark, now: datetime) -> list[Watch]:
    """Return the rules on a marked topic to which the mark may mean something, in the order of the configuration."""
    watches = engine.watches.get(mark.topic)
    if not watches:
        return []
    marked = view.measures.series(mark.topic, mark.first, mark.last)
    raised = {"", *(category for counts in marked.values() for category in counts.risk)}
    found = [
        candidate
        for risk, group in _groups(watches).items()
        if risk in raised
        for candidate in _filled(view, risk, group, mark, minute_of(now))
        if _is_worth(candidate.watch, marked)
    ]
    return [candidate.watch for candidate in sorted(found, key=lambda each: each.place)]


def _filled(view: Judging, risk: str, group: Group, mark: Mark, present: int) -> Iterator[Candidate]:
    """Yield the rules whose windows around the mark may hold what they take, by hours that lie over them."""
    last = min(present, mark.last + group.longest - 1)
    earliest = (mark.first - group.longest + 1) // 60
    hours = view.measures.hours(mark.topic, earliest, last // 60, risk=risk)
    through = list(accumulate((hours.get(hour, 0) for hour in range(earliest, last // 60 + 1)), initial=0))
    for each in group.candidates:
        since, until = mark.first - each.minutes + 1, min(present, mark.last + each.minutes - 1)
        held = through[until // 60 - earliest + 1] - through[since // 60 - earliest]
        if each.least is None or held >= each.least:
            yield each


def _is_worth(watch: Watch, marked: Mapping[int, Counts]) -> bool:
    decider = DECIDERS[watch.rule.type]
    return any(decider.counted(watch.rule, counts) for counts in marked.values())


def _groups(watches: Sequence[Watch]) -> Mapping[str, Group]:
    kept = _SORTED.get(id(watches))
    if kept is None or kept[0] is not watches:
        if len(_SORTED) >= MOST_KEPT:
            _SORTED.clear()
        kept = _SORTED[id(watches)] = (watches, _sorted(watches))
    return kept[1]


def _sorted(watches: Sequence[Watch]) -> Mapping[str, Group]:
    by_risk: defaultdict[str, list[Candidate]] = defaultdict(list)
    for place, watch in enumerate(watches):
        decider, rule = DECIDERS[watch.rule.type], watch.rule
        apart = decider.is_apart(rule)
        least = decider.least(rule) if decider.counts_mentions and not apart else None
        minutes = 1 if apart else decider.length(rule)
        by_risk[decider.witness_risk(rule)].append(Candidate(place, watch, minutes, least))
    return {risk: Group(tuple(each), max(one.minutes for one in each)) for risk, each in by_risk.items()}
