"""The engine: everything that judging works by, gathered once from the settings."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from alerting.outlets import SHIPPED
from config.settings import Settings
from config.sources import SourceSpec
from domain.category import NAMES, OTHER
from domain.incident import Incident
from domain.level import Criterion, Level, Scale
from domain.outlet import Outlets
from domain.quiet import Quiet, Route
from domain.rule import Rule, RuleType, brand_of_key, state_key
from domain.source import platform_state
from domain.topic import Topic, TopicKind, brand_topic, named_topic, rule_topic

REOPEN_WITHIN = timedelta(hours=72)
"""An incident that was closed less than this ago is opened again by a signal of its category."""

DEFAULT = "default"
"""The name of the route that hears of every incident."""

OVERLAP = 0.5
"""The share of a signal's evidence that makes it part of an incident that has it already."""


@dataclass(frozen=True, slots=True)
class Watch:
    """A rule on one brand or named topic: where its state is kept, whom its signals speak of, what it counts.

    ``opens`` is False where signals only feed the digest (competitors, policy, public matters). A silence of what names
    no brand has ``ears``, the states of the sources that are listened to (none means all intake), and, ``about`` whom
    it is; one that opens no incident is told to operations.
    """

    rule: Rule
    key: str
    brand: str
    topic: str
    opens: bool
    ears: tuple[str, ...] | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Engine:
    """What judges and tells. ``watches`` are by topic id; ``topics`` maps whom incidents speak of to what is counted.

    ``silences`` are the watches that only time breaks, by the topic whose mentions end them ("" = looked at again).
    ``channels`` and ``operations`` are the names of the channels on the two routes, ``quiet``: how quiet the first is;
    ``further`` are the routes of incidents beside it.
    """

    watches: Mapping[str, tuple[Watch, ...]]
    topics: Mapping[str, str]
    scale: Scale
    criteria: tuple[Criterion, ...]
    categories: Mapping[str, tuple[str, str]]
    channels: tuple[str, ...]
    operations: tuple[str, ...]
    zone: tzinfo
    lang: str = "zh"
    quiet: Quiet = Quiet()
    outlets: Outlets = SHIPPED
    further: tuple[Route, ...] = ()
    silences: Mapping[str, tuple[Watch, ...]] = field(default_factory=dict)
    _by_state: Mapping[tuple[str, str], Watch] = field(init=False, repr=False, compare=False)
    _brands: Mapping[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)
    _rules: Mapping[str, Rule] = field(init=False, repr=False, compare=False)
    _composites: tuple[Watch, ...] = field(init=False, repr=False, compare=False)

    def says(self, zh: str, en: str) -> str:
        """Return the one of two wordings that is in the configured language."""
        return en if self.lang == "en" else zh

    def __post_init__(self) -> None:
        """Index what is asked for at every judgement."""
        every = self.every()
        object.__setattr__(self, "_by_state", {(each.rule.id, each.key): each for each in reversed(every)})
        brands: dict[str, dict[str, None]] = {}
        for brand, own in self.topics.items():
            brands.setdefault(own, {})[brand] = None
        for each in every:
            if each.opens:
                brands.setdefault(each.topic, {})[each.brand] = None
        object.__setattr__(self, "_brands", {topic: tuple(found) for topic, found in brands.items()})
        object.__setattr__(self, "_rules", {each.rule.id: each.rule for each in reversed(every)})
        composites = tuple(each for each in every if each.rule.type is RuleType.COMPOSITE)
        object.__setattr__(self, "_composites", composites)

    @property
    def routes(self) -> tuple[Route, ...]:
        """Return the routes of incidents, the default one, which hears of all, first."""
        return (Route(DEFAULT, self.channels, self.quiet), *self.further)

    def route_of(self, channel: str) -> Route:
        """Return the route that a channel is on, the default one where it is on none any more."""
        return next((route for route in self.routes if channel in route.channels), self.routes[0])

    def every(self) -> list[Watch]:
        """Return all watches, silences among them."""
        return [watch for topics in (self.watches, self.silences) for watches in topics.values() for watch in watches]

    def watch(self, rule: str, key: str) -> Watch | None:
        """Return the watch that a rule's state belongs to, None if the configuration no longer has it."""
        return self._by_state.get((rule, key)) or self._by_state.get((rule, brand_of_key(key)))

    def composites(self, brands: Iterable[str]) -> list[Watch]:
        """Return the composite rules on some brands, in the order of the configuration."""
        asked = set(brands)
        return [each for each in self._composites if each.brand in asked]

    def opens(self, topic: str) -> bool:
        """Say whether signals of a topic open incidents."""
        return any(watch.opens for topics in (self.watches, self.silences) for watch in topics.get(topic, ()))

    def brands_of(self, topic: str) -> tuple[str, ...]:
        """Return whose incidents a topic's mentions bear on."""
        return self._brands.get(topic, ())

    def rule(self, rule: str) -> Rule | None:
        """Return a rule by id, None if it is no longer configured."""
        return self._rules.get(rule)

    def category_name(self, category: str) -> str:
        """Return what a category is called."""
        names = self.categories.get(category) or NAMES.get(category, (category, category))
        return self.says(*names)

    def level_of(self, incident: Incident) -> Level:
        """Return an incident's level; on a scale that was changed since, the one of its rank."""
        known = (level for level in self.scale.levels if level.id == incident.level)
        return next(known, self.scale.at_rank(incident.rank))

    def level_name(self, level: str) -> str:
        """Return a level with its place in the scale (重大 4/4), as names swap places between scales."""
        found = (each for each in self.scale.levels if each.id == level)
        names = (f"{self.says(each.name, each.name_en)} {each.rank}/{self.scale.top}" for each in found)
        return next(names, level)

    def clock(self, moment: datetime) -> str:
        """Return an instant as the house's clocks show it (03-15 14:30)."""
        return f"{moment.astimezone(self.zone):%m-%d %H:%M}"


