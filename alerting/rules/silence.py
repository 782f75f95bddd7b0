"""Silence rules: nothing was heard for too long. Only time breaks them, and whatever is heard ends them."""

from collections.abc import Set
from dataclasses import replace
from datetime import timedelta

from alerting.engine import Engine
from alerting.phrasing import span
from alerting.rules.decider import Decider
from alerting.rules.firing import Firing, Reason, Verdict
from alerting.windows import Window
from domain.clock import MINUTE
from domain.incident import SignalRef
from domain.rule import Rule, RuleState

LOOK_AGAIN = 5
"""Minutes after which a source that is silent is looked at again: what it brings marks nothing by itself."""

OVERSLEPT = 15
"""Minutes by which judging may be late. Who comes later was not listening himself, and first gives sources as long."""


class Silence(Decider):
    """Says what it found; it counts nothing, so ``judge_silence`` judges it."""

    grows = False

    def why(self, engine: Engine, ref: SignalRef) -> str:
        """Say how long nothing was heard, of whom, and how long is too long."""
        silent, most = (span(engine, timedelta(minutes=ref.numbers.get(name, 0))) for name in ("count", "line"))
        whom = {"brand": ("任何提及", "no mention"), "intake": ("任何来源", "no source at all")}
        heard = engine.says(*whom.get(ref.about, (f"“{ref.about}”", f"“{ref.about}” was not")))
        return engine.says(
            f"{silent}没有听到{heard}（满 {most}即报警）", f"{heard} heard for {silent} (the alarm is at {most})"
        )


def listening(rule: Rule, state: RuleState, heard: int | None, present: int) -> RuleState:
    """Return a state that will be judged: a silence begins with what was heard last, or now where nothing ever was.

    One that waits to be judged goes on waiting, however often somebody begins to listen.
    """
    due = (present if heard is None else heard) + _window(rule)
    waits = state.next_due is not None and (heard is None or due <= present)
    return state if state.raised_at is not None or waits else replace(state, next_due=due)


def has_overslept(state: RuleState, present: int) -> bool:
    """Say whether a silence was to be judged so long ago that nobody was listening meanwhile."""
    return state.raised_at is None and state.next_due is not None and present - state.next_due > OVERSLEPT


def postponed(state: RuleState, until: int) -> RuleState:
    """Return the state to be judged at a later minute: whoever is silent, it can't be told now."""
    return replace(state, next_due=until)


def judge_silence(rule: Rule, state: RuleState, heard: int | None, deaf_hours: Set[int], present: int) -> Verdict:
    """Judge a silence whose minute has come, or that was broken; ``heard`` is the newest minute of whom it is about.

    Hours in which nobody listened, ``deaf_hours``, are no silence: it counts from their end. While it is raised,
    something older that comes late only moves its beginning; it is told once, until something is heard that ends it.
    """
    window, raised = _window(rule), state.raised_at
    known = [minute for minute in (heard, raised) if minute is not None]
    since = max(known) if known else (present if state.next_due is None else state.next_due) - window
    since = max([since, *(60 * hour + 59 for hour in deaf_hours if hour < present // 60)])
    if since + window > present:
        over = RuleState(state.rule, state.brand, next_due=since + window)
        return Verdict(over, (), Reason.QUIET if raised is None else Reason.RECOVERED)
    after = RuleState(state.rule, state.brand, raised_at=since, last_breach=since, next_due=present + LOOK_AGAIN)
    if raised is not None:
        return Verdict(after, (), Reason.STILL_RAISED)
    silent = present - since
    return Verdict(after, (Firing(Window(since + 1, present, silent), silent, window),), Reason.FIRED)


def _window(rule: Rule) -> int:
    return max(1, rule.window // MINUTE)
