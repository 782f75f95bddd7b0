"""The picture of an incident at one instant: everything measured that its facts, its level and its card rest on."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from alerting.baseline import Baseline, Usual, hours_of
from alerting.engine import Engine
from alerting.glance import Glance, Stretch
from alerting.history import Histories
from domain.category import OTHER
from domain.clock import DAY, MINUTE, hour_of, minute_of, start_of_hour, start_of_minute
from domain.incident import Incident
from domain.measure import Counts
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
"""So many of the largest families of a matter are told apart; the posts of others stand alone."""

HOUR_MINUTES = 60
DAY_MINUTES = 1440
DAY_HOURS = 24


@dataclass(frozen=True, slots=True)
class Picture:
    """What is seen at ``now``: ``hour``, ``before`` and ``day`` count the brand.

    They are the hour that ends now, the hour before it, and the 24 hours that end now. ``usual`` is what such an hour
    usually has. ``peak`` is the busiest hour of the day by the clock, as (its end, mentions). ``posts`` are mentions of
    the matter itself, newest first, each once: those that raise its categories in the day, the newest of its evidence
    and its first. ``families`` are the repost families of the day that they belong to, ``matters`` the
    matter of each family that was placed already.
    """

    now: datetime
    hour: Counts
    before: Counts
    day: Counts
    usual: Usual
    peak: tuple[datetime, int]
    posts: tuple[StoredMention, ...]
    families: Mapping[int, FamilySize]
    matters: Mapping[int, int] = field(default_factory=dict)

    @property
    def today(self) -> tuple[StoredMention, ...]:
        """Return the posts of the last 24 hours."""
        return tuple(post for post in self.posts if post.mention.event_time > self.now - DAY)


@dataclass(frozen=True, slots=True)
class _Course:
    """What is measured of a brand, whatever the incident."""

    hour: Counts
    before: Counts
    day: Counts
    peak: tuple[datetime, int]
    baseline: Baseline


class Camera:
    """Takes the pictures of one judging; what several of them show is read once.

    It is bound to one reading and one instant, in which neither mentions nor rules change. The cost of a picture does
    not grow with history.
    """

    def __init__(self, view: Judging, engine: Engine, now: datetime, histories: Histories | None = None) -> None:
        self._view = view
        self._engine = engine
        self._now = now
        self._histories = histories or Histories(view, engine)
        self._courses: dict[str, _Course] = {}
        self._asked: dict[tuple[object, ...], tuple[StoredMention, ...]] = {}
        self._read: dict[tuple[str, datetime, str, str], Sequence[StoredMention]] = {}
        self._posts: dict[str, StoredMention] = {}
        self._sizes: dict[tuple[str, int], FamilySize | None] = {}

    def take(self, incident: Incident) -> Picture:
        """Measure an incident, stored or to be."""
        topic = self._engine.topics.get(incident.brand, "")
        posts = self._posts_of(topic, incident)
        families = {post.family for post in posts}
        course = self._course(topic)
        return Picture(
            now=self._now,
            hour=course.hour,
            before=course.before,
            day=course.day,
            usual=self._usual(course.baseline, incident),
            peak=course.peak,
            posts=posts,
            families=self._largest(topic, families),
            matters=self._view.matters.of(incident.brand, families),
        )

    def glance(self, incident: Incident) -> Glance:
        """Look at what is said of the brand of an incident; each number is counted when it is asked for."""
        topic, last = self._engine.topics.get(incident.brand, ""), minute_of(self._now)
        return Glance(
            hour=Stretch(self._view, topic, last - HOUR_MINUTES + 1, last),
            before=Stretch(self._view, topic, last - 2 * HOUR_MINUTES + 1, last - HOUR_MINUTES),
            day=Stretch(self._view, topic, last - DAY_MINUTES + 1, last),
            reckon=lambda: self._usual(self._histories.of(topic, last - HOUR_MINUTES + 1, last), incident),
        )

    def _course(self, topic: str) -> _Course:
        if topic not in self._courses:
            total, last = self._view.measures.total, minute_of(self._now)
            self._courses[topic] = _Course(
                hour=total(topic, last - HOUR_MINUTES + 1, last),
                before=total(topic, last - 2 * HOUR_MINUTES + 1, last - HOUR_MINUTES),
                day=total(topic, last - DAY_MINUTES + 1, last),
                peak=self._peak(topic),
                baseline=self._histories.of(topic, last - HOUR_MINUTES + 1, last),
            )
        return self._courses[topic]

    def _peak(self, topic: str) -> tuple[datetime, int]:
        last = hour_of(self._now)
        hours = self._view.measures.hours(topic, last - DAY_HOURS + 1, last)
        hour, most = max(hours.items(), key=lambda held: (held[1], held[0]), default=(last, 0))
        return start_of_hour(hour + 1), most

    def _usual(self, baseline: Baseline, incident: Incident) -> Usual:
        """Return what the last hour usually has; the incident's own hours are no measure of the usual."""
        last = minute_of(self._now)
        crisis = hours_of([(minute_of(incident.detected_at), last)], HOUR_MINUTES)
        return baseline.without(crisis).of_window(last - HOUR_MINUTES + 1, last)

    def _largest(self, topic: str, families: Collection[int]) -> Mapping[int, FamilySize]:
        """Return the largest of these families in the day, by their ids."""
        unknown = [family for family in families if (topic, family) not in self._sizes]
        self._sizes.update(((topic, family), None) for family in unknown)
        found = self._view.mentions.family_sizes(topic, unknown, self._now - DAY, self._now + MINUTE)
        self._sizes.update(((topic, each.family), each) for each in found)
        sizes = [size for family in families if (size := self._sizes[topic, family]) is not None]
        largest = sorted(sizes, key=lambda size: (-size.copies, size.family))[:FAMILIES]
        return {size.family: size for size in largest}

    def _posts_of(self, topic: str, incident: Incident) -> tuple[StoredMention, ...]:
        posts = self._said(
            topic,
            incident.categories[:MOST_CATEGORIES],
            queries_of(incident)[:MOST_CATEGORIES],
            _surging_since(self._view, incident),
        )
        evidence = dict.fromkeys([*incident.evidence[:NEWEST], *incident.evidence[-1:]])
        unread = self._view.mentions.get([mention for mention in evidence if mention not in self._posts])
        self._posts.update((post.mention.id, post) for post in unread)
        among = {post.mention.id for post in posts}
        further = [self._posts[mention] for mention in evidence if mention not in among and mention in self._posts]
        return _newest_first([*posts, *further]) if further else posts

    def _said(
        self, topic: str, categories: tuple[str, ...], queries: tuple[str, ...], surging: datetime | None
    ) -> tuple[StoredMention, ...]:
        """Return what raises these categories, matches these queries or is part of a surge, newest first."""
        asked = (topic, categories, queries, surging)
        if asked not in self._asked:
            since = self._now - DAY
            read: list[Sequence[StoredMention]] = []
            for category in categories:
                read.append(newest := self._heard(topic, since, risk=category))
                if len(newest) == NEWEST:
                    read.append(self._heard(topic, since, risk=category, limit=WIDEST, by="reach"))
            read += [self._heard(query, since) for query in queries]
            if surging is not None:
                read.append(self._heard(topic, surging))
            found = {post.mention.id: post for posts in read for post in posts}
            self._posts.update(found)
            self._asked[asked] = _newest_first(found.values())
        return self._asked[asked]

    def _heard(
        self, topic: str, since: datetime, *, risk: str = "", limit: int = NEWEST, by: str = "time"
    ) -> Sequence[StoredMention]:
        """Return mentions of a topic up to now, each read once for all incidents."""
        asked = (topic, since, risk, by)
        if asked not in self._read:
            self._read[asked] = self._view.mentions.of_topic(
                topic, since, self._now + MINUTE, risk=risk, limit=limit, by=by
            )
        return self._read[asked]


def take_picture(view: Judging, engine: Engine, incident: Incident, now: datetime) -> Picture:
    """Measure one incident, stored or to be."""
    return Camera(view, engine, now).take(incident)


def queries_of(incident: Incident) -> tuple[str, ...]:
    """Return the topics of the queries that its rules may have; rules without one have no such topic."""
    return tuple(dict.fromkeys(rule_topic(ref.rule, incident.brand) for ref in incident.signals))


def _surging_since(view: Judging, incident: Incident) -> datetime | None:
    """Return since when everything said of the brand is evidence: while it is a mere surge, and the surge lasts."""
    if incident.category != OTHER:
        return None
    rules = {ref.rule for ref in incident.signals if ref.rule_type in SURGES}
    raised = [at for rule in rules if (at := view.rules.get(rule, incident.brand).raised_at) is not None]
    return start_of_minute(min(raised) - HOUR_MINUTES) if raised else None


def _newest_first(posts: Iterable[StoredMention]) -> tuple[StoredMention, ...]:
    return tuple(sorted(posts, key=lambda post: (post.mention.event_time, post.seq), reverse=True))


def distinct(values: Iterable[object]) -> int:
    """Return how many different values there are."""
    return len(set(values))
