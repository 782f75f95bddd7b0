"""The facts of an incident: the numbers that written criteria ask for, each counted and none guessed.

What was said of the brand is counted in full. What was said of the matter itself is counted over the posts that its
picture holds: exact while they are few, a lower bound in a flood.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from alerting.glance import Seen
from alerting.organic import doubts_of
from alerting.outlets import SHIPPED, is_front_page
from alerting.picture import Picture, distinct, queries_of
from domain.category import OTHER
from domain.clock import HOUR
from domain.facts import Fact
from domain.incident import Incident
from domain.mention import Kind, Mention, StoredMention
from domain.outlet import CENTRAL, FOREIGN, Outlets
from domain.sentiment import Tone

UNDETERMINED = "und"
CHINESE = ("zh", "yue", "wuu")
"""Languages of which no report is foreign."""

COMPLAINT_TYPE_KEYS = ("complaint_type", "投诉类型", "投诉类别")
SAFETY = ("safety", "安全", "安全类")
SAFETY_CATEGORIES = frozenset({"food_safety", "injury", "privacy", "finance_safety"})
"""How a complaint says that it is of type safety, and the risks that make it one."""

MIN_USUAL = 0.5
"""The least usual number that a multiple is taken of, so that a brand nobody mentions has no infinite one."""


def facts_of(
    picture: Picture,
    incident: Incident,
    posts: Sequence[StoredMention] | None = None,
    outlets: Outlets = SHIPPED,
) -> dict[str, float]:
    """Return every fact of an incident at the instant of its picture; ``posts`` are its own where they are known."""
    posts = posts_of(picture, incident) if posts is None else posts
    of_brand = {fact: count(picture) for fact, count in OF_BRAND.items()}
    measured = {**of_brand, **_of_matter(picture, posts, incident, outlets), **_of_doubts(posts)}
    return {fact.value: float(measured[fact]) for fact in Fact}


def posts_of(picture: Picture, incident: Incident) -> tuple[StoredMention, ...]:
    """Return the posts of the last 24 hours that speak of the matter."""
    speaks = speaks_of(incident)
    return tuple([post for post in picture.today if speaks(post)])


def speaks_of(incident: Incident) -> Callable[[StoredMention], bool]:
    """Return what says whether a post speaks of the matter of an incident.

    It raises one of its categories or matches a query of its rules. Of an incident without a cause (a mere surge) such
    posts are those that are negative or raise any risk. Whatever else is said of the brand at the same time is no part
    of it: its own campaign may be what everybody reads.
    """
    queries = frozenset(queries_of(incident))
    of_cause = _of_no_cause if incident.category == OTHER else partial(_of_cause, frozenset(incident.categories))
    return lambda post: of_cause(post) or not queries.isdisjoint([hit.topic for hit in post.hits])


def times_usual(seen: Seen) -> float:
    """Return the mentions of this hour as a multiple of the usual."""
    return seen.hour.mentions / max(MIN_USUAL, seen.usual.mean)


OF_BRAND: Mapping[Fact, Callable[[Seen], float]] = {
    Fact.MENTIONS_1H: lambda seen: seen.hour.mentions,
    Fact.MENTIONS_24H: lambda seen: seen.day.mentions,
    Fact.NEGATIVE_24H: lambda seen: seen.day.negative,
    Fact.SCORED_24H: lambda seen: seen.day.scored,
    Fact.NEGATIVE_SHARE_24H: lambda seen: seen.day.negative / (seen.day.scored or 1),
    Fact.TIMES_USUAL_1H: times_usual,
    Fact.GROWTH_1H: lambda seen: seen.hour.mentions / max(1, seen.before.mentions),
    Fact.REGULATOR_24H: lambda seen: seen.day.raising("regulator"),
}
"""Facts that count whatever is said of the brand."""


def _of_matter(
    picture: Picture, posts: Sequence[StoredMention], incident: Incident, outlets: Outlets
) -> dict[Fact, float]:
    read = facts_of_posts(posts, incident, outlets)
    hour = picture.now - HOUR
    fresh = sum(post.mention.event_time > hour for post in posts)
    return {
        **read,
        Fact.RISK_1H: max(_raised(picture.hour.risk, incident), fresh),
        Fact.RISK_24H: max(_raised(picture.day.risk, incident), len(posts)),
        Fact.LARGEST_FAMILY: max((size.copies for size in picture.families.values()), default=min(1, len(posts))),
    }


def facts_of_posts(posts: Sequence[StoredMention], incident: Incident, outlets: Outlets) -> dict[Fact, float]:
    """Return the facts of a matter that are read from its posts alone, all of them taken for those of the hour."""
    mentions = [post.mention for post in posts]
    complaints = [mention for mention in mentions if mention.kind is Kind.COMPLAINT]
    return {
        Fact.RISK_1H: len(posts),
        Fact.RISK_24H: len(posts),
        Fact.SEVERITY: _severity(posts, incident),
        Fact.AUTHORS_24H: distinct(
            (mention.platform, mention.author) if mention.author else "" for mention in mentions
        ),
        Fact.SOURCES_24H: distinct(mention.source for mention in mentions),
        Fact.REACH_MAX: max((mention.reach for mention in mentions), default=0),
        Fact.REACH_SUM_24H: sum(mention.reach for mention in mentions),
        Fact.REPOSTS_MAX: max((mention.reposts or 0 for mention in mentions), default=0),
        Fact.VIEWS_MAX: max((mention.views or 0 for mention in mentions), default=0),
        Fact.VIEWS_VIDEO_MAX: max((m.views or 0 for m in mentions if m.kind is Kind.VIDEO), default=0),
        Fact.COMPLAINTS_24H: len(complaints),
        Fact.SAFETY_COMPLAINTS_24H: sum(_is_of_safety(post) for post in posts) if complaints else 0,
        Fact.REPEATS_24H: _repeats([mention.author for mention in complaints if mention.author]),
        Fact.FAMILIES_24H: distinct(post.family for post in posts),
        **_of_press(mentions, outlets),
    }


def _of_press(mentions: Sequence[Mention], outlets: Outlets) -> dict[Fact, float]:
    news = [mention for mention in mentions if mention.kind is Kind.NEWS]
    national = [(outlet, mention) for mention in news if (outlet := outlets.national(mention))]
    foreign = [mention for mention in news if _is_foreign(mention, outlets)]
    return {
        Fact.MEDIA_24H: len(news),
        Fact.NATIONAL_OUTLETS_24H: distinct(outlet for outlet, _ in national),
        Fact.CENTRAL_OUTLETS_24H: distinct(outlet for outlet, _ in national if outlets.tier(outlet) == CENTRAL),
        Fact.FRONT_PAGE_24H: sum(is_front_page(mention) for _, mention in national),
        Fact.FOREIGN_24H: len(foreign),
    }


def _is_foreign(mention: Mention, outlets: Outlets) -> bool:
    """Say whether an outlet that is listed as foreign reports, or one that is not listed, in a foreign language."""
    tier = outlets.tier(outlets.of(mention))
    return tier == FOREIGN or not tier and mention.lang.split("-")[0] not in (*CHINESE, UNDETERMINED, "")


def _of_doubts(posts: Sequence[StoredMention]) -> dict[Fact, float]:
    doubts = doubts_of(posts)
    suspected = len(doubts.suspected)
    return {
        Fact.SUSPECTED_24H: suspected,
        Fact.ORGANIC_24H: len(posts) - suspected,
        Fact.MALICIOUS_24H: len(doubts.malicious),
    }


def _raised(risk: Mapping[str, int], incident: Incident) -> int:
    """Return how many mentions raise the category of the incident that most do: no mention is counted twice."""
    return max((risk.get(category, 0) for category in incident.categories), default=0)


def _severity(posts: Sequence[StoredMention], incident: Incident) -> int:
    raised = (risk for post in posts for risk in post.risks if risk.category in incident.categories)
    return max((risk.intensity for risk in raised), default=0)


def _of_cause(categories: frozenset[str], post: StoredMention) -> bool:
    return bool(post.risks) and not categories.isdisjoint([risk.category for risk in post.risks])


def _of_no_cause(post: StoredMention) -> bool:
    return bool(post.risks) or post.sentiment is not None and post.sentiment.tone is Tone.NEGATIVE


def _is_of_safety(post: StoredMention) -> bool:
    """Say whether a mention is a complaint of type safety: by its own word, or by the risk it raises."""
    if post.mention.kind is not Kind.COMPLAINT:
        return False
    told = (str(post.mention.extra.get(key, "")).strip().casefold() for key in COMPLAINT_TYPE_KEYS)
    return any(each in SAFETY for each in told) or any(risk.category in SAFETY_CATEGORIES for risk in post.risks)


def _repeats(authors: Sequence[str]) -> int:
    """Return how many complaints are a person's second or later."""
    return sum(number - 1 for number in Counter(authors).values())
