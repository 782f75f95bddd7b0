"""The nouns of ``index.ports.Judging`` that read and count mentions."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice

from domain.measure import Counts, Mark
from domain.mention import StoredMention
from domain.query import Phrase
from index.ledger import distinct
from index.ledger.entries import Facts, facts_of
from index.ledger.moments import HOUR_US, MINUTE_US, from_us, to_us
from index.memory.counted import Counted, between, voices
from index.memory.families import FamilyWindow
from index.memory.heard import Heard
from index.memory.said import Said
from index.ports import Estimate, FamilySize
from text.document import Document
from text.evaluate import evaluate
from text.tokens import phrase_words

_NONE: Mapping[int, set[int]] = {}
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
PAIR = 2
"""Phrases of so many words are found without reading the history again."""

_UNTOUCHED = Mark("", 1, 0, 0)


class Held:
    """All that was heard: mentions by id and by topic, their facts by place of arrival, the hours of all intake."""

    def __init__(self) -> None:
        self.by_id: dict[str, StoredMention] = {}
        self.facts: dict[int, Facts] = {}
        self.heard: defaultdict[tuple[str, str], Heard] = defaultdict(Heard)
        self.counted: dict[str, Counted] = {}
        self.intake: set[int] = set()
        self.said: dict[str, Said] = {}


class Mentions:
    """Keeps ``index.ports.Heard``."""

    def __init__(self, held: Held) -> None:
        self._held = held
        self._windows: defaultdict[str, FamilyWindow] = defaultdict(FamilyWindow)

    def get(self, ids: Sequence[str]) -> Sequence[StoredMention]:
        """Return the mentions with these ids that exist, in the order asked."""
        by_id = self._held.by_id
        return [by_id[each] for each in ids if each in by_id]

    def of_topic(
        self, topic: str, since: datetime, until: datetime, *, risk: str = "", limit: int = 200, by: str = "time"
    ) -> Sequence[StoredMention]:
        """Return mentions of a topic by event time (``since`` <= t < ``until``), newest or widest reach first."""
        heard = self._held.heard.get((topic, risk))
        if heard is None:
            return []
        asked = (to_us(since), to_us(until), limit)
        return heard.newest(*asked) if by == "time" else heard.widest(*asked)

    def copies(
        self, topic: str, family: int, since: datetime, until: datetime, limit: int = 200
    ) -> Sequence[StoredMention]:
        """Return the mentions of one family in a topic and window, newest first."""
        found = (each for each in self._window(topic, since, until) if each.family == family)
        return list(islice(found, limit))

    def of_author(
        self, topic: str, author: tuple[str, str], since: datetime, until: datetime, limit: int = 50
    ) -> Sequence[StoredMention]:
        """Return what one author, (platform, name), said in a topic and window, newest first."""
        window = self._window(topic, since, until)
        found = (each for each in window if (each.mention.platform, each.mention.author) == author)
        return list(islice(found, limit))

    def was_said(self, topic: str, words: str, before: datetime) -> bool:
        """Say whether a phrase occurs in a mention of the topic from before an instant, however old."""
        asked, heard = phrase_words(words), self._held.heard.get((topic, ""))
        if not asked or heard is None:
            return False
        if len(asked) > PAIR:
            query, earlier = Phrase(words), self._window(topic, EARLIEST, before)
            return any(evaluate(query, Document.of(each.mention)) is not None for each in earlier)
        if topic not in self._held.said:
            self._held.said[topic] = Said(zip(heard.events, heard.mentions, strict=True))
        return self._held.said[topic].is_before(asked, to_us(before))

    def _window(self, topic: str, since: datetime, until: datetime) -> Sequence[StoredMention]:
        heard = self._held.heard.get((topic, ""))
        return heard.newest(to_us(since), to_us(until), len(heard.events)) if heard else []

    def families_of(self, topic: str, since: datetime, until: datetime, limit: int = 20) -> Sequence[FamilySize]:
        """Return the largest repost families of a topic in a window, largest first."""
        heard = self._held.heard.get((topic, ""))
        if heard is None:
            return []
        return self._windows[topic].largest(heard, self._held.facts, to_us(since), to_us(until), limit)

    def family_sizes(
        self, topic: str, families: Collection[int], since: datetime, until: datetime
    ) -> Sequence[FamilySize]:
        """Return the sizes of those of these families that occur in a topic and window, largest first."""
        heard = self._held.heard.get((topic, ""))
        if heard is None:
            return []
        return self._windows[topic].sizes(heard, self._held.facts, to_us(since), to_us(until), families)


class Measures:
    """Keeps ``index.ports.Measures``; intake counts as silent after ``gap_hours``, and in ``known_gaps``."""

    def __init__(self, held: Held, gap_hours: int, known_gaps: frozenset[int] = frozenset()) -> None:
        self._held = held
        self._gap_hours = gap_hours
        self._known_gaps = known_gaps
        self._intake: list[int] = []

    def series(self, topic: str, first: int, last: int) -> Mapping[int, Counts]:
        """Return minute → counts for event minutes ``first``..``last`` (inclusive); empty minutes are absent."""
        counted = self._held.counted.get(topic)
        return counted.series(first, last) if counted else {}

    def toned_since(self) -> int:
        """Return 0: a backtest takes tones as they are stored."""
        return 0

    def total(self, topic: str, first: int, last: int) -> Counts:
        """Return the counts of event minutes ``first``..``last`` (inclusive) taken together."""
        counted = self._held.counted.get(topic)
        return counted.total(first, last) if counted else Counts()

    def hours(
        self, topic: str, first: int, last: int, *, risk: str = "", complaints: bool = False
    ) -> Mapping[int, int]:
        """Return hour → mentions for hours ``first``..``last`` (inclusive), but empty hours.

        Of all mentions, or of those that raise ``risk``, or of ``complaints`` alone.
        """
        counted = self._held.counted.get(topic)
        if counted is None:
            return {}
        held = counted.complaints if complaints else counted.risk_hours.get(risk, {}) if risk else counted.hours
        return between(held, first, last)

    def gaps(self, first: int, last: int) -> frozenset[int]:
        """Return the hours in which all intake was silent for long, and those known to be blind."""
        if len(self._intake) != len(self._held.intake):
            self._intake = sorted(self._held.intake)
        hours = self._intake
        near = hours[max(0, bisect_left(hours, first) - 1) : bisect_right(hours, last) + 1]
        silent = {hour for hour in self._known_gaps if first <= hour <= last}
        for before, after in zip(near, near[1:], strict=False):
            if after - before - 1 >= self._gap_hours:
                silent.update(range(max(first, before + 1), min(last + 1, after)))
        return frozenset(silent)

    def authors(self, topic: str, first: int, last: int) -> Estimate:
        """Return how many distinct authors spoke in hours ``first``..``last`` (inclusive)."""
        counted = self._held.counted.get(topic)
        return _estimate(voices(counted.authors if counted else _NONE, first, last))

    def sources(self, topic: str, first: int, last: int) -> Estimate:
        """Return how many distinct sources spoke in hours ``first``..``last`` (inclusive)."""
        counted = self._held.counted.get(topic)
        return _estimate(voices(counted.sources if counted else _NONE, first, last))

    def outlets(self, topic: str, since: datetime, until: datetime) -> Mapping[str, datetime]:
        """Return source → its first mention of the topic, for those first heard in ``since`` <= t < ``until``."""
        counted = self._held.counted.get(topic)
        first, last = to_us(since), to_us(until)
        found = counted.outlets.items() if counted else ()
        heard = sorted(((at, source) for source, at in found if first <= at < last))
        return {source: from_us(at) for at, source in heard}

    def newest(self, topic: str, last: int) -> int | None:
        """Return the newest minute up to ``last`` with a mention of the topic, None if there is none."""
        counted = self._held.counted.get(topic)
        return counted.newest(last) if counted else None

    def spoke(self, sources: Collection[str], last: int) -> int | None:
        """Return None: mentions alone don't say which source told nothing."""
        return None

    def since(self, topic: str) -> int | None:
        """Return the first hour with a mention of the topic, None if there is none."""
        counted = self._held.counted.get(topic)
        return counted.first_hour if counted else None


