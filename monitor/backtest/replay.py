"""The engine on a virtual clock: it jumps from one minute with arrivals, or one instant that falls due, to the next.

What arrives within a minute is judged together, at its last arrival, as a monitor that is polled by the minute does it.
So the events depend on the mentions and their times alone, and on no batch.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Protocol

from alerting.engine import Engine, Watch
from alerting.incidents import settle
from alerting.judge import begin_listening, judge_topics
from alerting.phrasing import span
from alerting.timeline import ref_of
from alerting.wording import why_rule
from domain.change import Change
from domain.clock import MINUTE, minute_of
from domain.incident import EventKind, Incident, IncidentState, TimelineEntry
from domain.measure import Mark
from domain.mention import StoredMention
from domain.rule import Rule, RuleType
from index.ports import Judging
from monitor.watch import MOST_ROUNDS, TOPICS_AT_ONCE

MEASURED_EVERY = 5 * MINUTE
"""So often an open incident is measured while its brand is spoken of; signals that join it are weighed at once."""

TOLD = (EventKind.OPENED, EventKind.REOPENED, EventKind.RAISED, EventKind.CLOSED)
"""What a backtest tells; the rest of a timeline is between these."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that would have happened to an incident. ``rules`` are those whose signals joined by it."""

    kind: EventKind
    time: datetime
    brand: str
    incident: int
    category: str
    level: str
    why: str
    rules: tuple[str, ...] = ()

    @property
    def alarms(self) -> bool:
        """Say whether people would have been called: raises and closings concern an incident they know."""
        return self.kind in (EventKind.OPENED, EventKind.REOPENED)


class Playing(Judging, Protocol):
    """A ledger of one run: what the engine works on, and hearing what arrives."""

    def hear(self, mentions: Sequence[StoredMention]) -> None:
        """Take in mentions in order of arrival, count them and mark their topics."""
        ...


