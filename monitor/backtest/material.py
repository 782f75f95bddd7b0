"""What a backtest is played on: mentions matched, scored and put into the order in which they arrive."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import TypeVar

from config.settings import Settings
from crawlers.clean import Origin
from crawlers.dates import read_time
from crawlers.importing import read_file
from domain.clock import HOUR, hour_of
from domain.mention import Mention, StoredMention, TimeFlag
from domain.topic import Topic
from index.memory.arrivals import Arrivals
from index.ports import Ledger
from monitor.intake import Reader
from monitor.language import say
from monitor.mapping import planned
from monitor.origins import IMPORT
from monitor.progress import progress
from sentiment.scorer import load_scorer
from sentiment.variants import default_variants
from text.match import Matcher

T = TypeVar("T")
CHUNK = 500
HISTORY = timedelta(days=29)
"""So much before the time that is judged is read for the baselines, which look back four weeks."""


@dataclass(frozen=True, slots=True)
class Material:
    """Mentions in order of arrival: ``history`` came before what is judged, ``arrivals`` are judged.

    ``intake`` are the hours in which anything came in at all, ``gaps`` those known to be blind. ``lines`` were read, of
    which ``rejected`` could not be taken, ``duplicate`` had come before and ``unmatched`` named nothing.
    """

    history: Sequence[StoredMention]
    arrivals: Sequence[StoredMention]
    intake: frozenset[int] = frozenset()
    gaps: frozenset[int] = frozenset()
    lines: int = 0
    rejected: int = 0
    duplicate: int = 0
    unmatched: int = 0

    def rematched(self, topics: Sequence[Topic], gone: Iterable[str]) -> "Material":
        """Return the same mentions matched to some topics anew; those that are ``gone`` are taken off them."""
        matcher = Matcher((), topics, default_variants())
        without = frozenset(gone) | {topic.id for topic in topics}
        if not without:
            return self
        with progress(say("匹配新查询式", "matching new queries"), len(self.history) + len(self.arrivals)) as advance:
            history = _again(self.history, matcher, without, advance)
            arrivals = _again(self.arrivals, matcher, without, lambda done: advance(done + len(history)))
        return replace(self, history=history, arrivals=arrivals)


def material_of_file(
    settings: Settings, reader: Reader, path: Path, since: datetime | None = None, until: datetime | None = None
) -> Material:
    """Read a file as an import would, each line arriving at its own time; match and score what it holds.

    What came before ``since`` is history; what came at ``until`` or later is left out.
    """
    mentions, lines, rejected = _lines(settings, path)
    mentions.sort(key=lambda each: each.event_time)
    kept = [each for each in mentions if until is None or each.event_time < until]
    arrivals = Arrivals()
    stored: list[StoredMention] = []
    duplicate = unmatched = 0
    with progress(say("匹配", "matching"), len(kept)) as advance:
        for chunk in _chunks(kept):
            fresh, appended = arrivals.take([reader.read(mention) for mention in chunk])
            stored += fresh
            duplicate, unmatched = duplicate + appended.duplicate, unmatched + appended.unmatched
            advance(len(stored) + unmatched + duplicate)
    arrivals.close()
    first = next(
        (at for at, each in enumerate(stored) if since is None or each.mention.event_time >= since), len(stored)
    )
    scored = _scored(settings, stored)
    intake = frozenset(hour_of(each.event_time) for each in kept)
    return Material(scored[:first], scored[first:], intake, frozenset(), lines, rejected, duplicate, unmatched)


def material_of_ledger(ledger: Ledger, since: datetime, until: datetime) -> Material:
    """Read what the ledger holds of a time, with four weeks before it; topics, risks and tones are as stored.

    What came live arrives when it arrived; what was imported later arrives at its own time.
    """
    earliest = since - HISTORY
    with ledger.read() as view, progress(say("读取历史", "reading history")) as advance:
        stored: list[StoredMention] = []
        after: int | None = None
        while page := view.mentions.find(since=earliest, until=until, after=after, limit=CHUNK):
            stored += page
            after = page[-1].seq
            advance(len(stored))
        gaps = view.measures.gaps(hour_of(earliest), hour_of(until))
    placed = sorted(map(_at_its_time, stored), key=lambda each: (each.mention.arrived_at, each.seq))
    kept = [each for each in placed if each.mention.arrived_at < until]
    first = next((at for at, each in enumerate(kept) if each.mention.arrived_at >= since), len(kept))
    heard = {hour_of(each.mention.event_time) for each in kept}
    silent = frozenset(range(hour_of(earliest), hour_of(until + HOUR))) - gaps
    return Material(kept[:first], kept[first:], silent | heard, gaps, len(kept))


def _lines(settings: Settings, path: Path) -> tuple[list[Mention], int, int]:
    """Return the mentions of a file, how many rows it has, and how many of them can't be taken."""
    origin = Origin(name=IMPORT, label=path.name, timezone=settings.timezone, live=True)
    plan = planned(path, (), "")
    mentions: list[Mention] = []
    lines = rejected = 0
    with progress(say("读取", "reading")) as advance:
        for batch in read_file(path, origin, lambda: datetime.now(UTC), reader=plan.reader):
            mentions += (_at_own_time(each, settings.timezone) for each in batch.mentions)
            lines, rejected = lines + batch.received, rejected + len(batch.rejected)
            advance(lines)
    return mentions, lines, rejected


def _at_own_time(mention: Mention, zone: tzinfo) -> Mention:
    """Return a mention that arrives when it was said; a drill written for next year is played then."""
    said = mention.event_time
    if mention.time_flag is TimeFlag.FUTURE:
        said = read_time(mention.stated_time, zone, said) or said
    return replace(mention, event_time=said, arrived_at=said, live=True)


def _at_its_time(stored: StoredMention) -> StoredMention:
    mention = stored.mention
    if mention.live:
        return stored
    return replace(stored, mention=replace(mention, arrived_at=mention.event_time, live=True))


def _scored(settings: Settings, stored: Sequence[StoredMention]) -> list[StoredMention]:
    """Return mentions with their tone, as a scorer that never lags would give it."""
    scorer, scored = load_scorer(settings.tone_model), list[StoredMention]()
    with progress(say("判读情感", "scoring"), len(stored)) as advance:
        for chunk in _chunks(stored):
            tones = scorer.score_many([each.mention.full_text for each in chunk])
            scored += (replace(each, sentiment=tone) for each, tone in zip(chunk, tones, strict=True))
            advance(len(scored))
    return scored


def _again(
    stored: Sequence[StoredMention], matcher: Matcher, without: frozenset[str], advance: Callable[[int], None]
) -> list[StoredMention]:
    again: list[StoredMention] = []
    for chunk in _chunks(stored):
        for each in chunk:
            kept = tuple(hit for hit in each.hits if hit.topic not in without)
            again.append(replace(each, hits=(*kept, *matcher.match(each.mention))))
        advance(len(again))
    return again


def _chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]
