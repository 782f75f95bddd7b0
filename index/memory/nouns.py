"""The nouns of ``index.ports.Judging`` that read and count mentions."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime

from domain.clock import start_of_hour
from domain.measure import Counts, Mark
from domain.mention import StoredMention
from domain.query import Phrase
from index.ledger import distinct
from index.ledger.entries import voices
from index.ledger.moments import HOUR_US, MINUTE_US, to_us
from index.memory.counted import Added, added_by
from index.memory.spoken import Spoken
from index.ports import Estimate, FamilySize
from text.document import Document
from text.evaluate import evaluate
from text.tokens import phrase_words

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
PAIR = 2
"""Phrases of so many words are found without reading the history again."""

_UNTOUCHED = (1, 0)
"""First and last minute of a mark without a live mention."""


class Held:
    """All that was heard: mentions by id and by topic, the hours of all intake."""

    def __init__(self) -> None:
        self.by_id: dict[str, StoredMention] = {}
        self.spoken: dict[str, Spoken] = {}
        self.intake: set[int] = set()


class Mentions:
    """Keeps ``index.ports.Heard``."""

    def __init__(self, held: Held) -> None:
        self._held = held

    def get(self, ids: Sequence[str]) -> Sequence[StoredMention]:
        """Return the mentions with these ids that exist, in the order asked."""
        by_id = self._held.by_id
        return [by_id[each] for each in ids if each in by_id]

    def of_topic(
        self, topic: str, since: datetime, until: datetime, *, risk: str = "", limit: int = 200, by: str = "time"
    ) -> Sequence[StoredMention]:
        """Return mentions of a topic by event time (``since`` <= t < ``until``), newest or widest reach first."""
        spoken = self._held.spoken.get(topic)
        heard = spoken.heard.get(risk) if spoken else None
        if heard is None:
            return []
        asked = (to_us(since), to_us(until), limit)
        return heard.newest(*asked) if by == "time" else heard.widest(*asked)

    def copies(
        self, topic: str, family: int, since: datetime, until: datetime, limit: int = 200
    ) -> Sequence[StoredMention]:
        """Return the mentions of one family in a topic and window, newest first."""
        spoken = self._held.spoken.get(topic)
        return spoken.families.between(family, since, until)[::-1][:limit] if spoken else []

    def of_author(
        self, topic: str, author: tuple[str, str], since: datetime, until: datetime, limit: int = 50
    ) -> Sequence[StoredMention]:
        """Return what one author, (platform, name), said in a topic and window, newest first."""
        spoken = self._held.spoken.get(topic)
        return spoken.authors.between(author, since, until)[::-1][:limit] if spoken else []

    def was_said(self, topic: str, words: str, before: datetime) -> bool:
        """Say whether a phrase occurs in a mention of the topic from before an instant, however old."""
        asked, spoken = phrase_words(words), self._held.spoken.get(topic)
        if not asked or spoken is None:
            return False
        if len(asked) > PAIR:
            query, earlier = Phrase(words), _window(self._held, topic, EARLIEST, before)
            return any(evaluate(query, Document.of(each.mention)) is not None for each in earlier)
        return spoken.words().is_before(asked, to_us(before))

    def families_of(self, topic: str, since: datetime, until: datetime, limit: int = 20) -> Sequence[FamilySize]:
        """Return the largest repost families of a topic in a window, largest first."""
        families = dict.fromkeys(each.family for each in _window(self._held, topic, since, until))
        return self.family_sizes(topic, families, since, until)[:limit]

    def family_sizes(
        self, topic: str, families: Collection[int], since: datetime, until: datetime
    ) -> Sequence[FamilySize]:
        """Return the sizes of those of these families that occur in a topic and window, largest first."""
        spoken = self._held.spoken.get(topic)
        if spoken is None:
            return []
        copies = ((family, spoken.families.between(family, since, until)) for family in families)
        sizes = [_size(family, found) for family, found in copies if found]
        return sorted(sizes, key=lambda size: (-size.copies, size.family))


class Measures:
    """Keeps ``index.ports.Measures``; intake counts as silent after ``gap_hours``, and in ``known_gaps``."""

    def __init__(self, held: Held, gap_hours: int, known_gaps: frozenset[int] = frozenset()) -> None:
        self._held = held
        self._gap_hours = gap_hours
        self._known_gaps = known_gaps
        self._intake: list[int] = []

    def series(self, topic: str, first: int, last: int) -> Mapping[int, Counts]:
        """Return minute → counts for event minutes ``first``..``last`` (inclusive); empty minutes are absent."""
        spoken = self._held.spoken.get(topic)
        return spoken.counted.series(first, last) if spoken else {}

    def number(self, topic: str, first: int, last: int, *, risk: str = "", of: str = "mentions") -> int:
        """Return one count of event minutes ``first``..``last`` (inclusive), or of mentions those that raise a risk."""
        spoken = self._held.spoken.get(topic)
        return spoken.counted.number(first, last, risk, of) if spoken else 0

    def toned_since(self) -> int:
        """Return 0: a backtest takes tones as they are stored."""
        return 0

    def total(self, topic: str, first: int, last: int) -> Counts:
        """Return the counts of event minutes ``first``..``last`` (inclusive) taken together."""
        spoken = self._held.spoken.get(topic)
        return spoken.counted.total(first, last) if spoken else Counts()

    def hours(
        self, topic: str, first: int, last: int, *, risk: str = "", complaints: bool = False
    ) -> Mapping[int, int]:
        """Return hour → mentions for hours ``first``..``last`` (inclusive), but empty hours.

        Of all mentions, or of those that raise ``risk``, or of ``complaints`` alone.
        """
        spoken = self._held.spoken.get(topic)
        return dict(spoken.counted.hours(first, last, risk, complaints)) if spoken else {}

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
        return self._voices(0, topic, first, last)

    def sources(self, topic: str, first: int, last: int) -> Estimate:
        """Return how many distinct sources spoke in hours ``first``..``last`` (inclusive)."""
        return self._voices(1, topic, first, last)

    def _voices(self, voice: int, topic: str, first: int, last: int) -> Estimate:
        heard = _window(self._held, topic, start_of_hour(first), start_of_hour(last + 1))
        return distinct.estimate(distinct.pack(voices(each.mention)[voice] for each in heard))

    def outlets(self, topic: str, since: datetime, until: datetime) -> Mapping[str, datetime]:
        """Return source → its first mention of the topic, for those first heard in ``since`` <= t < ``until``."""
        firsts: dict[str, datetime] = {}
        for each in reversed(_window(self._held, topic, EARLIEST, until)):
            firsts.setdefault(each.mention.source, each.mention.event_time)
        return {source: at for source, at in firsts.items() if at >= since}

    def newest(self, topic: str, last: int) -> int | None:
        """Return the newest minute up to ``last`` with a mention of the topic, None if there is none."""
        spoken = self._held.spoken.get(topic)
        return spoken.counted.newest(last) if spoken else None

    def spoke(self, sources: Collection[str], last: int) -> int | None:
        """Return None: mentions alone don't say which source told nothing."""
        return None

    def since(self, topic: str) -> int | None:
        """Return the first hour with a mention of the topic, None if there is none."""
        spoken = self._held.spoken.get(topic)
        return spoken.counted.first_hour if spoken else None


