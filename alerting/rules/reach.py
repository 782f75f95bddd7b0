"""Reach rules: how many people may have seen what was said, added up, whoever said it."""

from collections.abc import Sequence

from alerting.engine import Engine
from alerting.phrasing import mentions, number, voices
from alerting.rules.decider import Ask, Decider, Reading
from alerting.rules.firing import Firing, Witness
from alerting.rules.risks import is_trouble, may_be_trouble, risk_of
from domain.incident import SignalRef
from domain.measure import Counts
from domain.mention import StoredMention
from domain.rule import Rule

MOST_NEWEST = 200
"""So many of the newest mentions are looked at first: in a flood they are enough."""


class Reach(Decider):
    """Adds up views, or followers where views are not known; the same person may be counted twice.

    What merely names the brand is not counted: its own campaign may be what everybody reads. Measures know the reach of
    all mentions of a minute, so they say at most so much, and the mentions themselves decide.
    """

    counts = None
    adds_up = False

    def counted(self, rule: Rule, counts: Counts) -> int:
        """Return the reach of all mentions of a minute in which one is counted."""
        return counts.reach_sum if may_be_trouble(rule, counts) else 0

    def least(self, rule: Rule) -> int:
        """Return the reach that it takes."""
        return rule.reach

    def witness_risk(self, rule: Rule) -> str:
        """Return the category that is counted."""
        return risk_of(rule)

    def bears(self, rule: Rule, stored: StoredMention) -> bool:
        """Say whether a mention is trouble."""
        return is_trouble(rule, stored)

    def may_break(self, rule: Rule, reading: Reading, first: int, last: int) -> bool:
        """Say whether the mentions that are counted reach far enough, in however long a time; the newest may do."""
        if reading.total(first, last).reach_sum < rule.reach:
            return False
        newest = sum(each.reach for each in reading.newest(first, last, MOST_NEWEST))
        return newest >= rule.reach or sum(each.reach for each in reading.witnesses(first, last)) >= rule.reach

    def why(self, engine: Engine, ref: SignalRef) -> str:
        """Say how many, by whom, and how many people may have seen them."""
        reach, asked = (number(ref.numbers.get(name, 0)) for name in ("reach", "asked"))
        count, said = mentions(engine, ref.numbers.get("count", 0)), voices(engine, ref.numbers)
        return engine.says(
            f"{count}，{said}，触达合计 {reach} 人次（满 {asked} 即报警）",
            f"{count}, {said}, a reach of {reach} (the alarm is at {asked})",
        )

    def proof(self, ask: Ask) -> Firing | None:
        """Return the breach if the mentions that are counted reach far enough."""
        rule, window = ask.rule, ask.window
        if not ask.confirm and _is_enough(rule, ask.reading.newest(window.first, window.last, MOST_NEWEST)):
            return Firing(window, window.count, rule.count)
        seen = tuple(ask.reading.witnesses(window.first, window.last))
        scales = ask.reading.scales(window.first, window.last)
        reach = sum(scales.of(each) * each.reach for each in seen)
        enough = scales.total(seen) >= rule.count and len({each.author for each in seen}) >= rule.authors
        if reach < rule.reach or not enough:
            return None
        widest = tuple(sorted(seen, key=lambda each: -each.reach))
        numbers = {"reach": float(reach), "asked": float(rule.reach), **scales.numbers()}
        return Firing(window, len(seen), rule.count, widest, numbers=numbers)


def _is_enough(rule: Rule, seen: Sequence[Witness]) -> bool:
    if sum(each.reach for each in seen) < rule.reach or len(seen) < rule.count:
        return False
    return len({each.author for each in seen}) >= rule.authors
