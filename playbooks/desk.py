"""The crisis desk: everything about the house that case work decides with, gathered once from the configuration."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from config.calendar import working_days_after
from config.settings import Settings
from domain.category import NAMES
from domain.errors import RefusedError
from domain.level import Level, Scale
from domain.person import Person, Role
from playbooks.handbook import Handbook
from playbooks.words import level_name, listed, pick

ESCALATION = (Role.PR, Role.COMMANDER, Role.MANAGEMENT)
"""The usual escalation chain; the first alert rings its first role."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who there is, which scale holds, what plans and texts lie ready.

    ``working_days_after(start, days)`` is the end of so many working days after an instant (config.calendar);
    ``zone`` is the house's own, for duty hours and for dates until which something is valid.
    """

    handbook: Handbook
    scale: Scale
    people: tuple[Person, ...]
    zone: tzinfo
    working_days_after: Callable[[datetime, int], datetime]
    escalation: tuple[Role, ...] = ESCALATION
    industry: str = "general"
    lang: str = "zh"
    categories: Mapping[str, tuple[str, str]] = field(default_factory=lambda: NAMES)

    def person(self, name: str) -> Person:
        """Return somebody by name; RefusedError names everybody there is."""
        for person in self.people:
            if person.name == name:
                return person
        known = listed([person.name for person in self.people], self.lang)
        raise self.refusal(
            f"people: 中没有“{name}”；已知的人有：{known or '（无）'}。",
            f"Nobody called “{name}” is listed under people:; known are {known or 'none'}.",
        )

    def level(self, id: str) -> Level:
        """Return a level of the scale; RefusedError names those there are."""
        for level in self.scale.levels:
            if level.id == id:
                return level
        known = listed([level.id for level in self.scale.levels], self.lang)
        raise self.refusal(f"没有等级“{id}”；可用的等级有：{known}。", f"There is no level “{id}”; there are {known}.")

    def say(self, zh: str, en: str) -> str:
        """Return the wording of the configured language."""
        return pick(self.lang, zh, en)

    def refusal(self, zh: str, en: str) -> RefusedError:
        """Return the error that tells a person, in the configured language, why not and what would help."""
        return RefusedError(self.say(zh, en))

    def level_name(self, level: Level) -> str:
        """Return a level with its place in the scale."""
        return level_name(self.scale, level, self.lang)

    def today(self, now: datetime) -> date:
        """Return the date at ``now`` in the house's own zone."""
        return now.astimezone(self.zone).date()


def desk_of(settings: Settings, handbook: Handbook) -> Desk:
    """Return the desk that a configuration describes."""

    def days_after(start: datetime, days: int) -> datetime:
        return working_days_after(start, days, settings.timezone, settings.holidays)

    return Desk(
        handbook=handbook,
        scale=settings.scale,
        people=settings.people,
        zone=settings.timezone,
        working_days_after=days_after,
        escalation=settings.escalation,
        industry=settings.industry,
        lang=settings.language,
        categories=settings.categories,
    )
