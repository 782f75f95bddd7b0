"""Composite rules: signals of other rules that come together within a time, all of them, any, none, or in order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from alerting.engine import Engine
from alerting.rules.decider import Ask, Decider
from alerting.rules.firing import Firing
from domain.clock import MINUTE
from domain.incident import SignalRef
from domain.measure import Counts
from domain.rule import HeardSignal, Rule, RuleState


class Composite(Decider):
    """Counts the signals of its members, which its own state remembers for as long as they matter.

    Where a member must be absent, a minute is judged when it is over: the absent one may still come in it.
    """

    grows = False

    def judges_whole_minutes(self, rule: Rule) -> bool:
        """Say whether a further signal of the same minute may unmake a breach."""
        return bool(rule.none_of)

    def counted(self, rule: Rule, counts: Counts) -> int:
        """Return nothing: mentions are counted by its members."""
        return 0

    def least(self, rule: Rule) -> int:
        """Return the fewest signals that can be enough."""
        return max(1, len(rule.all_of))

    def why(self, engine: Engine, ref: SignalRef) -> str:
        """Name the rules whose signals came together."""
        names = [_name(engine, rule) for rule in ref.about.split(" + ")]
        return engine.says(f"信号先后出现：{'、'.join(names)}", f"signals came together: {', '.join(names)}")

    def proof(self, ask: Ask) -> Firing | None:
        """Return the breach if the signals of the window are those that the rule asks for."""
        rule, window = ask.rule, ask.window
        heard = [each for each in ask.state.heard if window.first <= each.minute <= window.last]
        rules = {each.rule for each in heard}
        if not rules.issuperset(rule.all_of) or not rules.isdisjoint(rule.none_of):
            return None
        if rule.any_of and rules.isdisjoint(rule.any_of):
            return None
        if rule.ordered and not _come_in_order(rule.all_of, heard):
            return None
        members = [each for each in dict.fromkeys((*rule.all_of, *rule.any_of)) if each in rules]
        return Firing(window, len(members), self.least(rule), about=" + ".join(members))


def members_of(rule: Rule) -> frozenset[str]:
    """Return the rules whose signals a composite listens to."""
    return frozenset((*rule.all_of, *rule.any_of, *rule.none_of))


def remembering(rule: Rule, state: RuleState, fresh: Iterable[HeardSignal], present: int) -> RuleState:
    """Return the state with signals heard since, without those that no window can hold any more."""
    oldest = present - 2 * (rule.window // MINUTE)
    heard = sorted({*state.heard, *fresh}, key=lambda each: (each.minute, each.rule))
    return replace(state, heard=tuple(each for each in heard if each.minute >= oldest))


def minutes_of(rule: Rule, state: RuleState) -> Mapping[int, int]:
    """Return minute → signals of the members that speak for the rule."""
    speaking = {*rule.all_of, *rule.any_of}
    counts: dict[int, int] = {}
    for each in state.heard:
        if each.rule in speaking:
            counts[each.minute] = counts.get(each.minute, 0) + 1
    return counts


def _come_in_order(members: Sequence[str], heard: Sequence[HeardSignal]) -> bool:
    """Say whether each member has a signal that is not before one of the member named before it."""
    since = -1
    for member in members:
        later = [each.minute for each in heard if each.rule == member and each.minute >= since]
        if not later:
            return False
        since = min(later)
    return True


def _name(engine: Engine, rule: str) -> str:
    found = engine.rule(rule)
    return engine.says(found.name, found.name_en or found.name) or rule if found else rule
