"""From what is written to what it means: presets laid under, defaults that hang on other sections filled in."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from config.channels import ChannelSpec, ConsoleChannel
from config.document import Document
from config.preset import (
    carried,
    criterion_of,
    guarded,
    levels_preset,
    outlets_of,
    overlay,
    rules_preset,
    scale_of,
    words_preset,
)
from config.sections import RouteSpec, RoutesSpec, RuleSpec
from config.settings import Intake, Retention, RiskWord, Routes, Settings, StaleAfter
from config.sources import AddressedSource, SourceSpec
from config.topics import topics_of
from domain.category import NAMES
from domain.level import Criterion, Scale
from domain.person import Person
from domain.quiet import Quiet, Route
from domain.rule import Rule
from domain.topic import Brand

SCREEN = ConsoleChannel(type="console", name="screen")
"""The channel of a configuration that names none."""


def resolve(document: Document, folder: Path) -> Settings:
    """Return the settings that a checked document means."""
    scale, outlets = scale_in(document), outlets_of(document.outlets)
    brands = tuple(guarded(Brand(each.name, each.aliases, each.exclude)) for each in document.brands)
    rules = tuple(replace(rule_of(spec), outlets=outlets) for spec in rules_in(document, scale))
    channels = document.channels or (SCREEN,)
    return Settings(
        folder=folder,
        language=document.language,
        timezone=document.timezone,
        industry=document.industry,
        node=document.node,
        store=document.store.path if document.store else folder / "data",
        allow=document.network.allow,
        user_agent=user_agent(document),
        scale=scale,
        criteria=criteria_in(document, scale),
        categories=categories_in(document),
        brands=brands,
        topics=tuple(topics_of(document.topics, brands, rules)),
        rules=rules,
        risk_words=tuple(risk_words_in(document)),
        outlets=outlets,
        tone_model=document.sentiment.model,
        sources=tuple(sources_in(document, brands)),
        rsshub=document.rsshub.base if document.rsshub else "",
        people=tuple(people_in(document)),
        escalation=document.escalation,
        channels=channels,
        routes=routes_in(document, channels, scale),
        intake=Intake(document.intake.token, document.intake.listen or document.web.listen),
        library=document.library.elasticsearch,
        web=document.web.listen,
        web_hosts=tuple(host.lower() for host in document.web.hosts),
        playbooks=document.playbooks,
        statements=document.statements,
        stale_after=StaleAfter(document.stale_after.default, document.stale_after.kinds),
        retention=Retention(document.retention.mentions, document.retention.unmatched),
        holidays=frozenset(document.holidays),
    )


def scale_in(document: Document) -> Scale:
    """Return the preset scale, or the own one under the id ``own``."""
    if isinstance(document.levels, str):
        return scale_of(document.levels, levels_preset(document.levels).levels)
    return scale_of("own", document.levels)


def criteria_in(document: Document, scale: Scale) -> tuple[Criterion, ...]:
    """Return the own criteria, else the preset's; an own scale takes those of ``four``, counted from its top."""
    if document.level_criteria is not None:
        return tuple(criterion_of(spec) for spec in document.level_criteria)
    if scale.id != "own":
        return tuple(criterion_of(spec) for spec in levels_preset(scale.id).criteria)
    specs = (each.model_copy(update={"level": carried(each.level, scale)}) for each in levels_preset("four").criteria)
    return tuple(criterion_of(spec) for spec in specs)


def rules_in(document: Document, scale: Scale) -> tuple[RuleSpec, ...]:
    """Return the rules in force: the industry's on this scale, the own ones over them, without the disabled."""
    preset = rules_preset(document.industry)
    here = tuple(rule.model_copy(update={"level": carried(rule.level, scale)}) for rule in preset if rule.level)
    rules = overlay(here, document.rules.own)
    return tuple(rule for rule in rules if rule.id not in document.rules.disable)


def rule_of(spec: RuleSpec) -> Rule:
    """Return the rule that a complete section means; what it leaves out has the default of ``Rule``."""
    return Rule(**{"category": "", "level": "", **spec.model_dump(exclude_none=True)})


def categories_in(document: Document) -> dict[str, tuple[str, str]]:
    """Return all categories: id → (Chinese name, English name)."""
    return {**NAMES, **{each.id: (each.name, each.name_en or each.name) for each in document.categories}}


def risk_words_in(document: Document) -> Iterator[RiskWord]:
    """Yield the risk words beside the general ones: the industry's, then the customer's own."""
    for lexicon in (words_preset(document.industry), document.lexicons):
        for category, specs in lexicon.items():
            for spec in specs:
                yield RiskWord(category, spec.word, spec.intensity)


def sources_in(document: Document, brands: Iterable[Brand]) -> Iterator[SourceSpec]:
    """Yield what is fetched: a source whose address holds ``{alias}`` once for each name of the brands."""
    names: dict[str, str] = {}
    for name in (name for brand in brands for name in (brand.name, *brand.aliases)):
        names.setdefault(name.casefold(), name)
    base = document.rsshub.base if document.rsshub else ""
    for source in document.sources:
        if isinstance(source, AddressedSource):
            yield from source.spread(names.values(), base)
        else:
            yield source


def people_in(document: Document) -> Iterator[Person]:
    """Yield the people."""
    for spec in document.people:
        chat = {"slack": spec.slack} if spec.slack else {}
        yield Person(spec.name, spec.roles, spec.substitute, chat, spec.hours)


def routes_in(document: Document, channels: Iterable[ChannelSpec], scale: Scale) -> Routes:
    """Return the routes: incidents go to every channel of no own route, faults the same way, unless written."""
    routes = document.routes
    taken = {name for route in routes.own for name in route.channels}
    default = routes.default
    if default is None:
        default = tuple(each.name for each in channels if each.name not in taken)
    ranks = {level.id: level.rank for level in scale.levels}

    def quiet(spec: RoutesSpec | RouteSpec) -> Quiet:
        return Quiet(spec.mute, spec.at_most, ranks.get(spec.always or "", 0), spec.inhibit)

    own = tuple(
        Route(each.name, each.channels, quiet(each), each.brands, each.categories, ranks.get(each.level or "", 0))
        for each in routes.own
    )
    return Routes(default, default if routes.operations is None else routes.operations, quiet(routes), own)


def user_agent(document: Document) -> str:
    """Return how the crawler names itself: as written, else the product with a contact where there is one."""
    about = f" (+{document.contact})" if document.contact else ""
    return document.user_agent or f"Fenghuo/{version('fenghuo')}{about}"
