"""The picture of an incident at one instant: everything measured that its facts, its level and its card rest on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from alerting.baseline import Usual, hours_of
from alerting.engine import Engine
from alerting.history import baseline_of
from domain.category import OTHER
from domain.clock import DAY, MINUTE, minute_of, start_of_minute
from domain.incident import Incident
from domain.measure import Counts, add_counts
from domain.mention import StoredMention
from domain.rule import SURGES
from domain.topic import rule_topic
from index.ports import FamilySize, Judging

NEWEST = 200
"""So many of the newest mentions of a category, and of the evidence, are read; counts beyond are lower bounds."""

WIDEST = 50
"""So many of the mentions with the widest reach are read besides."""

MOST_CATEGORIES = 4
FAMILIES = 30

HOUR_MINUTES = 60
DAY_MINUTES = 1440


@dataclass(frozen=True, slots=True)
class Picture:
    """What is seen at ``now``: ``hour``, ``before`` and ``day`` count the brand.

    They are the hour that ends now, the hour before it, and the 24 hours that end now. ``usual`` is what such an hour
    usually has. ``peak`` is the busiest hour of the day, as (its end, mentions). ``posts`` are mentions of the matter
    itself, newest first, each once: those that raise its categories in the day, the newest of its evidence and its
    first. ``families`` are the repost families of the day that they belong to.
    """

    now: datetime
    hour: Counts
    before: Counts
    day: Counts
    usual: Usual
    peak: tuple[datetime, int]
    posts: tuple[StoredMention, ...]
    families: Mapping[int, FamilySize]

    @property
    def today(self) -> tuple[StoredMention, ...]:
        """Return the posts of the last 24 hours."""
        return tuple(post for post in self.posts if post.mention.event_time > self.now - DAY)


def take_picture(view: Judging, engine: Engine, incident: Incident, now: datetime) -> Picture:
    """Measure an incident, stored or to be; the cost does not grow with history."""
    topic, last = engine.topics.get(incident.brand, ""), minute_of(now)
    minutes = view.measures.series(topic, last - DAY_MINUTES + 1, last)
    posts = _posts(view, topic, incident, now)
    since, until = now - DAY, now + MINUTE
    sizes = {each.family: each for each in view.mentions.families_of(topic, since, until, FAMILIES)}
    mine = {post.family for post in posts}
    return Picture(
        now=now,
        hour=_of(minutes, last - HOUR_MINUTES + 1, last),
        before=_of(minutes, last - 2 * HOUR_MINUTES + 1, last - HOUR_MINUTES),
        day=add_counts(minutes.values()),
        usual=_usual(view, engine, topic, incident, last),
        peak=_peak(minutes, now),
        posts=posts,
        families={family: size for family, size in sizes.items() if family in mine},
    )


def _usual(view: Judging, engine: Engine, topic: str, incident: Incident, last: int) -> Usual:
    """Return what the last hour usually has; the incident's own hours are no measure of the usual."""
    first = last - HOUR_MINUTES + 1
    crisis = hours_of([(minute_of(incident.detected_at), last)], HOUR_MINUTES)
    return baseline_of(view, engine, topic, first, last).without(crisis).of_window(first, last)


def queries_of(incident: Incident) -> tuple[str, ...]:
    """Return the topics of the queries that its rules may have; rules without one have no such topic."""
    return tuple(dict.fromkeys(rule_topic(ref.rule, incident.brand) for ref in incident.signals))


def _posts(view: Judging, topic: str, incident: Incident, now: datetime) -> tuple[StoredMention, ...]:
    of_topic, since, until = view.mentions.of_topic, now - DAY, now + MINUTE
    read: list[Sequence[StoredMention]] = []
    for category in incident.categories[:MOST_CATEGORIES]:
        read.append(of_topic(topic, since, until, risk=category, limit=NEWEST))
        read.append(of_topic(topic, since, until, risk=category, limit=WIDEST, by="reach"))
    read += [of_topic(query, since, until, limit=NEWEST) for query in queries_of(incident)[:MOST_CATEGORIES]]
    if (surging := _surging_since(view, incident)) is not None:
        read.append(of_topic(topic, surging, until, limit=NEWEST))
    found = {post.mention.id: post for posts in read for post in posts}
    evidence = dict.fromkeys([*incident.evidence[:NEWEST], *incident.evidence[-1:]])
    found.update((post.mention.id, post) for post in view.mentions.get([id for id in evidence if id not in found]))
    return tuple(sorted(found.values(), key=lambda post: (post.mention.event_time, post.seq), reverse=True))


def _surging_since(view: Judging, incident: Incident) -> datetime | None:
    """Return since when everything said of the brand is evidence: while it is a mere surge, and the surge lasts."""
    if incident.category != OTHER:
        return None
    rules = {ref.rule for ref in incident.signals if ref.rule_type in SURGES}
    raised = [at for rule in rules if (at := view.rules.get(rule, incident.brand).raised_at) is not None]
    return start_of_minute(min(raised) - HOUR_MINUTES) if raised else None


def _of(minutes: Mapping[int, Counts], first: int, last: int) -> Counts:
    return add_counts(counts for minute, counts in minutes.items() if first <= minute <= last)


def _peak(minutes: Mapping[int, Counts], now: datetime) -> tuple[datetime, int]:
    """Return end and number of the busiest of the 24 hours counted back from ``now``, the latest of equals."""
    last = minute_of(now)
    hours: dict[int, int] = {}
    for minute, counts in minutes.items():
        ago = (last - minute) // HOUR_MINUTES
        hours[ago] = hours.get(ago, 0) + counts.mentions
    ago, most = max(hours.items(), key=lambda hour: (hour[1], -hour[0]), default=(0, 0))
    return now - ago * HOUR_MINUTES * MINUTE, most


def distinct(values: Iterable[object]) -> int:
    """Return how many different values there are."""
    return len(set(values))
