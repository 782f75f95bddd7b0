"""Which keys each type of rule understands; a key of another type is a mistake that is told."""

from collections.abc import Mapping

from domain.rule import RuleType

SHARED = frozenset(
    {
        "id",
        "type",
        "name",
        "name_en",
        "category",
        "level",
        "window",
        "where",
        "brands",
        "kinds",
        "languages",
        "quiet",
    }
)
NARROWING = frozenset({"where", "kinds", "languages"})
"""Keys that say which mentions are looked at; a composite rule looks at signals."""

OWN: Mapping[RuleType, frozenset[str]] = {
    RuleType.KEYWORD: frozenset(
        {"count", "authors", "sources", "families", "intensity", "dynamic", "rarity", "suspected"}
    ),
    RuleType.VOLUME: frozenset({"floor", "rarity", "suspected"}),
    RuleType.GROWTH: frozenset({"floor", "doubling", "suspected"}),
    RuleType.RATIO: frozenset({"floor", "share", "drop"}),
    RuleType.REACH: frozenset({"reach", "count", "authors", "suspected"}),
    RuleType.REPOST: frozenset({"count", "authors", "suspected"}),
    RuleType.NEW_TERM: frozenset({"count", "authors"}),
    RuleType.FIRST: frozenset({"of", "reach"}),
    RuleType.COMPLAINT: frozenset({"of", "count", "floor", "rarity", "suspected"}),
    RuleType.SILENCE: frozenset({"of", "named"}),
    RuleType.COMPOSITE: frozenset({"all_of", "any_of", "none_of", "ordered"}),
}

KINDS_OF: Mapping[RuleType, frozenset[str]] = {
    RuleType.FIRST: frozenset({"outlet", "verified", "reach", "regulator", "media"}),
    RuleType.COMPLAINT: frozenset({"rate", "repeat", "vip"}),
    RuleType.SILENCE: frozenset({"brand", "source", "intake"}),
}
"""What ``of`` may say, for the types that must say it."""


NEEDED = ("type", "category", "window", "level")
"""Keys that a rule must have, its own or the preset's of its id."""


def keys_needed(type_: str, category: str) -> tuple[str, ...]:
    """Return the keys that a rule must have; a silence that opens no incident has no category and no level."""
    return ("type", "window") if type_ == RuleType.SILENCE and not category else NEEDED


def keys_of(type_: RuleType) -> frozenset[str]:
    """Return the keys that a rule of a type may have."""
    return (SHARED - NARROWING if type_ is RuleType.COMPOSITE else SHARED) | OWN[type_]