def engine_of(settings: Settings) -> Engine:
    """Return the engine that the settings mean."""
    brands = {brand.name: brand_topic(brand.name) for brand in settings.brands}
    named = [topic for topic in settings.topics if topic.id == named_topic(topic.name)]
    counted = {topic.id for topic in settings.topics}
    silences = [each for each in settings.rules if each.type is RuleType.SILENCE]
    watches = [
        each for rule in settings.rules if rule not in silences for each in _watches(rule, brands, named, counted)
    ]
    return Engine(
        watches=_by_topic(watches),
        silences=_by_topic([each for rule in silences for each in _silences(rule, brands, counted, settings.sources)]),
        topics={**{each.name: each.id for each in named if each.kind is TopicKind.OWN and not each.brand}, **brands},
        scale=settings.scale,
        criteria=settings.criteria,
        categories=settings.categories,
        channels=settings.routes.default,
        operations=settings.routes.operations,
        zone=settings.timezone,
        lang=settings.language,
        quiet=settings.routes.quiet,
        outlets=settings.outlets,
        further=settings.routes.own,
    )


def category_of(category: str) -> str:
    """Return the category an incident takes from a signal; one without a category is of ``other``."""
    return category or OTHER


def _watches(rule: Rule, brands: Mapping[str, str], named: list[Topic], counted: set[str]) -> list[Watch]:
    """Return a rule on each brand it is for, and, where it is for all that is said, on every named topic."""
    found = []
    for brand in rule.brands or tuple(brands):
        own = rule_topic(rule.id, brand)
        found.append(Watch(rule, brand, brand, own if own in counted else brands[brand], opens=True))
    narrow = (
        rule.where
        or rule.type is RuleType.COMPOSITE
        or rule.type is not RuleType.KEYWORD
        and (rule.kinds or rule.languages)
    )
    for topic in () if rule.brands or narrow else named:
        found.append(Watch(rule, topic.id, _subject(topic), topic.id, opens=topic.kind is TopicKind.OWN))
    return found


def _silences(
    rule: Rule, brands: Mapping[str, str], counted: set[str], sources: Sequence[SourceSpec]
) -> Iterator[Watch]:
    """Yield the silences that a rule listens for: of each brand, of each source or platform named, or of all intake.

    With a category each is an incident of every brand of the rule.
    """
    opens = bool(rule.category)
    if rule.of == "brand":
        for brand in rule.brands or tuple(brands):
            own = rule_topic(rule.id, brand)
            yield Watch(rule, brand, brand, own if own in counted else brands[brand], opens, about=brand)
        return
    for name in rule.named if rule.of == "source" else ("",):
        members = (each.name for each in sources if name in (each.name, each.group, each.platform))
        ears = (*members, platform_state(name)) if name else ()
        for brand in rule.brands if opens else ("",):
            topic = brands[brand] if brand else ""
            yield Watch(rule, state_key(brand, name) if brand else name, brand, topic, opens, ears, name)


def _by_topic(watches: Iterable[Watch]) -> dict[str, tuple[Watch, ...]]:
    found: dict[str, list[Watch]] = {}
    for watch in watches:
        found.setdefault(watch.topic, []).append(watch)
    return {topic: tuple(mine) for topic, mine in found.items()}


def _subject(topic: Topic) -> str:
    return topic.brand or topic.name
