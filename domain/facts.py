"""Facts: the fixed vocabulary of numbers that written criteria ask for and cards show."""

from enum import StrEnum


class Fact(StrEnum):
    """One number about an incident at one instant; ``_1h`` and ``_24h`` are the hours that end at that instant.

    Counts are of the incident's evidence unless a docstring says otherwise. What is not known (no views given, nothing
    scored) is 0, never a guess.
    """

    MENTIONS_1H = "mentions_1h"
    """Mentions of the brand in one hour."""
    MENTIONS_24H = "mentions_24h"
    """Mentions of the brand in 24 hours."""
    NEGATIVE_24H = "negative_24h"
    """Mentions of the brand with a negative tone."""
    SCORED_24H = "scored_24h"
    """Mentions of the brand that have a tone: the denominator of the share."""
    NEGATIVE_SHARE_24H = "negative_share_24h"
    """Negative ÷ scored, 0..1; 0 while nothing is scored."""
    RISK_1H = "risk_1h"
    """Mentions that raise one of the incident's categories, one hour."""
    RISK_24H = "risk_24h"
    """Mentions that raise one of the incident's categories, 24 hours."""
    SEVERITY = "severity"
    """The gravest intensity (1 mild … 3 grave) of the incident's categories in 24 hours, 0 if none was raised."""
    AUTHORS_24H = "authors_24h"
    """Distinct authors; all unknown ones count as one."""
    SOURCES_24H = "sources_24h"
    """Distinct sources."""
    REACH_MAX = "reach_max"
    """The widest reach of a single mention (views where known, else followers)."""
    REACH_SUM_24H = "reach_sum_24h"
    """The reach of all mentions added up; the same person may be counted twice."""
    REPOSTS_MAX = "reposts_max"
    """The most reposts one post has by its own counter."""
    VIEWS_MAX = "views_max"
    """The most views or reads one mention has by its own counter."""
    VIEWS_VIDEO_MAX = "views_video_max"
    """The most plays one mention of kind video has."""
    TIMES_USUAL_1H = "times_usual_1h"
    """Mentions of this hour ÷ the brand's usual number for this hour and weekday."""
    GROWTH_1H = "growth_1h"
    """Mentions of this hour ÷ those of the hour before (at least 1)."""
    COMPLAINTS_24H = "complaints_24h"
    """Mentions of kind complaint."""
    REPEATS_24H = "repeats_24h"
    """Second complaints of the same person on the same matter."""
    FAMILIES_24H = "families_24h"
    """Distinct texts: repost families, a text nobody copied counting as one."""
    LARGEST_FAMILY = "largest_family"
    """Copies of the most copied text, the first included."""
    REGULATOR_24H = "regulator_24h"
    """Mentions that raise the category regulator."""
    MEDIA_24H = "media_24h"
    """Mentions of kind news."""
    NATIONAL_OUTLETS_24H = "national_outlets_24h"
    """Distinct sources of kind news that are national outlets."""
    CENTRAL_OUTLETS_24H = "central_outlets_24h"
    """Distinct sources of kind news that are central state media."""
    FRONT_PAGE_24H = "front_page_24h"
    """Reports on a national outlet's front page, as far as whoever collected them says so."""
    SAFETY_COMPLAINTS_24H = "safety_complaints_24h"
    """Complaints of type safety: privacy, security of data or funds, personal injury, food."""
    FOREIGN_24H = "foreign_24h"
    """Mentions of kind news in a language other than Chinese."""
    SUSPECTED_24H = "suspected_24h"
    """Posts of the matter that are suspected of not being organic: pasted, by made accounts, by the clock."""
    ORGANIC_24H = "organic_24h"
    """Posts of the matter that are not suspected: what a criterion asks for to weigh a flood less."""
    MALICIOUS_24H = "malicious_24h"
    """Complaints suspected of malice: gain under threat of exposure, every offer refused, contradictions."""


FACT_NAMES: dict[Fact, tuple[str, str]] = {
    Fact.MENTIONS_1H: ("1 小时提及量", "mentions in 1 h"),
    Fact.MENTIONS_24H: ("24 小时提及量", "mentions in 24 h"),
    Fact.NEGATIVE_24H: ("24 小时负面量", "negative mentions in 24 h"),
    Fact.SCORED_24H: ("24 小时已判情感量", "scored mentions in 24 h"),
    Fact.NEGATIVE_SHARE_24H: ("24 小时负面占比", "negative share in 24 h"),
    Fact.RISK_1H: ("1 小时风险提及量", "risk mentions in 1 h"),
    Fact.RISK_24H: ("24 小时风险提及量", "risk mentions in 24 h"),
    Fact.SEVERITY: ("风险强度", "severity of risk"),
    Fact.AUTHORS_24H: ("24 小时作者数", "authors in 24 h"),
    Fact.SOURCES_24H: ("24 小时来源数", "sources in 24 h"),
    Fact.REACH_MAX: ("单条最大触达", "widest reach of one mention"),
    Fact.REACH_SUM_24H: ("24 小时触达合计", "reach in 24 h, added up"),
    Fact.REPOSTS_MAX: ("单条最高转发", "most reposts of one post"),
    Fact.VIEWS_MAX: ("单条最高阅读", "most reads of one mention"),
    Fact.VIEWS_VIDEO_MAX: ("单条视频最高播放", "most plays of one video"),
    Fact.TIMES_USUAL_1H: ("本小时为平时的倍数", "times the usual, this hour"),
    Fact.GROWTH_1H: ("较上一小时的倍数", "times the hour before"),
    Fact.COMPLAINTS_24H: ("24 小时投诉量", "complaints in 24 h"),
    Fact.REPEATS_24H: ("24 小时二次投诉", "repeat complaints in 24 h"),
    Fact.FAMILIES_24H: ("24 小时不同文本数", "distinct texts in 24 h"),
    Fact.LARGEST_FAMILY: ("最多转载的一条", "copies of the most copied text"),
    Fact.REGULATOR_24H: ("24 小时监管提及量", "regulator mentions in 24 h"),
    Fact.MEDIA_24H: ("24 小时媒体报道量", "news reports in 24 h"),
    Fact.NATIONAL_OUTLETS_24H: ("24 小时全国性媒体数", "national outlets in 24 h"),
    Fact.CENTRAL_OUTLETS_24H: ("24 小时中央媒体数", "central outlets in 24 h"),
    Fact.FRONT_PAGE_24H: ("24 小时全国性媒体头版", "front pages of national outlets in 24 h"),
    Fact.SAFETY_COMPLAINTS_24H: ("24 小时安全类投诉", "complaints of type safety in 24 h"),
    Fact.FOREIGN_24H: ("24 小时境外报道量", "foreign-language reports in 24 h"),
    Fact.SUSPECTED_24H: ("24 小时疑似非自然", "suspected of not being organic in 24 h"),
    Fact.ORGANIC_24H: ("24 小时自然传播", "organic posts in 24 h"),
    Fact.MALICIOUS_24H: ("24 小时疑似恶意投诉", "complaints suspected of malice in 24 h"),
}
"""Fact → (Chinese name, English name), as cards and pages write it."""
