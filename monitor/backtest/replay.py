"""The engine on a virtual clock: it jumps from one minute with arrivals, or one instant that falls due, to the next.

What arrives within a minute is judged together, at its last arrival, as a monitor that is polled by the minute does it.
So the events depend on the mentions and their times alone, and on no batch.
"""

from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Protocol

from alerting.changes import is_news
from alerting.engine import Engine
from alerting.history import Histories
from alerting.incidents import weigh
from alerting.judge import begin_listening, judge_topics
from alerting.outlook import Outlook
from alerting.phrasing import span
from alerting.picture import Camera
from alerting.timeline import ref_of
from alerting.wording import why_rule
from domain.change import Change
from domain.clock import DAY, MINUTE, minute_of
from domain.incident import EventKind, Incident, IncidentState, TimelineEntry
from domain.measure import Mark
from domain.mention import StoredMention
from domain.rule import Rule, RuleState, RuleType
from index.ports import Judging
from monitor.watch import MOST_ROUNDS, TOPICS_AT_ONCE

MEASURED_EVERY = 5 * MINUTE
"""So often an open incident is measured while its brand is spoken of, where it may have risen; signals that join it are
weighed at once."""

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
        self._histories = Histories(ledger, engine, lasts=True)
        self._outlooks: defaultdict[str, dict[int, Outlook]] = defaultdict(dict)
        self._topics = {brand: Mark(topic, 1, 0, 0) for brand, topic in engine.topics.items()}
        self._brand_of = {topic: brand for brand, topic in engine.topics.items()}
        self._brands = {topic: engine.brands_of(topic) for topic in (*engine.topics.values(), *engine.watches)}
        self._keys: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for watch in engine.every():
            self._keys[watch.rule.id, watch.brand].append(watch.key)
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
            self._hear(heard, heard[-1].mention.arrived_at)
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
        longest = max((watch.rule.quiet for watch in self._engine.every()), default=MINUTE)
        yield from self.pass_until(last + longest + 2 * MINUTE)

    def judge(self, now: datetime) -> Iterator[Event]:
        """Judge all that is marked or due at an instant."""
        ledger = self._ledger
        for _ in range(MOST_ROUNDS):
            marks, due = ledger.marks.take(TOPICS_AT_ONCE), ledger.rules.due(now)
            if not marks and not due:
                break
            signals = judge_topics(ledger, self._engine, marks, due, now, self._histories, deaf=self._over)
            if signals:
                yield from self._weighed(weigh(ledger, self._engine, signals, (), now, (), self._camera(now)), now)
            self._note(marks, due, now)
            if len(marks) < TOPICS_AT_ONCE:
                break
        yield from self._measure(now)
        yield from self._rested(now)

    def _hear(self, heard: Sequence[StoredMention], now: datetime) -> None:
        """Take in what arrived, and note what it may change of the past and of open incidents."""
        self._ledger.hear(heard)
        self._histories.hear(heard, now)
        for each in heard if self._outlooks else ():
            for hit in each.hits:
                for outlook in self._outlooks.get(self._brand_of.get(hit.topic, ""), {}).values():
                    outlook.hear(each, partial(self._copies, hit.topic, now))

    def _copies(self, topic: str, now: datetime, family: int) -> int:
        """Return how often a text was said of a topic in a day."""
        sizes = self._ledger.mentions.family_sizes(topic, (family,), now - DAY, now + MINUTE)
        return sizes[0].copies if sizes else 0

    def _camera(self, now: datetime) -> Camera:
        return Camera(self._ledger, self._engine, now, self._histories)

    def _note(self, marks: Iterable[Mark], due: Iterable[RuleState], now: datetime) -> None:
        """Note which open incidents are out of date since their brand was spoken of, or since a rule fell due."""
        if not self._measured:
            return
        for mark in marks:
            for brand in self._brands.get(mark.topic, ()):
                if brand in self._measured:
                    self._unmeasured.setdefault(brand, self._measured[brand] + MEASURED_EVERY)
        for state in due:
            watch = self._engine.watch(state.rule, state.brand)
            if watch is not None and watch.brand in self._measured:
                self._unmeasured[watch.brand] = now

    def _measure(self, now: datetime) -> Iterator[Event]:
        """Measure the open incidents that have been out of date for long enough, of brands of which one may rise."""
        late = [brand for brand, due in self._unmeasured.items() if due <= now]
        if not late:
            return
        camera = self._camera(now)
        for brand in late:
            self._measured[brand] = now
            del self._unmeasured[brand]
        rising = [brand for brand in late if any(each.may_rise(camera) for each in self._outlooks[brand].values())]
        marks = [self._topics[brand] for brand in rising if brand in self._topics]
        yield from self._weighed(weigh(self._ledger, self._engine, (), marks, now, (), camera), now)

    def _next_due(self) -> datetime | None:
        moments = [*self._fresh.values(), *self._unmeasured.values()]
        if (due := self._ledger.rules.next_due()) is not None:
            moments.append(due)
        return min(moments, default=None)

    def _weighed(self, changes: Iterable[Change], now: datetime) -> Iterator[Event]:
        """Keep what is worth it of what was measured, and how far each incident is from the next level."""
        for change in changes:
            after = change.after
            if is_news(change):
                after = yield from self._saved(change, now)
            self._outlooks[after.brand][after.id] = Outlook(self._engine, after)

    def _saved(self, change: Change, now: datetime) -> Generator[Event, None, Incident]:
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
        return after

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
        if not self._open:
            return
        self._fresh = {number: until for number, until in self._fresh.items() if until > now}
        for number in [each for each in self._open if each not in self._fresh]:
            incident = self._ledger.incidents.get(number)
            rules = self._rules_of(incident)
            if any(self._is_raised(rule, incident.brand) for rule in rules):
                continue
            del self._open[number], self._outlooks[incident.brand][number]
            if not self._outlooks[incident.brand]:
                del self._outlooks[incident.brand]
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
        keys = self._keys.get((rule.id, brand), ())
        return any(self._ledger.rules.get(rule.id, key).raised_at is not None for key in keys)
