"""Rules judged over the minutes of a topic: when a rule fires, when it says more, when it is over.

Pure: counts, a reading of the past, the rule's state, what was marked and ``now`` go in; a verdict comes out. The same
stream gives the same firings in whatever batches it came.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from alerting.episodes import Place, begun, extended, is_new_high, place_of, remembered, settled
from alerting.rules.decider import Ask, Reading
from alerting.rules.firing import Firing, Reason, Verdict
from alerting.rules.registry import DECIDERS
from alerting.windows import Window, sliding
from domain.clock import MINUTE, minute_of
from domain.measure import Mark
from domain.rule import Rule, RuleState

LATE_AFTER = 15
"""Minutes after which a firing says that it is late; less is the ordinary pace of polling."""


def judge_rule(
    rule: Rule,
    counts: Mapping[int, int],
    reading: Reading,
    state: RuleState,
    mark: Mark | None,
    now: datetime,
) -> Verdict:
    """Judge one rule on one brand, or on one thing it judges apart; without a mark only time has passed.

    Every window that the marked minutes fall into is judged, so a late mention breaks its own old window, once, and
    says how late it is. While the rule is raised nothing fires but a new high, until ``rule.quiet`` without a breach.
    """
    return judge_windows(rule, _reached(rule, counts, with_waiting(state, mark), minute_of(now)), reading, state, now)


def judge_windows(rule: Rule, windows: Iterable[Window], reading: Reading, state: RuleState, now: datetime) -> Verdict:
    """Judge one rule by the windows, earliest first, that hold as much as it asks for at least.

    A breach in a minute that is not over, where more of that minute may unmake it, waits for when it is.
    """
    decider, present = DECIDERS[rule.type], minute_of(now)
    quiet, whole = decider.quiet(rule), decider.judges_whole_minutes(rule)
    fired: list[Firing] = []
    doubted = False
    waiting = None
    after = state
    for window in windows:
        place = place_of(after, window.last, quiet)
        again = decider.grows and place is Place.CURRENT and is_new_high(after, window.last, window.count)
        confirm = again or place in (Place.NEW, Place.OLDER)
        early = whole and window.last == present
        if early and not decider.looks_ahead:
            waiting = present
            continue
        proof = decider.proof(Ask(rule, after, window, reading, confirm))
        if proof is None:
            doubted = True
        elif early:
            waiting = present
        else:
            if again or place is Place.NEW:
                fired.append(replace(proof, again=again, late_by=_late_by(window, now)))
            after = _moved(after, place, window, quiet, told=again)
    if after.waiting != waiting:
        after = replace(after, waiting=waiting)
    after = settled(after, quiet, present)
    return Verdict(after, tuple(fired), _reason(state, after, fired, doubted))


def with_waiting(state: RuleState, mark: Mark | None) -> Mark | None:
    """Return a mark that also covers the minute which a rule left for when it is over."""
    if state.waiting is None:
        return mark
    if mark is None:
        return Mark("", state.waiting, state.waiting, 0)
    return replace(mark, first=min(mark.first, state.waiting), last=max(mark.last, state.waiting))


def _reached(rule: Rule, counts: Mapping[int, int], mark: Mark | None, present: int) -> Iterator[Window]:
    """Yield the windows that marked mentions fall into and that hold as much as the rule asks for at least."""
    if mark is None or mark.first > mark.last:
        return
    decider = DECIDERS[rule.type]
    length, least = decider.length(rule), decider.least(rule)
    for window in sliding(counts, length, mark.first, min(present, mark.last + length - 1)):
        if window.count >= least:
            yield window


def _late_by(window: Window, now: datetime) -> timedelta:
    late = minute_of(now) - window.last
    return late * MINUTE if late > LATE_AFTER else timedelta(0)


def _moved(state: RuleState, place: Place, window: Window, quiet: int, *, told: bool) -> RuleState:
    if place is Place.NEW:
        return begun(state, window.last, window.count)
    if place is Place.CURRENT:
        return extended(state, window.last, window.count, told)
    return remembered(state, window.last, quiet)


def _reason(before: RuleState, after: RuleState, fired: Sequence[Firing], doubted: bool) -> Reason:
    if fired:
        return Reason.NEW_HIGH if all(each.again for each in fired) else Reason.FIRED
    if after.raised_at is not None:
        return Reason.STILL_RAISED
    if before.raised_at is not None:
        return Reason.RECOVERED
    return Reason.NOT_PROVED if doubted else Reason.QUIET
