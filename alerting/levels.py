"""Which level an incident reaches: by written criteria, raised by itself, lowered only by a person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from domain.level import Criterion, CriterionMet, Level, Scale

CALM = timedelta(hours=12)
"""So long without a signal, a lowering is proposed when no criterion asks for the level any more."""


class LevelReason(StrEnum):
    """Why a level is what it is after a decision."""

    CRITERION = "criterion"
    """A criterion is met that was not met before."""
    RULE = "rule"
    """A rule that joined starts at a higher level."""
    KEPT = "kept"
    LOWERING_PROPOSED = "lowering_proposed"
    """Nothing asks for this level any more, and has not for long enough."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an incident stands before a decision: its rank (0 = none yet) and what was weighed for it already.

    ``weighed`` are criteria that were met before: whoever lowered the level since knew of them, so they raise nothing
    again. ``asked`` is the highest rank that rules joining now start at. ``calm`` says that it has been quiet long
    enough to propose a lowering.
    """

    rank: int
    weighed: frozenset[str] = frozenset()
    asked: int = 0
    calm: bool = False


@dataclass(frozen=True, slots=True)
class LevelDecision:
    """The level that holds, or the one proposed (LOWERING_PROPOSED); ``met`` are all criteria met, highest first."""

    level: Level
    met: tuple[CriterionMet, ...]
    reason: LevelReason

    @property
    def raises(self) -> bool:
        """Say whether the level goes up."""
        return self.reason in (LevelReason.CRITERION, LevelReason.RULE)


def decide(
    scale: Scale,
    criteria: Sequence[Criterion],
    categories: Iterable[str],
    kinds: Iterable[str],
    facts: Mapping[str, float],
    standing: Standing,
) -> LevelDecision:
    """Decide the level of an incident of these categories, whose evidence is of these kinds, by its facts.

    The highest level whose criterion is newly met, or that a joining rule starts at, if it is above the present one;
    otherwise the present one stays. It never falls by itself.
    """
    met = _met(scale, criteria, frozenset(categories), frozenset(kinds), facts)
    fresh = max((scale.get(each.level).rank for each in met if each.criterion not in standing.weighed), default=0)
    target = max(fresh, standing.asked, 1)
    if target > standing.rank:
        reason = LevelReason.CRITERION if fresh >= standing.asked and fresh else LevelReason.RULE
        return LevelDecision(scale.at_rank(target), met, reason)
    reached = max((scale.get(each.level).rank for each in met), default=1)
    if standing.calm and reached < standing.rank:
        return LevelDecision(scale.at_rank(reached), met, LevelReason.LOWERING_PROPOSED)
    return LevelDecision(scale.at_rank(standing.rank), met, LevelReason.KEPT)


def _met(
    scale: Scale,
    criteria: Sequence[Criterion],
    categories: frozenset[str],
    kinds: frozenset[str],
    facts: Mapping[str, float],
) -> tuple[CriterionMet, ...]:
    met = [
        CriterionMet(each.id, each.level, {name: facts.get(name, 0.0) for name in each.at_least}, dict(each.at_least))
        for each in criteria
        if _fits(each.categories, categories)
        and _fits(each.kinds, kinds)
        and all(facts.get(name, 0.0) >= least for name, least in each.at_least.items())
    ]
    return tuple(sorted(met, key=lambda each: -scale.get(each.level).rank))


def _fits(asked: Sequence[str], given: frozenset[str]) -> bool:
    return not asked or not given.isdisjoint(asked)
