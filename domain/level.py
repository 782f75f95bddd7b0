"""Levels of a crisis: the scale, its deadlines, and the written criteria by which a level is reached."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from domain.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a scale. ``rank`` counts from 1 (lightest); ``resolve_days`` are Chinese working days.

    ``holding`` and ``answer`` are the limits of the golden 24 hours, None where the level has none.
    """

    id: str
    rank: int
    name: str
    name_en: str
    first_response: timedelta
    resolve_days: int
    who: str
    who_en: str
    holding: timedelta | None = None
    answer: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """An ordered list of levels, lightest first."""

    id: str
    levels: tuple[Level, ...]

    @property
    def top(self) -> int:
        """Return the highest rank."""
        return self.levels[-1].rank

    def get(self, level: str) -> Level:
        """Return a level by id; NotFoundError names the ids there are."""
        for candidate in self.levels:
            if candidate.id == level:
                return candidate
        raise NotFoundError(
            f"There is no level “{level}”; the levels are {', '.join(each.id for each in self.levels)}."
        )

    def at_rank(self, rank: int) -> Level:
        """Return the level of a rank, clamped into the scale."""
        return self.levels[max(0, min(rank, self.top) - 1)]

    def raised(self, level: str, by: int = 1) -> Level:
        """Return the level ``by`` ranks above, at most the highest."""
        return self.at_rank(self.get(level).rank + by)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One written criterion: level ``level`` is reached when every fact named in ``at_least`` has its number.

    Facts are named in ``domain.facts``; ``categories`` empty means all. ``source`` says where the threshold is from.
    """

    id: str
    level: str
    at_least: Mapping[str, float]
    categories: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class CriterionMet:
    """A criterion that is met, with the number each of its facts had and the number it asked for."""

    criterion: str
    level: str
    facts: Mapping[str, float]
    at_least: Mapping[str, float]
