"""The presets that ship: levels with their criteria, and rules and risk words by industry."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from config.fields import Identifier, Name, Section, said
from config.sections import CriterionSpec, Industry, LevelSpec, OutletsSpec, RiskWordSpec, RuleSpec
from config.tree import Grower
from domain.level import Criterion, Level, Scale
from domain.outlet import FOREIGN, Outlets
from domain.topic import Brand

PRESETS = Path(__file__).parent / "presets"


class LevelsPreset(Section):
    """A scale and the criteria of its levels."""

    levels: tuple[LevelSpec, ...] = said("等级", "levels")
    criteria: tuple[CriterionSpec, ...] = said("等级标准", "criteria")


class RulesPreset(Section):
    """Rules of an industry, over those of another."""

    extends: Industry | None = said("以其为基础", "the preset it stands on", None)
    rules: tuple[RuleSpec, ...] = said("规则", "rules", ())


class WordsPreset(Section):
    """Risk words of an industry, written as a customer writes own ones."""

    lexicons: dict[Name, tuple[RiskWordSpec, ...]] = said("风险词（按类别）", "risk words by category")


class GuardsPreset(Section):
    """Longer words that only contain what a brand may be called by."""

    guards: dict[Name, tuple[Name, ...]] = said("护词（按所含的词）", "guard words by the word they contain")


@cache
def guard_words() -> tuple[str, ...]:
    """Return the shipped longer words that name no brand although they contain a name (小米粥, 三星堆)."""
    preset = GuardsPreset.model_validate(_read(PRESETS / "lexicons" / "guards.yaml"))
    return tuple(word for words in preset.guards.values() for word in words)


def guarded(brand: Brand) -> Brand:
    """Return a brand with the shipped guard words around its name and aliases; what it is called itself is none."""
    names = (brand.name, *brand.aliases)
    around = (word for word in guard_words() if word not in names and any(name in word for name in names))
    return replace(brand, exclude=tuple(dict.fromkeys((*brand.exclude, *around))))


class OutletTier(Section):
    """Outlets of one rank."""

    id: Identifier = said("层级 ID", "id of the tier")
    names: tuple[Name, ...] = said("名称", "names", ())
    hosts: tuple[Name, ...] = said("网站域名", "hosts of their sites", ())


class OutletsPreset(Section):
    """Outlets whose report makes a matter national, by tier."""

    tiers: tuple[OutletTier, ...] = said("媒体层级", "tiers of outlets")


@cache
def outlets_preset() -> OutletsPreset:
    """Return the national outlets, by tier."""
    return OutletsPreset.model_validate(_read(PRESETS / "outlets.yaml"))


def outlets_of(own: OutletsSpec | None = None) -> Outlets:
    """Return the shipped outlets with one's own, which may give a shipped one another tier."""
    shipped = {name: tier.id for tier in outlets_preset().tiers for name in (*tier.names, *tier.hosts)}
    if own is None:
        return Outlets(shipped)
    tiers = {"central": own.central, "national": own.national, FOREIGN: own.foreign}
    added = {name.lower() if "." in name else name: tier for tier, names in tiers.items() for name in names}
    return Outlets({**shipped, **added}, frozenset(own.verified))


@cache
def levels_preset(name: str) -> LevelsPreset:
    """Return the preset of a scale, ``four`` or ``three``."""
    return LevelsPreset.model_validate(_read(PRESETS / "levels" / f"{name}.yaml"))


@cache
def rules_preset(industry: str) -> tuple[RuleSpec, ...]:
    """Return the rules of an industry, each complete, their levels in the scale ``four``."""
    preset = RulesPreset.model_validate(_read(PRESETS / "rules" / f"{industry}.yaml"))
    return overlay(rules_preset(preset.extends) if preset.extends else (), preset.rules)


@cache
def words_preset(industry: str) -> dict[str, tuple[RiskWordSpec, ...]]:
    """Return the risk words that an industry has beside the general ones, by category; many have none."""
    file = PRESETS / "lexicons" / "industries" / f"{industry}.yaml"
    return WordsPreset.model_validate(_read(file)).lexicons if file.exists() else {}


def overlay(base: tuple[RuleSpec, ...], changes: tuple[RuleSpec, ...]) -> tuple[RuleSpec, ...]:
    """Return ``base`` with each change laid over the rule of its id, and new ones added at the end.

    A change of another type than the rule it meets replaces it, as their keys mean different things.
    """
    rules = {rule.id: rule for rule in base}
    for change in changes:
        under = rules.get(change.id)
        if under is not None and change.type in (None, under.type):
            rules[change.id] = under.model_copy(update=change.model_dump(exclude_none=True))
        else:
            rules[change.id] = change
    return tuple(rules.values())


def scale_of(name: str, specs: tuple[LevelSpec, ...]) -> Scale:
    """Return the scale that a list of levels means, lightest first."""
    return Scale(name, tuple(level_of(spec) for spec in sorted(specs, key=lambda spec: spec.rank)))


def level_of(spec: LevelSpec) -> Level:
    """Return the level that a section means; texts without an English wording are shown as they are."""
    return Level(
        id=spec.id,
        rank=spec.rank,
        name=spec.name,
        name_en=spec.name_en or spec.name,
        first_response=spec.first_response,
        resolve_days=spec.resolve,
        who=spec.who,
        who_en=spec.who_en or spec.who,
        holding=spec.holding,
        answer=spec.answer,
    )


def criterion_of(spec: CriterionSpec) -> Criterion:
    """Return the criterion that a section means."""
    return Criterion(
        id=spec.id,
        level=spec.level,
        at_least={fact.value: number for fact, number in spec.at_least.items()},
        categories=spec.categories,
        kinds=tuple(kind.value for kind in spec.kinds),
        source=spec.source,
    )


def carried(level: str, scale: Scale) -> str:
    """Return the level of ``scale`` that stands as far below its top as ``level`` does in the scale ``four``."""
    if scale.id == "four":
        return level
    four = scale_of("four", levels_preset("four").levels)
    return scale.at_rank(max(1, scale.top - (four.top - four.get(level).rank))).id


def _read(file: Path) -> object:
    return Grower(file, file.read_text(encoding="utf-8")).grow().plain()
