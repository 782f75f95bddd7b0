"""The usual band of a share: a P′ chart, which allows for the swing that a brand has anyway.

D. B. Laney, "Improved control charts for attributes", Quality Engineering 14(4), 2002: the limits of the p chart
(three standard errors of a binomial share) widened by how much more the past swung than chance alone would.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from statistics import fmean

SIGMAS = 3.0
RANGE_TO_SIGMA = 1.128
"""Mean moving range of two ÷ standard deviation, of normal values."""

LEAST_SCORED = 30
"""Fewer scored mentions than this in the past tell no usual share."""


@dataclass(frozen=True, slots=True)
class Band:
    """The usual share and how much more than chance it swings (1 = as chance alone)."""

    share: float
    swing: float

    def limits(self, scored: float) -> tuple[float, float]:
        """Return the lowest and highest usual share among so many scored mentions."""
        reach = SIGMAS * self.swing * sqrt(self.share * (1 - self.share) / max(1.0, scored))
        return max(0.0, self.share - reach), min(1.0, self.share + reach)


def band_of(past: Sequence[tuple[float, float]]) -> Band | None:
    """Return the band of past buckets (negative, scored) in order of time, None where they are too few to tell."""
    known = [(negative, scored) for negative, scored in past if scored]
    total = sum(scored for _, scored in known)
    if total < LEAST_SCORED:
        return None
    share = sum(negative for negative, _ in known) / total
    if not 0 < share < 1:
        return Band(share, 1.0)
    scores = [(negative / scored - share) / sqrt(share * (1 - share) / scored) for negative, scored in known]
    ranges = [abs(later - earlier) for earlier, later in pairwise(scores)]
    return Band(share, max(1.0, fmean(ranges) / RANGE_TO_SIGMA) if ranges else 1.0)
