"""The panels there are, in the order in which pages show them."""

from datetime import timedelta

from index.panels.panel import Chart, Data, Field, Fold, Measure, Number, Panel

MENTIONS = Measure("提及", "mentions")
NEGATIVE = Measure("负面", "negative", where={Field.TONE: ("negative",)})
SCORED = Measure("已判读", "scored", where={Field.TONE: ("negative", "neutral", "positive", "unsure")})
WAITING = Measure("待判读", "waiting", where={Field.TONE: ("waiting",)})
REACH = Measure("触达", "reach", Fold.SUM, Number.REACH)
NEWEST = Measure("最新一条", "newest mention", Fold.MOST, Number.TIME)
INCIDENTS = Measure("事件", "incidents")
SIGNALS = Measure("信号", "signals")

VOLUME = Panel(
    "volume",
    "声量与情感",
    "Volume by tone",
    ("声量何时上升，其中多少是负面？", "When did volume rise, and how much of it is negative?"),
    Data.MENTIONS,
    (MENTIONS,),
    Chart.COLUMNS,
    split=Field.TONE,
    over_time=True,
)
NEGATIVE_SHARE = Panel(
    "negative_share",
    "负面占比与平时区间",
    "Negative share against the usual band",
    ("负面占比是否超出这个品牌平时的波动？", "Is the negative share beyond this brand's usual swing?"),
    Data.MENTIONS,
    (NEGATIVE, SCORED),
    Chart.SHARE,
    over_time=True,
    history=timedelta(days=28),
)
SOURCES = Panel(
    "sources",
    "来源",
    "Sources",
    ("哪些来源说得最多，其中多少是负面？", "Which sources say most, and how much of it is negative?"),
    Data.MENTIONS,
    (MENTIONS, NEGATIVE),
    Chart.BARS,
    split=Field.SOURCE,
)
PLATFORMS = Panel(
    "platforms",
    "平台",
    "Platforms",
    ("声量来自哪些平台？", "Which platforms does the volume come from?"),
    Data.MENTIONS,
    (MENTIONS, NEGATIVE),
    Chart.BARS,
    split=Field.PLATFORM,
)
STORIES = Panel(
    "stories",
    "转载最多的内容",
    "Most copied stories",
    ("哪一条被转载得最多？", "Which text is copied most?"),
    Data.MENTIONS,
    (MENTIONS, NEGATIVE, REACH),
    Chart.BARS,
    split=Field.FAMILY,
    limit=8,
)
AUTHORS = Panel(
    "authors",
    "触达最广的作者",
    "Authors by reach",
    ("谁让最多的人看到？", "Who is seen by most people?"),
    Data.MENTIONS,
    (REACH, MENTIONS),
    Chart.BARS,
    split=Field.AUTHOR,
    limit=10,
)
EMOTIONS = Panel(
    "emotions",
    "情绪",
    "Emotions",
    ("人们是愤怒、失望、恐慌，还是就事论事？", "Are people angry, disappointed, afraid, or factual?"),
    Data.MENTIONS,
    (MENTIONS,),
    Chart.BARS,
    split=Field.EMOTION,
)
CATEGORIES = Panel(
    "categories",
    "风险类别",
    "Risk categories",
    ("人们在说哪一类问题？", "Which kind of trouble do people speak of?"),
    Data.MENTIONS,
    (MENTIONS, NEGATIVE),
    Chart.BARS,
    split=Field.CATEGORY,
)
REGIONS = Panel(
    "regions",
    "地区",
    "Regions",
    ("提及来自哪些地区（来源给出地区时）？", "Which regions do mentions come from, where the source tells?"),
    Data.MENTIONS,
    (MENTIONS, NEGATIVE),
    Chart.BARS,
    split=Field.REGION,
)
FRESHNESS = Panel(
    "freshness",
    "来源新鲜度",
    "Freshness of sources",
    ("哪些来源很久没有送来提及？", "Which sources have brought no mention for long?"),
    Data.MENTIONS,
    (NEWEST, MENTIONS),
    Chart.AGE,
    split=Field.SOURCE,
    limit=40,
)
LEVELS = Panel(
    "levels",
    "各等级事件",
    "Incidents by level",
    ("开启了多少事件，各是什么等级？", "How many incidents were opened, and of which level?"),
    Data.INCIDENTS,
    (INCIDENTS,),
    Chart.BARS,
    split=Field.LEVEL,
)
INCIDENTS_OVER_TIME = Panel(
    "incidents",
    "事件何时开启",
    "Incidents over time",
    ("事件何时开启，等级如何？", "When were incidents opened, and how grave are they?"),
    Data.INCIDENTS,
    (INCIDENTS,),
    Chart.COLUMNS,
    split=Field.LEVEL,
    over_time=True,
)
RULE_HITS = Panel(
    "rules",
    "规则触发",
    "Rules that fired",
    ("哪些规则触发最多？", "Which rules fire most?"),
    Data.SIGNALS,
    (SIGNALS,),
    Chart.BARS,
    split=Field.RULE,
)
DETECT = Panel(
    "detect",
    "发现用时（分钟）",
    "Time to detect (minutes)",
    ("从首条证据到开启事件平均多久？", "How long from the first evidence to the incident, on average?"),
    Data.INCIDENTS,
    (Measure("平均分钟", "mean minutes", Fold.MEAN, Number.DETECT_MINUTES), INCIDENTS),
    Chart.BARS,
    split=Field.LEVEL,
)
ACKNOWLEDGE = Panel(
    "acknowledge",
    "首次接手用时（分钟）",
    "Time to first acknowledgement (minutes)",
    ("从开启事件到有人接手平均多久？", "How long until somebody took the incident on, on average?"),
    Data.INCIDENTS,
    (Measure("平均分钟", "mean minutes", Fold.MEAN, Number.ACKNOWLEDGE_MINUTES), INCIDENTS),
    Chart.BARS,
    split=Field.LEVEL,
)
DEADLINES = Panel(
    "deadlines",
    "时限履约",
    "Deadlines kept",
    ("处置步骤按时完成了多少，误了多少？", "How many steps were done in time, how many deadlines passed?"),
    Data.INCIDENTS,
    (
        Measure("按时", "kept", Fold.SUM, Number.DEADLINES_KEPT),
        Measure("误期", "missed", Fold.SUM, Number.DEADLINES_MISSED),
    ),
    Chart.KEPT,
    split=Field.LEVEL,
)


