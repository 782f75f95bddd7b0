"""How improbable a count is: the upper tail of the negative binomial, exact and in log space.

Mentions are over-dispersed (their variance grows with the square of their mean), which Poisson's law knows nothing of:
under it every busy evening would be an alarm.
"""

from math import exp, inf, lgamma, log, log1p

PRECISION = 1e-14
MOST_TERMS = 100_000
TINY = 1e-300


def log_tail(count: int, mean: float, dispersion: float) -> float:
    """Return ln P(X >= count) for a negative binomial X with this mean and variance mean + dispersion·mean².

    It is the regularised incomplete beta function I_q(count, 1/dispersion), q = dispersion·mean / (1 + dispersion·mean)
    (Abramowitz and Stegun 26.5.24), right even where the tail is far below the smallest double. ``dispersion`` > 0.
    """
    if count <= 0:
        return 0.0
    if mean <= 0:
        return -inf
    size = 1 / dispersion
    return _log_beta_share(float(count), size, dispersion * mean)


def log_mass(count: int, mean: float, dispersion: float) -> float:
    """Return ln P(X = count) for such an X, count and mean above 0: never more than ``log_tail``, and quick."""
    return _log_front(float(count), 1 / dispersion, dispersion * mean) - log(count)


def log_most(count: int, mean: float, dispersion: float) -> float:
    """Return a bound that ``log_tail`` never exceeds, quick: from count on, masses fall as a geometric series at least.

    P(k + 1) / P(k) = q (k + size) / (k + 1) tends to q, from above or from below; 0 where it may still rise.
    """
    q = dispersion * mean / (1 + dispersion * mean)
    ratio = max(q, q * (count + 1 / dispersion) / (count + 1))
    return log_mass(count, mean, dispersion) - log1p(-ratio) if ratio < 1 else 0.0


def least_count_beyond(log_limit: float, mean: float, dispersion: float) -> int:
    """Return the smallest count whose upper tail is at most ``log_limit`` (a natural logarithm, below 0)."""
    low = 0 if is_beyond(int(mean), log_limit, mean, dispersion) else int(mean)
    high = max(1, 2 * low)
    while not is_beyond(high, log_limit, mean, dispersion):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        if is_beyond(middle, log_limit, mean, dispersion):
            high = middle
        else:
            low = middle
    return high


def is_beyond(count: int, log_limit: float, mean: float, dispersion: float) -> bool:
    """Say whether the upper tail of a count is at most ``log_limit``; most counts are decided by quick bounds."""
    if count > 0 and mean > 0:
        if log_mass(count, mean, dispersion) > log_limit:
            return False
        if log_most(count, mean, dispersion) <= log_limit:
            return True
    return log_tail(count, mean, dispersion) <= log_limit


def _log_beta_share(a: float, b: float, odds: float) -> float:
    """Return ln I_x(a, b) for x = odds / (1 + odds), taking whichever side of the function converges fast."""
    x, rest = odds / (1 + odds), 1 / (1 + odds)
    front = _log_front(a, b, odds)
    if x < (a + 1) / (a + b + 2):
        return front + log(_fraction(x, a, b) / a)
    return log1p(-min(1.0, exp(front) * _fraction(rest, b, a) / b))


def _log_front(a: float, b: float, odds: float) -> float:
    """Return ln of x^a (1 - x)^b / B(a, b)."""
    return lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(odds / (1 + odds)) - b * log(1 + odds)


def _fraction(x: float, a: float, b: float) -> float:
    """Return the continued fraction of the incomplete beta function (DLMF 8.17.22) by Lentz's method."""
    c, d = 1.0, 1 / _apart(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, MOST_TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _apart(1 + term * d)
            c = _apart(1 + term / c)
            value *= c * d
        if abs(c * d - 1) < PRECISION:
            break
    return value


def _apart(number: float) -> float:
    """Return the number, kept away from zero so that it can be divided by."""
    return number if abs(number) > TINY else TINY
