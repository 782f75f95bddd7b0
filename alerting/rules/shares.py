"""What a share of a sample surely is: Wilson's bound, so that three of three prove nothing."""

from math import sqrt

SURE = 1.96
"""Standard errors below the observed share: one sample in forty is lower by chance."""


def lower_bound(part: float, whole: float, errors: float = SURE) -> float:
    """Return the least share (0..1) that ``part`` of ``whole`` is compatible with (Wilson 1927), 0 for no sample."""
    if whole <= 0:
        return 0.0
    share, square = part / whole, errors * errors
    middle = share + square / (2 * whole)
    spread = errors * sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    return max(0.0, (middle - spread) / (1 + square / whole))
