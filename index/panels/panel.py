"""A panel as data: what is counted, split by what, over time or not, and how it is drawn."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Data(StrEnum):
    """Which of the stored nouns a panel counts."""

    MENTIONS = "mentions"
    SIGNALS = "signals"
    INCIDENTS = "incidents"


class Field(StrEnum):
    """What a noun can be split and filtered by."""

    BRAND = "brand"
    TONE = "tone"
    EMOTION = "emotion"
    SOURCE = "source"
    PLATFORM = "platform"
    KIND = "kind"
    REGION = "region"
    AUTHOR = "author"
    CATEGORY = "category"
    FAMILY = "family"
    LEVEL = "level"
    STATE = "state"
    RULE = "rule"
    TERM = "term"
    """Read from texts (``index.panels.rising``); no store counts by it."""


class Number(StrEnum):
    """What of a noun can be added up or compared; minutes are fractional."""

    TIME = "time"
    """When it happened: milliseconds since 1970 in a row."""
    REACH = "reach"
    DETECT_MINUTES = "detect_minutes"
    ACKNOWLEDGE_MINUTES = "acknowledge_minutes"
    DEADLINES_KEPT = "deadlines_kept"
    DEADLINES_MISSED = "deadlines_missed"


class Fold(StrEnum):
    """How one number is made of many."""

    COUNT = "count"
    SUM = "sum"
    MEAN = "avg"
    MOST = "max"


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of a row: how many (of those in ``where``), or a number folded. ``zh`` and ``en`` name it."""

    zh: str
    en: str
    fold: Fold = Fold.COUNT
    of: Number | None = None
    where: Mapping[Field, tuple[str, ...]] = field(default_factory=dict)


class Chart(StrEnum):
    """How a panel is drawn."""

    COLUMNS = "columns"
    """Stacked columns over time."""
    SHARE = "share"
    """The first measure as a share of the second over time, against the usual band."""
    BARS = "bars"
    """One bar for each value, the largest on top."""
    KEPT = "kept"
    """Two measures of each value side by side in one bar."""
    FIGURE = "figure"
    """One number alone, in Kibana and at the top of our pages."""
    AGE = "age"
    """How long ago the measured instant was, the oldest on top."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One chart. ``split`` None is one series; ``limit`` values at most, by the first measure, then by name.

    ``history`` before the shown span tells what is usual. ``about`` says in both languages which question it answers.
    """

    id: str
    zh: str
    en: str
    about: tuple[str, str]
    data: Data
    measures: tuple[Measure, ...]
    chart: Chart
    split: Field | None = None
    over_time: bool = False
    limit: int = 12
    where: Mapping[Field, tuple[str, ...]] = field(default_factory=dict)
    history: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What a panel looks at: ``since`` <= t < ``until``, the values chosen of each field (none = all).

    Buckets are ``step`` wide and begin at multiples of it in the zone that is ``ahead`` of UTC.
    """

    since: datetime
    until: datetime
    where: Mapping[Field, tuple[str, ...]] = field(default_factory=dict)
    step: timedelta = timedelta(hours=1)
    ahead: timedelta = timedelta(0)

    @property
    def buckets(self) -> tuple[datetime, datetime]:
        """Return the beginning of the first bucket and the end of the last."""
        before = (self.since - EPOCH + self.ahead) % self.step
        after = -(self.until - EPOCH + self.ahead) % self.step
        return self.since - before, self.until + after


@dataclass(frozen=True, slots=True)
class Row:
    """One bucket and value with its numbers; None is a number that nothing was known of."""

    at: datetime | None
    value: str
    numbers: tuple[float | None, ...]


def before(scope: Scope, history: timedelta) -> Scope:
    """Return the span before a scope that tells what is usual."""
    return replace(scope, since=scope.since - history, until=scope.since)


def without_time(panel: Panel) -> Panel:
    """Return the panel counted over its whole span at once."""
    return replace(panel, over_time=False)
