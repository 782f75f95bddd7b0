"""Judging: marked topics and due rules in, signals out. A thin shell around ``alerting.rules``, which decides."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from alerting.engine import Engine, Watch
from alerting.episodes import episodes
from alerting.history import Histories
from alerting.reading import LedgerReading, witnesses_of
from alerting.rules import DECIDERS, MOST_EVIDENCE, Firing, Witness, is_reached, judge_rule, with_waiting
from alerting.triage import reachable
from domain.clock import MINUTE, minute_of, start_of_minute
from domain.measure import Counts, Mark
from domain.rule import Rule, RuleState
from domain.signal import Signal
from index.ports import Judging


def judge_topics(
    tx: Judging, engine: Engine, marks: Sequence[Mark], due: Sequence[RuleState], now: datetime
) -> list[Signal]:
    """Judge what was marked and what is due by time alone, put the rules' states back, and return the signals.

    Signals come in order of topic and time. Their ids are hashes of rule, brand, window and the minute of judging.
    """
    round_ = _Round(tx, engine, now, [], set(), Histories(tx, engine))
    for mark in _merged(marks):
        round_.judge_mark(mark)
    for state in due:
        if (state.rule, state.brand) not in round_.judged:
            round_.let_time_pass(state)
    return round_.signals


@dataclass(slots=True)
class _Round:
    """One judgement; ``judged`` are the states that were looked at already."""

    tx: Judging
    engine: Engine
    now: datetime
    signals: list[Signal]
    judged: set[tuple[str, str]]
    histories: Histories

    def judge_mark(self, mark: Mark) -> None:
        """Judge every rule on a marked topic to which something in the marked minutes is worth anything."""
        watches = reachable(self.tx, self.engine, mark, self.now)
        minutes = self._minutes(watches, mark)
        for watch in watches:
            counts = DECIDERS[watch.rule.type].series(watch.rule, _of_window(watch.rule, minutes, mark))
            if is_reached(watch.rule, counts, mark, self.now):
                state = self.tx.rules.get(watch.rule.id, watch.key)
                self._judge(watch, counts, minutes, state, mark)

    def let_time_pass(self, state: RuleState) -> None:
        """Settle a rule that only time has changed; the state of one that is no longer configured is laid to rest."""
        watch = self.engine.watch(state.rule, state.brand)
        if watch is None:
            self.tx.rules.put(RuleState(state.rule, state.brand, past=episodes(state)))
            return
        mark = with_waiting(state, None)
        minutes = self._minutes([watch], mark) if mark else {}
        self._judge(watch, DECIDERS[watch.rule.type].series(watch.rule, minutes), minutes, state, mark)

    def _judge(
        self,
        watch: Watch,
        counts: Mapping[int, int],
        minutes: Mapping[int, Counts],
        state: RuleState,
        mark: Mark | None,
    ) -> None:
        self.judged.add((state.rule, state.brand))
        last = min(minute_of(self.now), mark.last + watch.rule.window // MINUTE) if mark else minute_of(self.now)
        reading = LedgerReading(self.tx, self.engine, watch, minutes, counts, last, self.histories)
        verdict = judge_rule(watch.rule, counts, reading, state, mark, self.now)
        if verdict.state != state:
            self.tx.rules.put(verdict.state)
        self.signals += [self._signal(watch, firing) for firing in verdict.fired]

    def _minutes(self, watches: Sequence[Watch], mark: Mark) -> Mapping[int, Counts]:
        """Return the minutes that any of the rules has to look at for a mark, read once for all.

        A minute that a rule left for when it is over lies before the mark by little: nothing was judged since.
        """
        if not watches:
            return {}
        longest = max(watch.rule.window for watch in watches) // MINUTE
        last = min(minute_of(self.now), mark.last + longest - 1)
        series = self.tx.measures.series(mark.topic or watches[0].topic, mark.first - longest + 1, last)
        return dict(sorted(series.items()))

    def _signal(self, watch: Watch, firing: Firing) -> Signal:
        rule, window = watch.rule, firing.window
        heard = firing.witnesses or witnesses_of(self.tx, watch, window.first, window.last, MOST_EVIDENCE)
        evidence = heard[:MOST_EVIDENCE]
        about = f"\0{firing.about}" if firing.about else ""
        identity = f"{rule.id}\0{watch.key}\0{window.first}\0{window.last}\0{minute_of(self.now)}{about}"
        return Signal(
            id=sha256(identity.encode()).hexdigest()[:32],
            rule=rule.id,
            rule_type=rule.type.value,
            brand=watch.brand,
            category=rule.category,
            topic=watch.topic,
            level=rule.level,
            since=start_of_minute(window.first),
            until=start_of_minute(window.last + 1),
            fired_at=self.now,
            numbers=_numbers(firing, heard),
            evidence=tuple(each.id for each in evidence),
            families=tuple(dict.fromkeys(each.family for each in evidence)),
            late_by=firing.late_by or None,
            about=firing.about,
        )


def _of_window(rule: Rule, minutes: Mapping[int, Counts], mark: Mark) -> Mapping[int, Counts]:
    """Return the minutes, in order, that a rule looks at for a mark."""
    length = rule.window // MINUTE
    first, last = mark.first - length + 1, mark.last + length - 1
    ordered = list(minutes)
    if ordered and ordered[0] >= first and ordered[-1] <= last:
        return minutes
    return {minute: minutes[minute] for minute in ordered[bisect_left(ordered, first) : bisect_right(ordered, last)]}


def _merged(marks: Iterable[Mark]) -> list[Mark]:
    """Return one mark a topic, without those that no live mention made: late scores break no rule."""
    spans: dict[str, Mark] = {}
    for mark in marks:
        if mark.first > mark.last:
            continue
        known = spans.get(mark.topic, mark)
        first, last = min(known.first, mark.first), max(known.last, mark.last)
        spans[mark.topic] = Mark(mark.topic, first, last, max(known.through, mark.through))
    return list(spans.values())


def _numbers(firing: Firing, heard: Sequence[Witness]) -> dict[str, float]:
    """Return what the card shows: ``line`` is what had to be reached, ``first`` and ``last`` the window's minutes."""
    return {
        "count": float(firing.count),
        "line": float(firing.line),
        "authors": float(len({each.author for each in heard})),
        "sources": float(len({each.source for each in heard})),
        "first": float(firing.window.first),
        "last": float(firing.window.last),
        "again": float(firing.again),
        **firing.numbers,
    }