class Marks:
    """Keeps ``index.ports.Marks``."""

    def __init__(self) -> None:
        self._marks: dict[str, tuple[int, Mark]] = {}
        self._numbers: dict[str, int] = {}

    def put(self, batch: int, topic: str, of: Facts) -> None:
        """Mark a topic as changed by a mention of a batch, named by its last place of arrival.

        A mention that can't alarm only tells that counts moved.
        """
        self._numbers.setdefault(topic, len(self._numbers))
        minute = of.event // MINUTE_US
        since, held = self._marks.get(topic, (batch, _UNTOUCHED))
        if not of.live:
            span = (held.first, held.last)
        elif held.first > held.last:
            span = (minute, minute)
        else:
            span = (min(held.first, minute), max(held.last, minute))
        self._marks[topic] = (since, Mark(topic, *span, batch))

    def take(self, limit: int) -> Sequence[Mark]:
        """Return marks, oldest change first, and clear them."""
        oldest = sorted(self._marks, key=lambda topic: (self._marks[topic][0], self._numbers[topic]))
        return [self._marks.pop(topic)[1] for topic in oldest[:limit]]

    def count(self) -> int:
        """Return how many topics wait to be judged."""
        return len(self._marks)


def hear(held: Held, marks: Marks, mentions: Sequence[StoredMention]) -> None:
    """Take in mentions whose topics, risks, tone and family are known, in order of arrival."""
    batch = mentions[-1].seq if mentions else 0
    for mention in mentions:
        of = facts_of(mention)
        held.by_id[mention.mention.id] = mention
        held.facts[of.seq] = of
        held.intake.add(of.event // HOUR_US)
        for topic in dict.fromkeys([hit.topic for hit in mention.hits]):
            counted = held.counted.get(topic)
            if counted is None:
                counted = held.counted[topic] = Counted()
            counted.add(of)
            for risk in ("", *of.risks):
                held.heard[topic, risk].add(of.event, mention)
            if topic in held.said:
                held.said[topic].add(of.event, mention)
            marks.put(batch, topic, of)


def _estimate(heard: Iterable[int]) -> Estimate:
    return distinct.estimate(distinct.pack(heard))
