"""What types count that are about a risk: its mentions, those of a query, or, in no category, everything said."""

from domain.category import OTHER
from domain.measure import Counts
from domain.mention import StoredMention
from domain.rule import Rule
from domain.sentiment import Tone


def counts_risk(rule: Rule) -> bool:
    """Say whether a rule counts the mentions that raise its category, and not all of its topic."""
    return not rule.where and rule.category not in ("", OTHER)


def risk_of(rule: Rule) -> str:
    """Return the category that a mention must raise to be counted, "" where any is."""
    return rule.category if counts_risk(rule) else ""


def counted_of_risk(rule: Rule, counts: Counts) -> int:
    """Return how many mentions of a minute are counted."""
    return counts.risk.get(rule.category, 0) if counts_risk(rule) else counts.mentions


def is_trouble(rule: Rule, stored: StoredMention) -> bool:
    """Say whether a mention is trouble for a rule: it matches the rule's query, raises a risk, or is negative.

    What merely names the brand is none: its own campaign may be what everybody reads and repeats.
    """
    negative = stored.sentiment is not None and stored.sentiment.tone is Tone.NEGATIVE
    return bool(rule.where or stored.risks) or negative


def may_be_trouble(rule: Rule, counts: Counts) -> bool:
    """Say whether a minute may hold trouble, as far as measures know."""
    if counts_risk(rule):
        return bool(counts.risk.get(rule.category))
    return bool(rule.where or counts.risk or counts.negative)
