"""Signals: a rule that fired on a topic, with the numbers and the mentions that prove it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Signal:
    """One firing of one rule on one brand. Times are aware UTC.

    ``numbers`` holds what the card shows (count, usual, threshold, authors, sources …). ``evidence`` are mention ids
    (newest first, at most 200) and ``families`` their repost families. ``about`` names what the rule found where it
    looks for something (a word, an outlet). ``late_by`` is set when the window that broke
    the rule ended that long before it was judged.
    """

    id: str
    rule: str
    rule_type: str
    brand: str
    category: str
    topic: str
    level: str
    since: datetime
    until: datetime
    fired_at: datetime
    numbers: Mapping[str, float]
    evidence: tuple[str, ...]
    families: tuple[int, ...]
    late_by: timedelta | None = None
    about: str = ""
