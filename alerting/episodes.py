"""Episodes of a rule: stretches of time in which it is broken again and again, each told once."""

from bisect import insort
from dataclasses import replace
from enum import StrEnum

from alerting.levels import CALM
from domain.clock import DAY, MINUTE
from domain.rule import RuleState

MOST_PAST = 400
"""So many past episodes are remembered: more than four weeks hold at two hours of quiet between them."""


class Place(StrEnum):
    """Where a minute whose window broke the rule stands among the episodes that are known."""

    NEW = "new"
    """It begins an episode."""
    CURRENT = "current"
    """It belongs to the one the rule is raised by."""
    KNOWN = "known"
    """It belongs to one that is over."""
    OLDER = "older"
    """It is an unknown one, from before the one the rule is raised by."""


def place_of(state: RuleState, minute: int, quiet: int) -> Place:
    """Return where a minute stands; what is at most ``quiet`` minutes from an episode belongs to it."""
    if state.raised_at is not None and state.last_breach is not None:
        if minute > state.last_breach + quiet:
            return Place.NEW
        if minute >= state.raised_at - quiet:
            return Place.CURRENT
    if _known(state, minute, quiet) is not None:
        return Place.KNOWN
    return Place.NEW if state.raised_at is None else Place.OLDER


def is_new_high(state: RuleState, minute: int, count: int) -> bool:
    """Say whether a count is worth telling again: at least twice what was told, in another minute than that.

    The minute that was told in only moves the mark: how many commits it was spread over must not matter.
    """
    return minute != state.told_at and count >= 2 * state.high


def begun(state: RuleState, minute: int, count: int) -> RuleState:
    """Return the state raised by a new episode; the one before it, if any, is over."""
    over = retired(state)
    return replace(over, raised_at=minute, last_breach=minute, high=float(count), told_at=minute)


def extended(state: RuleState, minute: int, count: int, told: bool) -> RuleState:
    """Return the state with another breach of its current episode."""
    first = min(minute, state.raised_at if state.raised_at is not None else minute)
    last = max(minute, state.last_breach if state.last_breach is not None else minute)
    grown = replace(state, raised_at=first, last_breach=last)
    if told:
        return replace(grown, high=float(count), told_at=minute)
    return replace(grown, high=max(state.high, float(count))) if minute == state.told_at else grown


def remembered(state: RuleState, minute: int, quiet: int) -> RuleState:
    """Return the state with a breach of a past episode, or of one that was never told and never will be."""
    at = _known(state, minute, quiet)
    if at is None:
        return replace(state, past=_with(state.past, (minute, minute)))
    first, last = state.past[at]
    others = state.past[:at] + state.past[at + 1 :]
    return replace(state, past=_with(others, (min(first, minute), max(last, minute))))


def retired(state: RuleState) -> RuleState:
    """Return the state with its current episode over."""
    if state.raised_at is None or state.last_breach is None:
        return state
    past = _with(state.past, (state.raised_at, state.last_breach))
    return RuleState(state.rule, state.brand, past=past, waiting=state.waiting, heard=state.heard)


def settled(state: RuleState, quiet: int, minute: int) -> RuleState:
    """Return the state as it is at ``minute``: over if the quiet has passed, else due when it will have.

    Once it is over it is due a few times more, to consider a lower level: time alone makes it calm.
    """
    if state.last_breach is not None and minute > state.last_breach + quiet:
        state = retired(state)
    ends = _looks(state) if state.last_breach is None else [state.last_breach + quiet]
    moments = [*(at + 1 for at in ends if at >= minute), *([] if state.waiting is None else [state.waiting + 1])]
    due = min(moments, default=None)
    return state if state.next_due == due else replace(state, next_due=due)


def episodes(state: RuleState) -> tuple[tuple[int, int], ...]:
    """Return first and last minute of every episode that is known, the current one included."""
    return retired(state).past


def _looks(state: RuleState) -> list[int]:
    """Return the minutes after the newest episode from which on a lower level may be due: calm, or no fact of a day."""
    return [state.past[-1][1] + after // MINUTE for after in (CALM, DAY, 2 * DAY)] if state.past else []


def _known(state: RuleState, minute: int, quiet: int) -> int | None:
    for at, (first, last) in enumerate(state.past):
        if first - quiet <= minute <= last + quiet:
            return at
    return None


def _with(past: tuple[tuple[int, int], ...], episode: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    kept = list(past)
    insort(kept, episode)
    return tuple(kept[-MOST_PAST:])
