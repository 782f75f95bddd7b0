"""Which rules a mark can reach at all, and in which windows: most marks reach none and cost next to nothing."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from alerting.engine import Engine, Watch
from alerting.history import Histories
from alerting.rules import DECIDERS, Decider
from alerting.windows import Window, sliding
from domain.measure import Counts, Mark
from index.ports import Judging

MOST_KEPT = 10_000
"""So many topics are kept sorted; a house that has more sorts them again now and then."""

FEW = 8
"""The windows of so many neighbouring minutes are each counted by themselves; more are counted by sliding."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rule on a topic with what it takes: ``least`` of what it counts in ``minutes``, 0 where that can't be said."""

    place: int
    watch: Watch
    decider: Decider
    minutes: int
    least: int


Sorted = Mapping[str, Sequence[tuple[str | None, Sequence[Candidate]]]]
"""Risk that rules count ("" = any mention) → measure that they count → the rules."""

_SORTED: dict[int, tuple[Sequence[Watch], Sorted]] = {}


def reachable(view: Judging, engine: Engine, mark: Mark, present: int, histories: Histories) -> list[Watch]:
    """Return the rules on a marked topic to which the mark may mean something, in the order of the configuration."""
    watches = engine.watches.get(mark.topic)
    if not watches:
        return []
    marked = view.measures.total(mark.topic, mark.first, mark.last)
    sorted_out = _sorted_out(watches)
    found = [
        each
        for risk in ("", *marked.risk)
        for counts, candidates in sorted_out.get(risk, ())
        if counts is None or getattr(marked, counts)
        for each in candidates
        if each.decider.counted(each.watch.rule, marked) and _is_filled(view, risk, each, mark, present, histories)
    ]
    found.sort(key=_place)
    return [candidate.watch for candidate in found]


class Minutes:
    """The minutes of a topic that rules look at for a mark which many windows fall into, read once for all of them."""

    def __init__(self, view: Judging, topic: str, first: int, last: int) -> None:
        self._asked = (view, topic, first, last)
        self._held: Mapping[int, Counts] | None = None
        self._order: list[int] = []

    def between(self, first: int, last: int) -> Mapping[int, Counts]:
        """Return the counts of minutes ``first``..``last`` in order, without the empty ones."""
        view, topic, earliest, latest = self._asked
        if first < earliest or last > latest:
            return dict(sorted(view.measures.series(topic, first, last).items()))
        if self._held is None:
            self._held = view.measures.series(topic, earliest, latest)
            self._order = sorted(self._held)
        minutes = self._order[bisect_left(self._order, first) : bisect_right(self._order, last)]
        return {minute: self._held[minute] for minute in minutes}


def minutes_around(view: Judging, watches: Sequence[Watch], mark: Mark, present: int) -> Minutes | None:
    """Return the minutes of all windows of some rules that a mark falls into, None where those are few."""
    if present - mark.first < FEW or not watches:
        return None
    around = max(DECIDERS[watch.rule.type].length(watch.rule) for watch in watches) - 1
    return Minutes(view, mark.topic, mark.first - around, min(present, mark.last + around))


def windows_of(view: Judging, watch: Watch, mark: Mark, present: int, minutes: Minutes | None = None) -> list[Window]:
    """Return the windows that the marked minutes fall into and that hold as much as the rule asks for, in order."""
    rule, decider = watch.rule, DECIDERS[watch.rule.type]
    length, least = decider.length(rule), decider.least(rule)
    first, last = mark.first - length + 1, min(present, mark.last + length - 1)
    if length == 1 or decider.adds_up and last - mark.first < FEW:
        worth = decider.series(rule, view.measures.series(watch.topic, mark.first, last))
        found: Iterable[Window] = (_window(view, watch, end, length, worth[end]) for end in sorted(worth))
    else:
        held = (minutes or Minutes(view, watch.topic, first, last)).between(first, last)
        found = sliding(decider.series(rule, held), length, mark.first, last)
    return [window for window in found if window.count >= least]


def _window(view: Judging, watch: Watch, last: int, length: int, worth: int) -> Window:
    """Return the window that ends in a minute of a worth."""
    first, decider = last - length + 1, DECIDERS[watch.rule.type]
    if length > 1 and decider.counts:
        risk = decider.witness_risk(watch.rule)
        worth = view.measures.number(watch.topic, first, last, risk=risk, of=decider.counts)
    return Window(first, last, worth)


def _is_filled(view: Judging, risk: str, candidate: Candidate, mark: Mark, present: int, histories: Histories) -> bool:
    """Say whether all windows that the mark falls into, taken together, hold what the rule takes."""
    counts, around = candidate.decider.counts, candidate.minutes - 1
    if candidate.least <= 1 or counts is None:
        return True
    first, last = mark.first - around, min(present, mark.last + around)
    held = view.measures.number(mark.topic, first, last, risk=risk, of=counts)
    bar = histories.bar(candidate.watch) if held >= candidate.least else None
    if bar is None or mark.first < bar.since or bar.until < last:
        return held >= candidate.least
    if bar.ever:
        held = view.measures.number(mark.topic, 0, last, risk=risk, of=counts)
    return held >= bar.count


def _sorted_out(watches: Sequence[Watch]) -> Sorted:
    kept = _SORTED.get(id(watches))
    if kept is None or kept[0] is not watches:
        if len(_SORTED) >= MOST_KEPT:
            _SORTED.clear()
        groups: defaultdict[str, defaultdict[str | None, list[Candidate]]] = defaultdict(lambda: defaultdict(list))
        for place, watch in enumerate(watches):
            rule, decider = watch.rule, DECIDERS[watch.rule.type]
            least = 0 if decider.is_apart(rule) else decider.least(rule)
            candidate = Candidate(place, watch, decider, decider.length(rule), least)
            groups[decider.witness_risk(rule)][decider.counts].append(candidate)
        kept = _SORTED[id(watches)] = (watches, {risk: list(by.items()) for risk, by in groups.items()})
    return kept[1]


def _place(candidate: Candidate) -> int:
    return candidate.place