class Replay:
    """One run of rules over mentions that are matched and scored, on a ledger of its own.

    Nobody acts in it: an incident is closed when the quiet period of its rules has passed, and no deadline is played.
    Of silences only those of brands are played: mentions don't say which source told nothing.
    """

    def __init__(self, engine: Engine, ledger: Playing) -> None:
        self._engine = engine
        self._ledger = ledger
        self._open: dict[int, None] = {}
        self._fresh: dict[int, datetime] = {}
        self._measured: dict[str, datetime] = {}
        self._unmeasured: dict[str, datetime] = {}
        self._topics = {brand: Mark(topic, 1, 0, 0) for brand, topic in engine.topics.items()}
        self._brands = {topic: engine.brands_of(topic) for topic in (*engine.topics.values(), *engine.watches)}
        self._watches: defaultdict[str, list[Watch]] = defaultdict(list)
        for watch in engine.every():
            self._watches[watch.brand].append(watch)
        self._silences = [
            watch for watch in engine.every() if watch.rule.type is RuleType.SILENCE and watch.ears is None
        ]
        self._over = False

    def remember(self, history: Sequence[StoredMention]) -> None:
        """Hear what came before the time that is judged: it is in every baseline and alarms nobody."""
        self._ledger.hear(history)
        self._ledger.marks.take(self._ledger.marks.count())

    def play(self, arrivals: Iterable[StoredMention]) -> Iterator[Event]:
        """Yield what happens while mentions arrive, given in the order of their arrival."""
        begun = False
        for _, together in groupby(arrivals, lambda each: minute_of(each.mention.arrived_at)):
            heard = list(together)
            if not begun:
                begun = True
                begin_listening(self._ledger, self._silences, heard[0].mention.arrived_at)
            yield from self.pass_until(heard[0].mention.arrived_at)
            self._ledger.hear(heard)
            yield from self.judge(heard[-1].mention.arrived_at)

    def pass_until(self, moment: datetime) -> Iterator[Event]:
        """Yield what time alone does up to a moment."""
        while (due := self._next_due()) is not None and due <= moment:
            yield from self.judge(due)

    def settle_down(self, last: datetime) -> Iterator[Event]:
        """Yield what time alone does after the last arrival: until every rule has had its quiet period.

        What ends is the material and no talk, so nobody's silence is judged any more.
        """
        self._over = True
        longest = max((watch.rule.quiet for watches in self._watches.values() for watch in watches), default=MINUTE)
        yield from self.pass_until(last + longest + 2 * MINUTE)

    def judge(self, now: datetime) -> Iterator[Event]:
        """Judge all that is marked or due at an instant."""
        ledger = self._ledger
        for _ in range(MOST_ROUNDS):
            marks, due = ledger.marks.take(TOPICS_AT_ONCE), ledger.rules.due(now)
            if not marks and not due:
                break
            signals = judge_topics(ledger, self._engine, marks, due, now, deaf=self._over)
            for change in settle(ledger, self._engine, signals, (), now, due):
                yield from self._saved(change, now)
            self._note(marks)
        yield from self._measure(now)
        yield from self._rested(now)

    def _note(self, marks: Iterable[Mark]) -> None:
        """Note which open incidents are out of date since their brand was spoken of."""
        if not self._open:
            return
        for mark in marks:
            for brand in self._brands.get(mark.topic, ()):
                if brand in self._measured:
                    self._unmeasured.setdefault(brand, self._measured[brand] + MEASURED_EVERY)

    def _measure(self, now: datetime) -> Iterator[Event]:
        """Measure the open incidents that have been out of date for long enough."""
        late = [brand for brand, due in self._unmeasured.items() if due <= now]
        marks = [self._topics[brand] for brand in late if brand in self._topics]
        for brand in late:
            self._measured[brand] = now
            del self._unmeasured[brand]
        for change in settle(self._ledger, self._engine, (), marks, now) if marks else ():
            yield from self._saved(change, now)

    def _next_due(self) -> datetime | None:
        moments = [*self._fresh.values(), *self._unmeasured.values()]
        if (due := self._ledger.rules.next_due()) is not None:
            moments.append(due)
        return min(moments, default=None)

    def _saved(self, change: Change, now: datetime) -> Iterator[Event]:
        keep = self._ledger.incidents.add if change.before is None else self._ledger.incidents.replace
        after = keep(change.after, change.entries, ())
        for signal in change.signals:
            self._ledger.rules.add_signal(signal, after.id)
        if change.signals or change.before is None:
            self._open[after.id] = None
            self._measured[after.brand] = now
            self._unmeasured.pop(after.brand, None)
            self._fresh[after.id] = max(self._quiet_from(after), now + MINUTE)
        yield from (self._event(entry, after, change) for entry in change.entries if entry.kind in TOLD)

    def _quiet_from(self, incident: Incident) -> datetime:
        """Return when the quiet period after its last signals is over, if nothing is raised by then."""
        rules = {ref.rule: self._engine.rule(ref.rule) for ref in incident.signals}
        ends = [ref.fired_at + rule.quiet for ref in incident.signals if (rule := rules[ref.rule]) is not None]
        return max(ends, default=incident.detected_at)

    def _event(self, entry: TimelineEntry, incident: Incident, change: Change) -> Event:
        reasons = [why_rule(self._engine, ref_of(signal)) for signal in change.signals]
        joins = entry.kind in (EventKind.OPENED, EventKind.REOPENED)
        why = self._engine.says("", " ").join([*(reasons if joins else ()), entry.reason])
        rules = tuple(dict.fromkeys(signal.rule for signal in change.signals))
        return Event(entry.kind, entry.at, incident.brand, incident.id, incident.category, incident.level, why, rules)

    def _rested(self, now: datetime) -> Iterator[Event]:
        """Close the incidents whose rules have all been quiet for as long as they ask."""
        self._fresh = {number: until for number, until in self._fresh.items() if until > now}
        for number in [each for each in self._open if each not in self._fresh]:
            incident = self._ledger.incidents.get(number)
            rules = self._rules_of(incident)
            if any(self._is_raised(rule, incident.brand) for rule in rules):
                continue
            del self._open[number]
            if not any(self._ledger.incidents.get(each).brand == incident.brand for each in self._open):
                self._measured.pop(incident.brand, None)
                self._unmeasured.pop(incident.brand, None)
            quiet = max((rule.quiet for rule in rules), default=MINUTE)
            yield self._closed(incident, quiet_for=span(self._engine, quiet), now=now)

    def _closed(self, incident: Incident, quiet_for: str, now: datetime) -> Event:
        says = self._engine.says
        why = says(f"相关规则已平静 {quiet_for}。", f"Its rules have been quiet for {quiet_for}.")
        entry = TimelineEntry(EventKind.CLOSED, now, reason=why)
        after = self._ledger.incidents.replace(
            replace(incident, state=IncidentState.VERIFIED, closed_at=now), [entry], ()
        )
        return self._event(entry, after, Change(incident, after, (entry,)))

    def _rules_of(self, incident: Incident) -> list[Rule]:
        names = dict.fromkeys(ref.rule for ref in incident.signals)
        return [rule for name in names if (rule := self._engine.rule(name)) is not None]

    def _is_raised(self, rule: Rule, brand: str) -> bool:
        keys = (watch.key for watch in self._watches[brand] if watch.rule.id == rule.id)
        return any(self._ledger.rules.get(rule.id, key).raised_at is not None for key in keys)
