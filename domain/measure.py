"""Measures of a topic: what a rule can ask for. Ratios carry their denominator."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Counts(NamedTuple):
    """Counts over one bucket or window. ``scored`` of ``mentions`` have a tone; ``risk`` counts by category.

    ``unscorable`` mentions are settled without a tone (other languages, empty); what is neither scored nor unscorable
    is still waiting for the scorer. ``reach_sum`` and ``reach_max`` are people who may have seen it.
    """

    mentions: int = 0
    scored: int = 0
    unscorable: int = 0
    negative: int = 0
    positive: int = 0
    unsure: int = 0
    complaints: int = 0
    reach_sum: int = 0
    reach_max: int = 0
    risk: Mapping[str, int] = {}

    def raising(self, category: str) -> int:
        """Return how many mentions raise a category of risk."""
        return self.risk.get(category, 0)

    @property
    def waiting(self) -> int:
        """Return how many mentions the scorer has not reached yet."""
        return self.mentions - self.scored - self.unscorable


def add_counts(parts: Iterable[Counts]) -> Counts:
    """Return the counts of several disjoint buckets taken together."""
    rows = list(parts)
    if len(rows) <= 1:
        return rows[0] if rows else Counts()
    risk: dict[str, int] = {}
    for row in rows:
        for category, number in row.risk.items():
            risk[category] = risk.get(category, 0) + number
    *summed, reach_max, _ = zip(*rows, strict=True)
    return Counts._make((*map(sum, summed), max(reach_max), risk))


@dataclass(frozen=True, slots=True)
class Mark:
    """A topic whose measures changed and were not judged yet: event minutes ``first``..``last`` (live mentions only).

    ``through`` is the number of the newest change it covers; a mark without live mentions has ``first > last`` and
    only tells that counts moved (late scores, erasure).
    """

    topic: str
    first: int
    last: int
    through: int
