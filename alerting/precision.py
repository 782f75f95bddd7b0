"""How often rules are right, by the verdicts of people, and what they might leave out.

Right is a real crisis, wrong a false alarm or an astroturf flood. What was known already says nothing of a rule: it
was right, only late.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from alerting.rules.shares import SURE, lower_bound
from domain.signal import Signal
from domain.verdict import Finding, Verdict

WRONG = frozenset({Finding.FALSE_ALARM, Finding.ASTROTURF})
FEWEST_JUDGED = 5
"""So many firings must have been judged before a rule is called noisy."""

NOISY = 0.5
"""A rule is noisy when it is surely (by the Wilson bound) right less often than this."""

MOST_WORDS = 5
FEWEST_TEXTS = 3
LEAST_SHARE = 0.2
_SUBSTANCE = 0.5


@dataclass(frozen=True, slots=True)
class Precision:
    """What people found of one rule's firings: how many of each finding."""

    rule: str
    found: Mapping[Finding, int]

    @property
    def right(self) -> int:
        """Return the firings that were a real crisis."""
        return self.found.get(Finding.CRISIS, 0)

    @property
    def judged(self) -> int:
        """Return the firings that were right or wrong."""
        return self.right + sum(self.found.get(finding, 0) for finding in WRONG)

    @property
    def share(self) -> float | None:
        """Return how many of the judged firings were right (0..1), None if none was judged."""
        return self.right / self.judged if self.judged else None

    @property
    def interval(self) -> tuple[float, float]:
        """Return the Wilson interval (95 %) of the share."""
        wrong = self.judged - self.right
        return lower_bound(self.right, self.judged), 1 - lower_bound(wrong, self.judged)

    @property
    def is_noisy(self) -> bool:
        """Say whether it is surely wrong more often than right."""
        return self.judged >= FEWEST_JUDGED and self.interval[1] < NOISY


def found_of(signals: Iterable[tuple[Signal, int]], verdicts: Sequence[Verdict]) -> Iterator[tuple[Signal, Finding]]:
    """Yield judged signals with the finding that counts: the newest of their own, else of their incident.

    Of the firings of one rule in one incident with one finding only the newest is: they prove one thing, not many.
    """
    of_incident = {verdict.incident: verdict.finding for verdict in verdicts if not verdict.signal}
    of_signal = {verdict.signal: verdict.finding for verdict in verdicts if verdict.signal}
    newest: dict[tuple[str, int | str, Finding], Signal] = {}
    for signal, incident in signals:
        finding = of_signal.get(signal.id) or of_incident.get(incident)
        if finding is not None:
            newest[signal.rule, incident or signal.id, finding] = signal
    yield from ((signal, finding) for (_, _, finding), signal in newest.items())


def precisions(found: Iterable[tuple[Signal, Finding]]) -> list[Precision]:
    """Return how often each rule was right, the least precise first."""
    counted: dict[str, Counter[Finding]] = {}
    for signal, finding in found:
        counted.setdefault(signal.rule, Counter())[finding] += 1
    each = [Precision(rule, dict(findings)) for rule, findings in counted.items()]
    return sorted(each, key=lambda one: (one.interval[1] if one.judged else 1.0, one.rule))


def words_to_exclude(
    false: Sequence[frozenset[str]], true: Sequence[frozenset[str]], kept: Iterable[str] = ()
) -> list[str]:
    """Return terms that surely speak for a false alarm: each text is given as its terms (``text.terms.terms``).

    A term is in at least three texts of false alarms and a fifth of them, and its log odds against the texts of real
    crises are more than 1.96 standard errors above zero (half a text is added to each side). Of terms that are one
    phrase the longest is named. ``kept`` are words that say what is watched: no term inside one is named, nor one that
    holds one.
    """
    in_false, in_true = (Counter(term for text in texts for term in text) for texts in (false, true))
    sure = [
        (certainty, term)
        for term, count in in_false.items()
        if count >= max(FEWEST_TEXTS, LEAST_SHARE * len(false))
        and (certainty := _certainty(count, len(false), in_true[term], len(true))) > SURE
        and not any(term in word or word in term for word in kept if word)
    ]
    chosen: list[str] = []
    for _, term in sorted(sure, key=lambda each: (-each[0], -len(each[1]), each[1])):
        if not any(term in other or other in term for other in chosen):
            chosen.append(term)
    return chosen[:MOST_WORDS]


def _certainty(false: int, of_false: int, true: int, of_true: int) -> float:
    """Return the log odds ratio in standard errors."""
    cells = [each + _SUBSTANCE for each in (false, of_false - false, true, of_true - true)]
    ratio = log(cells[0] / cells[1]) - log(cells[2] / cells[3])
    return ratio / sqrt(sum(1 / each for each in cells))
