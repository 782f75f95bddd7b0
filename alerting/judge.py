"""Judging: marked topics and due rules in, signals out. A thin shell around ``alerting.rules``, which decides."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from alerting.engine import Engine, Watch
from alerting.episodes import episodes
from alerting.history import Histories
from alerting.reading import LedgerReading, witnesses_of
from alerting.rules import (
    DECIDERS,
    MOST_EVIDENCE,
    Ask,
    Firing,
    Verdict,
    Witness,
    judge_rule,
    judge_windows,
    with_waiting,
    witness_of,
)
from alerting.rules.composite import members_of, minutes_of, remembering
from alerting.rules.silence import OVERSLEPT, has_overslept, judge_silence, listening, postponed
from alerting.triage import Minutes, minutes_around, reachable, windows_of
from alerting.windows import Window
from domain.clock import minute_of, start_of_minute
from domain.measure import Mark
from domain.rule import HeardSignal, RuleState, RuleType, state_key
from domain.signal import Signal
from index.ports import Judging


def judge_topics(
    tx: Judging,
    engine: Engine,
    marks: Sequence[Mark],
    due: Sequence[RuleState],
    now: datetime,
    histories: Histories | None = None,
    *,
    deaf: bool = False,
) -> list[Signal]:
    """Judge what was marked and what is due by time alone, put the rules' states back, and return the signals.

    ``histories`` are what was read of the past already, where somebody sees to it that they stay true.
    Signals come in order of topic and time. Their ids are hashes of rule, brand, window and the minute of judging.
    ``deaf``: all intake is known to be silent, so nobody else's silence can be told.
    """
    round_ = _Round(tx, engine, now, minute_of(now), [], set(), histories or Histories(tx, engine), deaf)
    for mark in _merged(marks):
        round_.judge_mark(mark)
    for state in due:
        if (state.rule, state.brand) not in round_.judged:
            round_.let_time_pass(state)
    for watch in engine.composites(signal.brand for signal in round_.signals):
        round_.compose(watch)
    return round_.signals


@dataclass(slots=True)
class _Round:
    """One judgement; ``judged`` are the states that were looked at already."""

    tx: Judging
    engine: Engine
    now: datetime
    present: int
    signals: list[Signal]
    judged: set[tuple[str, str]]
    histories: Histories
    deaf: bool

    def judge_mark(self, mark: Mark) -> None:
        """Judge every rule on a marked topic to which something in the marked minutes is worth anything."""
        for silence in self.engine.silences.get(mark.topic, ()):
            state = self.tx.rules.get(silence.rule.id, silence.key)
            if state.raised_at is not None:
                self._listen(silence, state)
        present = self.present
        watches = reachable(self.tx, self.engine, mark, present, self.histories)
        minutes = minutes_around(self.tx, watches, mark, present)
        for watch in watches:
            decider, reading = DECIDERS[watch.rule.type], self._reading(watch, mark, minutes)
            around = decider.length(watch.rule) - 1
            if not decider.may_break(watch.rule, reading, mark.first - around, min(present, mark.last + around)):
                continue
            subjects = decider.subjects(watch.rule, reading, mark.first, mark.last)
            if subjects is None:
                state = self.tx.rules.get(watch.rule.id, watch.key)
                if windows := self._windows(watch, state, mark, minutes):
                    self._settle(watch, windows, reading, state)
            elif subjects and (decider.is_apart(watch.rule) or windows_of(self.tx, watch, mark, present, minutes)):
                for subject, heard in subjects.items():
                    self._judge_apart(watch, subject, heard, reading.hearing(heard), mark)

    def let_time_pass(self, state: RuleState) -> None:
        """Settle a rule that only time has changed; the state of one that is no longer configured is laid to rest."""
        watch = self.engine.watch(state.rule, state.brand)
        if watch is None:
            self.tx.rules.put(RuleState(state.rule, state.brand, past=episodes(state)))
            return
        if watch.rule.type is RuleType.SILENCE:
            self._listen(watch, state)
            return
        mark = with_waiting(state, None)
        if watch.rule.type is RuleType.COMPOSITE:
            self._judged(
                watch,
                judge_rule(
                    watch.rule, minutes_of(watch.rule, state), self._reading(watch, mark), state, mark, self.now
                ),
                state,
            )
        else:
            self._settle(watch, self._windows(watch, state, None), self._reading(watch, mark), state)

    def _listen(self, watch: Watch, state: RuleState) -> None:
        """Judge a silence: by the newest mention of its topic, or by what its sources told last."""
        present, all_intake = self.present, watch.rule.of == "intake"
        self.judged.add((state.rule, state.brand))
        if has_overslept(state, present) or self.deaf and not all_intake:
            self.tx.rules.put(postponed(state, present + OVERSLEPT))
            return
        heard = heard_of(self.tx, watch, present)
        hours = [minute // 60 for minute in (heard, state.raised_at, present) if minute is not None]
        gaps = frozenset[int]() if all_intake else self.tx.measures.gaps(min(hours), max(hours))
        verdict = judge_silence(watch.rule, state, heard, gaps, present)
        ends_itself = watch.ears is None and verdict.state.raised_at is not None
        self.tx.rules.put(replace(verdict.state, next_due=None) if ends_itself else verdict.state)
        if watch.opens:
            about = watch.about if watch.rule.of == "source" else watch.rule.of
            self.signals += [self._signal(watch, replace(each, about=about), state.brand) for each in verdict.fired]

    def compose(self, watch: Watch) -> None:
        """Judge a composite rule on the signals of this judgement and on those it remembers."""
        rule, members = watch.rule, members_of(watch.rule)
        fresh = [
            HeardSignal(each.rule, minute_of(each.until) - 1, each.evidence[:MOST_REMEMBERED])
            for each in self.signals
            if each.brand == watch.brand and each.rule in members
        ]
        if not fresh:
            return
        before = self.tx.rules.get(rule.id, watch.key)
        state = remembering(rule, before, fresh, self.present)
        first, last = (of(each.minute for each in fresh) for of in (min, max))
        mark = Mark(watch.topic, first, last, 0)
        if state != before:
            self.tx.rules.put(state)
        self._judged(
            watch, judge_rule(rule, minutes_of(rule, state), self._reading(watch, mark), state, mark, self.now), state
        )

    def _reading(self, watch: Watch, mark: Mark | None, minutes: Minutes | None = None) -> LedgerReading:
        present, length = self.present, DECIDERS[watch.rule.type].length(watch.rule)
        last = min(present, mark.last + length - 1) if mark else present
        first = (mark.first if mark else present) - length + 1
        return LedgerReading(self.tx, watch, first, last, self.histories, minutes)

    def _windows(
        self, watch: Watch, state: RuleState, mark: Mark | None, minutes: Minutes | None = None
    ) -> Sequence[Window]:
        """Return the windows that a mark fills far enough, and those of the minute that the rule left."""
        wide = with_waiting(state, mark)
        return windows_of(self.tx, watch, wide, self.present, minutes) if wide else ()

    def _judge_apart(
        self, watch: Watch, subject: str, heard: Sequence[Witness], reading: LedgerReading, mark: Mark
    ) -> None:
        """Judge a rule on one of the things that the marked mentions are about."""
        state = self.tx.rules.get(watch.rule.id, state_key(watch.key, subject))
        said = Counter(each.minute for each in heard)
        self._judged(watch, judge_rule(watch.rule, said, reading, state, mark, self.now), state)

    def _settle(self, watch: Watch, windows: Sequence[Window], reading: LedgerReading, state: RuleState) -> None:
        verdict = judge_windows(watch.rule, windows, reading, state, self.now)
        self._judged(watch, verdict, state)
        present = self.present
        if self.histories.lasts and windows and windows[-1].last == present and verdict.state == state:
            ask = Ask(watch.rule, state, windows[-1], reading, confirm=False)
            self.histories.set_bar(watch, DECIDERS[watch.rule.type].bar(ask))

    def _judged(self, watch: Watch, verdict: Verdict, before: RuleState) -> None:
        self.judged.add((before.rule, before.brand))
        if verdict.state != before:
            self.tx.rules.put(verdict.state)
            self.histories.set_bar(watch, None)
        self.signals += [self._signal(watch, firing, before.brand) for firing in verdict.fired]

    def _heard(self, watch: Watch, window: Window, key: str) -> list[Witness]:
        """Return what a window rests on: the mentions that the rule counts, or those of its members' signals."""
        if watch.rule.type is RuleType.SILENCE:
            return []
        if watch.rule.type is not RuleType.COMPOSITE:
            return witnesses_of(self.tx, watch, window.first, window.last, MOST_EVIDENCE)
        heard = self.tx.rules.get(watch.rule.id, key).heard
        ids = [id for each in heard if window.first <= each.minute <= window.last for id in each.evidence]
        return [witness_of(each) for each in self.tx.mentions.get(list(dict.fromkeys(ids))[::-1])]

    def _signal(self, watch: Watch, firing: Firing, key: str) -> Signal:
        rule, window = watch.rule, firing.window
        heard = firing.witnesses or self._heard(watch, window, key)
        evidence = heard[:MOST_EVIDENCE]
        identity = f"{rule.id}\0{key}\0{window.first}\0{window.last}\0{self.present}"
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


def heard_of(view: Judging, watch: Watch, present: int) -> int | None:
    """Return the newest minute in which something was heard of whom a silence is about, None if nothing ever was."""
    if watch.ears is None:
        return view.measures.newest(watch.topic, present)
    return view.measures.spoke(watch.ears, present)


def begin_listening(tx: Judging, watches: Iterable[Watch], now: datetime) -> None:
    """See to it that every silence will be judged, from when its rule is in force and through restarts."""
    present = minute_of(now)
    for watch in watches:
        before = tx.rules.get(watch.rule.id, watch.key)
        after = listening(watch.rule, before, heard_of(tx, watch, present), present)
        if after != before:
            tx.rules.put(after)


MOST_REMEMBERED = 20
"""So many mentions of each signal are remembered as evidence of a composite rule."""


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