class Marks:
    """Keeps ``index.ports.Marks``."""

    def __init__(self) -> None:
        self._marks: dict[str, list[int]] = {}
        self._numbers: dict[str, int] = {}

    def put(self, batch: int, topic: str, of: Added) -> None:
        """Mark a topic as changed by a mention of a batch, named by its last place of arrival.

        A mention that can't alarm only tells that counts moved.
        """
        mark = self._marks.get(topic)
        if mark is None:
            self._numbers.setdefault(topic, len(self._numbers))
            mark = self._marks[topic] = [batch, *_UNTOUCHED, batch]
        mark[3] = batch
        if of.live:
            minute = of.event // MINUTE_US
            untouched = mark[1] > mark[2]
            mark[1], mark[2] = (minute, minute) if untouched else (min(mark[1], minute), max(mark[2], minute))

    def take(self, limit: int) -> Sequence[Mark]:
        """Return marks, oldest change first, and clear them."""
        if not self._marks:
            return []
        oldest = sorted(self._marks, key=lambda topic: (self._marks[topic][0], self._numbers[topic]))
        return [Mark(topic, *self._marks.pop(topic)[1:]) for topic in oldest[:limit]]

    def count(self) -> int:
        """Return how many topics wait to be judged."""
        return len(self._marks)


def hear(held: Held, marks: Marks, mentions: Sequence[StoredMention]) -> None:
    """Take in mentions whose topics, risks, tone and family are known, in order of arrival."""
    batch = mentions[-1].seq if mentions else 0
    for mention in mentions:
        of = added_by(mention)
        held.by_id[mention.mention.id] = mention
        held.intake.add(of.event // HOUR_US)
        for topic in dict.fromkeys([hit.topic for hit in mention.hits]):
            spoken = held.spoken.get(topic)
            if spoken is None:
                spoken = held.spoken[topic] = Spoken()
            spoken.add(of, mention)
            marks.put(batch, topic, of)


def _window(held: Held, topic: str, since: datetime, until: datetime) -> Sequence[StoredMention]:
    """Return all that was said of a topic in a window, newest first."""
    spoken = held.spoken.get(topic)
    heard = spoken.heard[""] if spoken else None
    return heard.newest(to_us(since), to_us(until), len(heard.events)) if heard else []


def _size(family: int, copies: Sequence[StoredMention]) -> FamilySize:
    """Return the size of a family by its copies, oldest first."""
    copied = [each.mention for each in copies]
    authors = {(each.platform, each.author) if each.author else each.source for each in copied}
    return FamilySize(family, len(copies), len(authors), len({each.source for each in copied}))
