"""The settings every room works by: what was written, presets and defaults filled in, as nouns of the domain."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from config.channels import ChannelSpec
from config.fields import Network
from config.library import ElasticsearchSpec
from config.secret import Secret
from config.sources import SourceSpec
from domain.level import Criterion, Scale
from domain.mention import Kind
from domain.outlet import Outlets
from domain.person import Person, Role
from domain.quiet import Quiet, Route
from domain.rule import Rule
from domain.topic import Brand, Topic


@dataclass(frozen=True, slots=True)
class Routes:
    """Names of the channels that hear of incidents, and of those that hear of faults of the monitor itself.

    ``quiet`` says when incidents may not ring on the first; ``own`` are further routes of incidents.
    """

    default: tuple[str, ...]
    operations: tuple[str, ...]
    quiet: Quiet = Quiet()
    own: tuple[Route, ...] = ()


@dataclass(frozen=True, slots=True)
class Intake:
    """The door for pushed mentions: closed while ``token`` is None. ``listen`` is (host, port)."""

    token: Secret | None
    listen: tuple[str, int]


@dataclass(frozen=True, slots=True)
class StaleAfter:
    """How old a mention may be and still alarm, with exceptions by kind."""

    default: timedelta
    kinds: Mapping[Kind, timedelta] = field(default_factory=dict)

    def of(self, kind: Kind) -> timedelta:
        """Return the limit of one kind."""
        return self.kinds.get(kind, self.default)


@dataclass(frozen=True, slots=True)
class Retention:
    """How long mentions are kept, and how long the bare ids of what named nothing."""

    mentions: timedelta
    unmatched: timedelta


@dataclass(frozen=True, slots=True)
class RiskWord:
    """A risk word of the industry or the customer's own: ``intensity`` 1 (mild) to 3 (grave)."""

    category: str
    word: str
    intensity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that is configured. Paths are absolute or relative to the working folder, ready to open.

    ``topics`` holds all that is counted: each brand's own topic, the named ones, and one per brand for each rule with
    a ``where``. ``rules`` are those in force. ``categories`` maps an id to its Chinese and English names. ``web`` is
    (host, port), ``web_hosts`` are the names browsers may reach it by. ``tone_model`` None means the shipped one.
    ``allow`` are the non-public networks that fetched data may lead to. ``node`` "" means not named, ``rsshub`` ""
    that there is no RSSHub of one's own, ``library`` None that the ledger answers alone.
    """

    folder: Path
    language: str
    timezone: ZoneInfo
    industry: str
    node: str
    store: Path
    allow: tuple[Network, ...]
    user_agent: str
    scale: Scale
    criteria: tuple[Criterion, ...]
    categories: Mapping[str, tuple[str, str]]
    brands: tuple[Brand, ...]
    topics: tuple[Topic, ...]
    rules: tuple[Rule, ...]
    risk_words: tuple[RiskWord, ...]
    outlets: Outlets
    tone_model: Path | None
    sources: tuple[SourceSpec, ...]
    rsshub: str
    people: tuple[Person, ...]
    escalation: tuple[Role, ...]
    channels: tuple[ChannelSpec, ...]
    routes: Routes
    intake: Intake
    library: ElasticsearchSpec | None
    web: tuple[str, int]
    web_hosts: tuple[str, ...]
    playbooks: tuple[Path, ...]
    statements: tuple[Path, ...]
    stale_after: StaleAfter
    retention: Retention
    holidays: frozenset[date]

    def says(self, zh: str, en: str) -> str:
        """Return the one of two wordings that is in the configured language."""
        return en if self.language == "en" else zh

    def zone_of(self, source: SourceSpec) -> ZoneInfo:
        """Return the zone in which a source's zone-less times are read."""
        return source.timezone or self.timezone

    def filling(self, role: Role) -> tuple[Person, ...]:
        """Return the people who fill a role, in the order of the configuration."""
        return tuple(person for person in self.people if role in person.roles)

    def person(self, name: str) -> Person | None:
        """Return a person by name, None if the configuration names nobody so."""
        return next((person for person in self.people if person.name == name), None)