RISING = Panel(
    "rising",
    "上升词",
    "Rising terms",
    ("人们突然在说什么？", "What do people suddenly speak of?"),
    Data.MENTIONS,
    (MENTIONS, Measure("此前同长时段", "in the span before")),
    Chart.BARS,
    split=Field.TERM,
)
"""Not counted by a store but read from texts, hence none of ``PANELS``."""


def _figure(id: str, data: Data, measure: Measure, zh: str, en: str) -> Panel:
    """Return a panel of one number, named like its measure."""
    return Panel(id, measure.zh, measure.en[:1].upper() + measure.en[1:], (zh, en), data, (measure,), Chart.FIGURE)


FIGURES: tuple[Panel, ...] = (
    _figure("mention_count", Data.MENTIONS, MENTIONS, "一共多少条提及？", "How many mentions are there?"),
    _figure("negative_count", Data.MENTIONS, NEGATIVE, "其中多少条负面？", "How many of them are negative?"),
    _figure("waiting_count", Data.MENTIONS, WAITING, "多少条还没判情感？", "How many have no tone yet?"),
    _figure("reach_sum", Data.MENTIONS, REACH, "触达多少人次？", "How many people may have seen them?"),
    _figure("incident_count", Data.INCIDENTS, INCIDENTS, "开启了多少事件？", "How many incidents were opened?"),
    _figure("signal_count", Data.SIGNALS, SIGNALS, "规则触发多少次？", "How often did rules fire?"),
)
"""Single numbers, for the top of a dashboard."""

PANELS: tuple[Panel, ...] = (
    VOLUME,
    NEGATIVE_SHARE,
    STORIES,
    CATEGORIES,
    SOURCES,
    PLATFORMS,
    AUTHORS,
    EMOTIONS,
    REGIONS,
    RULE_HITS,
    LEVELS,
    INCIDENTS_OVER_TIME,
    FRESHNESS,
    DETECT,
    ACKNOWLEDGE,
    DEADLINES,
)
