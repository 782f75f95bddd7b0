"""Rules judged over the minutes of a topic: what breaks a rule, when it fires, when it says more, when it is over.

Pure: counts, witnesses, history, the rule's state, what was marked and ``now`` go in; a verdict comes out. The same
stream gives the same firings in whatever batches it came.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from alerting.baseline import Baseline, Usual, hours_of
from alerting.episodes import Place, begun, episodes, extended, is_new_high, place_of, remembered, settled
from alerting.windows import Window, sliding
from domain.clock import MINUTE, minute_of
from domain.measure import Mark
from domain.mention import StoredMention
from domain.rule import Rule, RuleState, RuleType

LATE_AFTER = 15
"""Minutes after which a firing says that it is late; less is the ordinary pace of polling."""

MOST_EVIDENCE = 200


class Reason(StrEnum):
    """Why a rule stands where it stands after a judgement."""

    QUIET = "quiet"
    TOO_FEW_VOICES = "too_few_voices"
    FIRED = "fired"
    NEW_HIGH = "new_high"
    STILL_RAISED = "still_raised"
    RECOVERED = "recovered"


@dataclass(frozen=True, slots=True)
class Witness:
    """A mention that a rule may rest on: what the rule asks of it, and no more. ``author`` "" is an unknown one."""

    id: str
    minute: int
    author: str
    source: str
    family: int


@dataclass(frozen=True, slots=True)
class RuleData:
    """What a rule is judged by: minute → mentions that it counts, who they are, and the topic's history.

    ``witnesses`` (newest first) are needed for the windows of ``doubtful``, ``baseline`` for a volume rule's.
    """

    counts: Mapping[int, int]
    witnesses: Sequence[Witness] = ()
    baseline: Baseline | None = None


@dataclass(frozen=True, slots=True)
class Firing:
    """One time that a rule speaks: ``again`` when it is raised already and its count has at least doubled since.

    ``line`` is the number that had to be reached; ``late_by`` is zero unless the window ended well before ``now``.
    """

    window: Window
    count: int
    line: int
    witnesses: tuple[Witness, ...] = ()
    usual: Usual | None = None
    again: bool = False
    late_by: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a judgement makes of a rule on a brand."""

    state: RuleState
    fired: tuple[Firing, ...]
    reason: Reason


def judge_rule(rule: Rule, data: RuleData, state: RuleState, mark: Mark | None, now: datetime) -> Verdict:
    """Judge one rule on one brand; without a mark only time has passed.

    Every window that the marked minutes fall into is judged, so a late mention breaks its own old window, once, and
    says how late it is. While the rule is raised nothing fires but a new high, until ``rule.quiet`` without a breach.
    """
    fired: list[Firing] = []
    doubted = False
    quiet = _minutes(rule.quiet)
    after = state
    for window in _reached(rule, data.counts, mark, now):
        place = place_of(after, window.last, quiet)
        again = place is Place.CURRENT and is_new_high(after, window.last, window.count)
        proof = _proof(rule, data, after, window, confirm=again or place in (Place.NEW, Place.OLDER))
        if proof is None:
            doubted = True
            continue
        if again or place is Place.NEW:
            fired.append(replace(proof, again=again, late_by=_late_by(window, now)))
        after = _moved(after, place, window, quiet, told=again)
    after = settled(after, quiet, minute_of(now))
    return Verdict(after, tuple(fired), _reason(state, after, fired, doubted))


def is_reached(rule: Rule, counts: Mapping[int, int], mark: Mark, now: datetime) -> bool:
    """Say whether marked mentions fill a window as far as the rule asks for; else only time can change its state."""
    return any(True for _ in _reached(rule, counts, mark, now))


def doubtful(
    rule: Rule, counts: Mapping[int, int], state: RuleState, mark: Mark | None, now: datetime
) -> tuple[int, int] | None:
    """Return the minutes that more must be read of before the rule can be judged, None where counts alone decide.

    A volume rule wants its history wherever the floor is reached; a keyword rule its witnesses wherever it may speak.
    """
    quiet = _minutes(rule.quiet)
    open_windows = [
        window
        for window in _reached(rule, counts, mark, now)
        if rule.type is RuleType.VOLUME
        or place_of(state, window.last, quiet) is not Place.CURRENT
        or is_new_high(state, window.last, window.count)
    ]
    return (open_windows[0].first, open_windows[-1].last) if open_windows else None


def witness(stored: StoredMention, rule: Rule) -> Witness | None:
    """Return what a mention says for a rule, None where the rule doesn't count it: too mild, or of another kind."""
    mention = stored.mention
    mild = not rule.where and all(
        risk.intensity < rule.intensity for risk in stored.risks if risk.category == rule.category
    )
    if rule.type is RuleType.KEYWORD and mild or rule.kinds and mention.kind not in rule.kinds:
        return None
    author = f"{mention.platform}\0{mention.author}" if mention.author else ""
    return Witness(mention.id, minute_of(mention.event_time), author, mention.source, stored.family)


def _reached(rule: Rule, counts: Mapping[int, int], mark: Mark | None, now: datetime) -> Iterator[Window]:
    """Yield the windows that marked mentions fall into and that hold as many as the rule asks for at least."""
    if mark is None or mark.first > mark.last:
        return
    length = _minutes(rule.window)
    least = rule.count if rule.type is RuleType.KEYWORD else rule.floor
    last = min(minute_of(now), mark.last + length - 1)
    for window in sliding(counts, length, mark.first, last):
        if window.count >= least:
            yield window


def _proof(rule: Rule, data: RuleData, state: RuleState, window: Window, *, confirm: bool) -> Firing | None:
    """Return a window's breach of the rule with what proves it, None if it doesn't break it."""
    if rule.type is RuleType.VOLUME:
        return _volume_proof(rule, data, state, window, confirm)
    if not confirm:
        return Firing(window, window.count, rule.count)
    seen = [each for each in data.witnesses if window.first <= each.minute <= window.last]
    authors, sources = ({each.author for each in seen}, {each.source for each in seen})
    enough = len(seen) >= rule.count and len(authors) >= rule.authors and len(sources) >= rule.sources
    return Firing(window, len(seen), rule.count, tuple(seen)) if enough else None


def _volume_proof(rule: Rule, data: RuleData, state: RuleState, window: Window, confirm: bool) -> Firing | None:
    """Return a breach of the usual; the rule's own episodes, those found a moment ago included, are no part of it."""
    if data.baseline is None:
        return None
    spoilt = hours_of(episodes(state), _minutes(rule.window))
    usual = data.baseline.without(spoilt).of_window(window.first, window.last)
    if not usual.is_beyond(window.count, rule.rarity):
        return None
    line = usual.alarm_line(rule.floor, rule.rarity) if confirm else rule.floor
    return Firing(window, window.count, line, usual=usual)


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
    return Reason.TOO_FEW_VOICES if doubted else Reason.QUIET


def _minutes(length: timedelta) -> int:
    return max(1, length // MINUTE)
