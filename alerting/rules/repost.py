"""Repost rules: one text that is copied and copied, each text judged apart."""

from collections.abc import Mapping, Sequence

from alerting.engine import Engine
from alerting.phrasing import counted, number, voices
from alerting.rules.decider import Ask, Decider, Reading
from alerting.rules.firing import Firing, Witness
from alerting.rules.risks import is_trouble, may_be_trouble, risk_of
from domain.incident import SignalRef
from domain.measure import Counts
from domain.mention import StoredMention
from domain.rule import Rule

MOST_MARKED = 5_000


class Repost(Decider):
    """Counts the copies of one family of near-copies, the first included; only texts that are trouble are looked at."""

    adds_up = False

    def counted(self, rule: Rule, counts: Counts) -> int:
        """Return all mentions of a minute that may hold a copy."""
        return counts.mentions if may_be_trouble(rule, counts) else 0

    def least(self, rule: Rule) -> int:
        """Return the copies that it takes."""
        return rule.count

    def witness_risk(self, rule: Rule) -> str:
        """Return the category that a text must raise."""
        return risk_of(rule)

    def bears(self, rule: Rule, stored: StoredMention) -> bool:
        """Say whether a mention is trouble."""
        return is_trouble(rule, stored)

    def subjects(self, rule: Rule, reading: Reading, first: int, last: int) -> Mapping[str, Sequence[Witness]]:
        """Return the texts of the marked minutes that have enough copies around them."""
        families = {post.family for post in reading.posts(first, last, MOST_MARKED)}
        around = self.length(rule) - 1
        copies = reading.copies(families, rule.count, first - around, last + around) if families else {}
        return {str(family): heard for family, heard in sorted(copies.items())}

    def why(self, engine: Engine, ref: SignalRef) -> str:
        """Say how many copies one text has, by whom."""
        copies, said = counted(engine, ref.numbers.get("count", 0), "份", "copy"), voices(engine, ref.numbers)
        line = number(ref.numbers.get("line", 0))
        return engine.says(
            f"同一内容 {copies}（满 {line} 份即报警），{said}", f"{copies} of one text (the alarm is at {line}), {said}"
        )

    def proof(self, ask: Ask) -> Firing | None:
        """Return the breach if one text has enough copies by enough authors."""
        rule, window = ask.rule, ask.window
        seen = tuple(ask.reading.witnesses(window.first, window.last))
        scales = ask.reading.scales(window.first, window.last)
        enough = scales.total(seen) >= rule.count and len({each.author for each in seen}) >= rule.authors
        return Firing(window, len(seen), rule.count, seen, numbers=scales.numbers()) if enough else None
