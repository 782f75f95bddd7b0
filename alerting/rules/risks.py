"""What types count that are about a risk: its mentions, those of a query, or, in no category, everything said."""

from domain.category import OTHER
from domain.measure import Counts
from domain.rule import Rule


def counts_risk(rule: Rule) -> bool:
    """Say whether a rule counts the mentions that raise its category, and not all of its topic."""
    return not rule.where and rule.category not in ("", OTHER)


def risk_of(rule: Rule) -> str:
    """Return the category that a mention must raise to be counted, "" where any is."""
    return rule.category if counts_risk(rule) else ""


def counted_of_risk(rule: Rule, counts: Counts) -> int:
    """Return how many mentions of a minute are counted."""
    return counts.risk.get(rule.category, 0) if counts_risk(rule) else counts.mentions
