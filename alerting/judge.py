"""Judging: marked topics and due rules in, signals out. A thin shell around ``alerting.rules``, which decides."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from alerting.engine import Engine, Watch
from alerting.episodes import episodes
from alerting.history import baseline_of
from alerting.rules import MOST_EVIDENCE, Firing, RuleData, Witness, doubtful, is_reached, judge_rule, witness
from domain.clock import MINUTE, minute_of, start_of_minute
from domain.measure import Counts, Mark
from domain.rule import Rule, RuleState, RuleType
from domain.signal import Signal
from index.ports import Judging

MOST_WITNESSES = 5_000
"""So many mentions are read at most to confirm a keyword rule; it is far above what a rule asks for."""


def judge_topics(
    tx: Judging, engine: Engine, marks: Sequence[Mark], due: Sequence[RuleState], now: datetime
) -> list[Signal]:
    """Judge what was marked and what is due by time alone, put the rules' states back, and return the signals.

    Signals come in order of topic and time. Their ids are hashes of rule, brand, window and the minute of judging.
    """
    signals: list[Signal] = []
    judged: set[tuple[str, str]] = set()
    for mark in _merged(marks):
        watches = engine.watches.get(mark.topic, ())
        minutes = _minutes(tx, watches, mark, now)
        for watch in watches:
            counts = _counted(watch.rule, minutes)
            if is_reached(watch.rule, counts, mark, now):
                judged.add((watch.rule.id, watch.key))
                signals += _judge(tx, engine, watch, counts, mark, now)
    for state in due:
        if (state.rule, state.brand) not in judged:
            _let_time_pass(tx, engine, state, now)
    return signals


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


def _minutes(tx: Judging, watches: Sequence[Watch], mark: Mark, now: datetime) -> Mapping[int, Counts]:
    """Return the minutes that any of the rules has to look at for a mark, read once for all."""
    if not watches:
        return {}
    longest = max(watch.rule.window for watch in watches) // MINUTE
    return tx.measures.series(mark.topic, mark.first - longest + 1, min(minute_of(now), mark.last + longest - 1))


def _judge(
    tx: Judging, engine: Engine, watch: Watch, counts: Mapping[int, int], mark: Mark, now: datetime
) -> list[Signal]:
    rule = watch.rule
    state = tx.rules.get(rule.id, watch.key)
    data = _data(tx, engine, watch, counts, state, mark, now)
    verdict = judge_rule(rule, data, state, mark, now)
    if verdict.state != state:
        tx.rules.put(verdict.state)
    return [_signal(tx, watch, firing, now) for firing in verdict.fired]


def _let_time_pass(tx: Judging, engine: Engine, state: RuleState, now: datetime) -> None:
    """Settle a rule that only time has changed; the state of one that is no longer configured is laid to rest."""
    watch = engine.watch(state.rule, state.brand)
    if watch is None:
        tx.rules.put(RuleState(state.rule, state.brand, past=episodes(state)))
    else:
        tx.rules.put(judge_rule(watch.rule, RuleData({}), state, None, now).state)


def _counted(rule: Rule, minutes: Mapping[int, Counts]) -> dict[int, int]:
    """Return minute → mentions that a rule counts: all, or those that raise its category."""
    if rule.type is RuleType.VOLUME or rule.where:
        return {minute: counts.mentions for minute, counts in minutes.items()}
    raised = ((minute, counts.risk.get(rule.category, 0)) for minute, counts in minutes.items())
    return {minute: number for minute, number in raised if number}


def _data(
    tx: Judging,
    engine: Engine,
    watch: Watch,
    counts: Mapping[int, int],
    state: RuleState,
    mark: Mark,
    now: datetime,
) -> RuleData:
    """Return what a rule is judged by; history and witnesses are read only where the counts leave a doubt."""
    span = doubtful(watch.rule, counts, state, mark, now)
    if span is None:
        return RuleData(counts)
    first, last = span
    if watch.rule.type is RuleType.KEYWORD:
        return RuleData(counts, _witnesses(tx, watch, first, last, MOST_WITNESSES))
    return RuleData(counts, (), baseline_of(tx, engine, watch.topic, first, last))


def _witnesses(tx: Judging, watch: Watch, first: int, last: int, limit: int) -> list[Witness]:
    rule = watch.rule
    by_risk = rule.type is RuleType.KEYWORD and not rule.where
    found = tx.mentions.of_topic(
        watch.topic,
        start_of_minute(first),
        start_of_minute(last + 1),
        risk=rule.category if by_risk else "",
        limit=limit,
    )
    return [seen for each in found if (seen := witness(each, rule)) is not None]


def _signal(tx: Judging, watch: Watch, firing: Firing, now: datetime) -> Signal:
    rule, window = watch.rule, firing.window
    heard = firing.witnesses or _witnesses(tx, watch, window.first, window.last, MOST_EVIDENCE)
    evidence = heard[:MOST_EVIDENCE]
    identity = f"{rule.id}\0{watch.key}\0{window.first}\0{window.last}\0{minute_of(now)}"
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
        fired_at=now,
        numbers=_numbers(firing, heard),
        evidence=tuple(each.id for each in evidence),
        families=tuple(dict.fromkeys(each.family for each in evidence)),
        late_by=firing.late_by or None,
    )


def _numbers(firing: Firing, heard: Sequence[Witness]) -> dict[str, float]:
    """Return what the card shows: ``line`` is what had to be reached, ``first`` and ``last`` the window's minutes."""
    numbers = {
        "count": float(firing.count),
        "line": float(firing.line),
        "authors": float(len({each.author for each in heard})),
        "sources": float(len({each.source for each in heard})),
        "first": float(firing.window.first),
        "last": float(firing.window.last),
        "again": float(firing.again),
    }
    return numbers if firing.usual is None else {**numbers, "usual": firing.usual.mean}
