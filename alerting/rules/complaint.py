"""Complaint rules: more direct complaints than usual, a person who has to complain again, a VIP who complains."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from alerting.engine import Engine
from alerting.phrasing import counted, number
from alerting.rules.decider import Ask, Decider, Reading
from alerting.rules.firing import Firing, Witness, witness_of
from alerting.rules.volume import Volume
from alerting.windows import Bar
from domain.incident import SignalRef
from domain.measure import Counts
from domain.mention import Kind, StoredMention
from domain.rule import Rule

TIER_KEYS = ("tier", "complainant_tier", "customer_tier", "客户等级", "客户级别", "会员等级")
"""Columns in which a complaint says which tier its sender has."""

VIP = ("vip", "贵宾", "大客户", "重点客户", "白金", "钻石")
"""Beginnings of the tiers that are VIP."""

LEAST_REPEAT = 2
MOST_MARKED = 1_000


class Complaint(Decider):
    """One type, three questions, by ``of``; of its topic only mentions of kind complaint are counted."""

    counts = "complaints"

    def __init__(self) -> None:
        self._volume = Volume()

    def is_apart(self, rule: Rule) -> bool:
        """Say whether people are looked at one by one."""
        return rule.of == "repeat"

    def least(self, rule: Rule) -> int:
        """Return the complaints that it takes."""
        if rule.of == "rate":
            return rule.floor
        return max(LEAST_REPEAT, rule.count) if self.is_apart(rule) else rule.count

    def counted(self, rule: Rule, counts: Counts) -> int:
        """Return the complaints of a minute."""
        return counts.complaints

    def bears(self, rule: Rule, stored: StoredMention) -> bool:
        """Say whether a mention is a complaint, and, for ``vip``, that of a VIP."""
        return stored.mention.kind is Kind.COMPLAINT and (rule.of != "vip" or is_vip(stored))

    def subjects(self, rule: Rule, reading: Reading, first: int, last: int) -> Mapping[str, Sequence[Witness]] | None:
        """Return what each person who complained in the marked minutes says about the same matter."""
        if not self.is_apart(rule):
            return None
        around, found = self.length(rule) - 1, dict[str, Sequence[Witness]]()
        for post in reading.posts(first, last, MOST_MARKED):
            mention = post.mention
            if mention.author:
                said = reading.of_author(mention.platform, mention.author, first - around, last + around)
                found[_key(mention.platform, mention.author)] = [
                    witness_of(each) for each in said if self.bears(rule, each) and is_same_matter(post, each)
                ]
        return found

    def why(self, engine: Engine, ref: SignalRef) -> str:
        """Say how many complaints, and why they matter."""
        numbers = ref.numbers
        count = counted(engine, numbers.get("count", 0), "件投诉", "complaint")
        if "usual" in numbers:
            usual, line = number(round(numbers["usual"], 1)), number(numbers.get("line", 0))
            return engine.says(
                f"{count}，平时约 {usual} 件，预警线 {line} 件",
                f"{count}, usually about {usual}, the alarm is at {line}",
            )
        if ref.about == "repeat":
            return engine.says(f"同一人就同一事项的{count}", f"{count} by one person about one matter")
        return engine.says(f"VIP 客户的{count}", f"{count} by VIP customers")

    def proof(self, ask: Ask) -> Firing | None:
        """Return the breach of whichever question the rule asks."""
        rule, window = ask.rule, ask.window
        if rule.of == "rate":
            return self._volume.proof(ask)
        seen = tuple(ask.reading.witnesses(window.first, window.last))
        scales, least = ask.reading.scales(window.first, window.last), self.least(rule)
        if scales.total(seen) < least:
            return None
        return Firing(window, len(seen), least, seen, about=rule.of, numbers=scales.numbers())

    def bar(self, ask: Ask) -> Bar | None:
        """Return the dynamic threshold of an unusual rate."""
        return self._volume.bar(ask) if ask.rule.of == "rate" else None


def is_vip(stored: StoredMention) -> bool:
    """Say whether a complaint says that its sender is a VIP."""
    told = (str(stored.mention.extra.get(key, "")).strip().casefold() for key in TIER_KEYS)
    return any(tier.startswith(VIP) for tier in told)


def is_same_matter(one: StoredMention, other: StoredMention) -> bool:
    """Say whether two complaints of a person are about one matter: one text, product or risk, or no risk is known."""
    if one.family == other.family or one.mention.product and one.mention.product == other.mention.product:
        return True
    mine, theirs = ({risk.category for risk in each.risks} for each in (one, other))
    return not mine.isdisjoint(theirs) or not mine or not theirs


def _key(platform: str, author: str) -> str:
    """Return under what a person is remembered: no name is kept in the state of a rule."""
    return sha256(f"{platform}\0{author}".encode()).hexdigest()[:16]
