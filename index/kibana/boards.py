"""The four dashboards, as data: which panels stand in which row, how high, and what can be filtered."""

from dataclasses import dataclass

from index.panels import catalogue as panels
from index.panels.panel import Data, Field, Panel

FIGURE_HEIGHT, CHART_HEIGHT, TALL = 6, 13, 16


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A list of documents in Discover: its columns, its query in KQL."""

    id: str
    zh: str
    en: str
    data: Data
    columns: tuple[str, ...]
    query: str = ""


@dataclass(frozen=True, slots=True)
class Shelf:
    """One row of a dashboard: panels or saved searches side by side, all of one height."""

    height: int
    items: tuple[Panel | SavedSearch, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """One dashboard. ``controls`` are the fields that can be chosen at its top, each of all its panels' documents."""

    id: str
    zh: str
    en: str
    about: tuple[str, str]
    shelves: tuple[Shelf, ...]
    controls: tuple[tuple[Data, Field], ...]
    since: str = "now-24h"


def _figures(*ids: str) -> tuple[Panel, ...]:
    return tuple(panel for panel in panels.FIGURES if panel.id in ids)


MENTION_COLUMNS = ("brand.name", "sentiment.tone", "mention.categories", "mention.source", "message", "url.full")
NEWEST = SavedSearch("newest", "最新提及", "Newest mentions", Data.MENTIONS, MENTION_COLUMNS)
RISKY = SavedSearch(
    "risky",
    "带风险词的提及",
    "Mentions with risk words",
    Data.MENTIONS,
    ("brand.name", "mention.categories", "mention.intensity", "mention.source", "message", "url.full"),
    "mention.categories: *",
)
EVIDENCE = SavedSearch(
    "evidence",
    "事件证据",
    "Evidence of incidents",
    Data.MENTIONS,
    ("crisis.incident", "sentiment.tone", "mention.source", "mention.reach", "message", "url.full"),
    "crisis.incident: *",
)
CASES = SavedSearch(
    "cases",
    "事件清单",
    "Incidents",
    Data.INCIDENTS,
    ("crisis.number", "brand.name", "crisis.level", "crisis.category", "crisis.state", "crisis.acknowledge_minutes"),
)
FIRINGS = SavedSearch(
    "firings",
    "信号清单",
    "Signals",
    Data.SIGNALS,
    ("brand.name", "crisis.rule", "crisis.category", "crisis.level", "crisis.count", "crisis.incident"),
)

OVERVIEW = Board(
    "overview",
    "烽火 · 概览",
    "Fenghuo · Overview",
    ("品牌被说了多少、说得怎样、谁在说。", "How much is said of the brands, in which tone, and by whom."),
    (
        Shelf(FIGURE_HEIGHT, _figures("mention_count", "negative_count", "waiting_count", "reach_sum")),
        Shelf(CHART_HEIGHT, (panels.VOLUME,)),
        Shelf(CHART_HEIGHT, (panels.NEGATIVE_SHARE, panels.CATEGORIES)),
        Shelf(CHART_HEIGHT, (panels.SOURCES, panels.PLATFORMS, panels.EMOTIONS)),
        Shelf(CHART_HEIGHT, (panels.STORIES, panels.AUTHORS, panels.REGIONS)),
        Shelf(TALL, (NEWEST,)),
    ),
    ((Data.MENTIONS, Field.BRAND), (Data.MENTIONS, Field.PLATFORM), (Data.MENTIONS, Field.TONE)),
)
ROOM = Board(
    "room",
    "烽火 · 事件室",
    "Fenghuo · Incident room",
    ("正在发生什么、什么等级、为什么触发。", "What is happening, at which level, and why it fired."),
    (
        Shelf(FIGURE_HEIGHT, _figures("incident_count", "signal_count")),
        Shelf(CHART_HEIGHT, (panels.INCIDENTS_OVER_TIME, panels.LEVELS, panels.RULE_HITS)),
        Shelf(TALL, (CASES, FIRINGS)),
    ),
    ((Data.INCIDENTS, Field.BRAND), (Data.INCIDENTS, Field.LEVEL), (Data.INCIDENTS, Field.CATEGORY)),
    since="now-7d",
)
HEALTH = Board(
    "health",
    "烽火 · 来源与健康",
    "Fenghuo · Sources and health",
    ("哪些来源在送、哪些安静了、有多少还没判读。", "Which sources deliver, which fell silent, what waits for a tone."),
    (
        Shelf(FIGURE_HEIGHT, _figures("mention_count", "waiting_count")),
        Shelf(TALL, (panels.FRESHNESS, panels.SOURCES)),
        Shelf(TALL, (RISKY,)),
        Shelf(TALL, (EVIDENCE,)),
    ),
    ((Data.MENTIONS, Field.BRAND), (Data.MENTIONS, Field.PLATFORM)),
    since="now-7d",
)
KPI = Board(
    "kpi",
    "烽火 · 绩效",
    "Fenghuo · KPI",
    ("多快发现、多快接手、时限守住没有。", "How fast we detect and take on, and whether deadlines are kept."),
    (
        Shelf(FIGURE_HEIGHT, _figures("incident_count")),
        Shelf(CHART_HEIGHT, (panels.DETECT, panels.ACKNOWLEDGE, panels.DEADLINES)),
        Shelf(TALL, (CASES,)),
    ),
    ((Data.INCIDENTS, Field.BRAND), (Data.INCIDENTS, Field.LEVEL)),
    since="now-90d",
)

BOARDS = (OVERVIEW, ROOM, HEALTH, KPI)
SEARCHES = (NEWEST, RISKY, EVIDENCE, CASES, FIRINGS)
