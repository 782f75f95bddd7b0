"""Rules: when counts of a topic become a signal."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class RuleType(StrEnum):
    """How a rule judges."""

    KEYWORD = "keyword"
    VOLUME = "volume"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as configured, bound to no brand yet. Empty ``brands`` means every brand.

    ``keyword`` counts the mentions of the brand that raise risk ``category`` (or that match ``where``) inside
    ``window``: at least ``count``, by at least ``authors`` authors (unknown ones count as one) on ``sources`` sources.
    ``volume`` compares all mentions inside ``window`` with the brand's own usual number: at least ``floor``, and
    improbable (tail below ``1/rarity``) under its over-dispersed baseline. ``level`` is where an incident starts.
    """

    id: str
    type: RuleType
    category: str
    window: timedelta
    level: str
    name: str = ""
    name_en: str = ""
    brands: tuple[str, ...] = ()
    where: str = ""
    kinds: tuple[str, ...] = ()
    count: int = 1
    authors: int = 1
    sources: int = 1
    intensity: int = 1
    floor: int = 10
    rarity: float = 1e4
    quiet: timedelta = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class RuleState:
    """What the engine remembers of one rule on one brand between two judgements.

    ``raised_at`` None means quiet. While raised, ``high`` is the largest count it has told, ``told_at`` the minute in
    which it told it, and ``last_breach`` the newest minute whose window broke the rule; ``next_due`` is the next minute
    at which time alone can change it. ``past`` are the first and last minutes of the episodes that are over, oldest
    first: they are never told again and no baseline counts them.
    """

    rule: str
    brand: str
    raised_at: int | None = None
    last_breach: int | None = None
    high: float = 0.0
    next_due: int | None = None
    told_at: int | None = None
    past: tuple[tuple[int, int], ...] = ()
