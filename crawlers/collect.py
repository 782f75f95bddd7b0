"""What a poll brought, ready to be stored: mentions, rejected rows and the source's new state in one transaction."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from config.settings import Settings
from config.sources import FetchedSource, FileSource, SourceSpec
from crawlers.clean import Origin, clean
from crawlers.files import poll
from crawlers.habit import learn
from crawlers.memory import MISSED_OFTEN, Memory
from crawlers.rhythm import next_period
from crawlers.schedule import Polled, Told, after_failure, after_success
from crawlers.wire import Answer, Job, Outcome
from domain.mention import Mention, Rejected
from domain.source import SourceState


@dataclass(frozen=True, slots=True)
class Collected:
    """Store ``mentions``, ``rejected`` and ``state`` together; tell operations ``told`` once they are stored.

    ``dropped`` items of this poll were beyond the limit of one.
    """

    mentions: Sequence[Mention]
    rejected: Sequence[Rejected]
    state: SourceState
    told: Told | None = None
    dropped: int = 0


def origin_of(source: SourceSpec, settings: Settings) -> Origin:
    """Return what is known of all that a source delivers."""
    fetched = not isinstance(source, FileSource)
    return Origin(
        name=source.group,
        label=source.name,
        timezone=settings.zone_of(source),
        kind=source.kind,
        platform=source.platform,
        stale_after=settings.stale_after,
        dedup_by_text=fetched,
        strict=not fetched,
    )


def job_of(source: FetchedSource, state: SourceState) -> Job:
    """Return what to fetch for a source, asking only for what changed since it last answered.

    SecretError where its token can't be read.
    """
    seen, etag, modified = Memory.load(state.cursor).seen, state.etag, state.last_modified
    return Job(source.name, source.url, source.type, etag, modified, source.options(), seen, source.headers())


def collect(source: SourceSpec, origin: Origin, answer: Answer, state: SourceState, now: datetime) -> Collected:
    """Return what the answer to a source's job brought, and when the source is due again."""
    memory = Memory.load(state.cursor).only(source.options()).after(answer, now)
    state = replace(state, cursor=memory.dump())
    if answer.outcome is Outcome.FAILED:
        wait = None if answer.retry_after is None else timedelta(seconds=answer.retry_after)
        return _polled((), (), after_failure(state, source.every, answer.error, now, wait))
    if answer.outcome is Outcome.UNCHANGED:
        return _polled((), (), _judged(source, _paced(source, state, state, answer.wish), memory.broken(), now))
    flag = {"guessed_encoding": answer.guessed} if answer.guessed else {}
    taken = [clean({**row, **flag}, origin, now) for row in answer.rows]
    mentions = [each for each in taken if isinstance(each, Mention)]
    rejected = [each for each in taken if isinstance(each, Rejected)]
    kept = replace(state, etag=answer.etag, last_modified=answer.last_modified, items=len(taken))
    heard = _paced(source, state, _with_newest(kept, mentions), answer.wish)
    return _polled(mentions, rejected, _judged(source, heard, memory.broken(), now), answer.dropped)


def _paced(source: SourceSpec, before: SourceState, after: SourceState, wish: float) -> SourceState:
    """Return the state after an answer with the pace that it asks for: as configured where it brought something new."""
    if isinstance(source, FileSource):
        return after
    news = after.last_item != before.last_item
    return replace(after, period=next_period(source.every, source.slowest, before.period, wish, news=news))


def _judged(source: SourceSpec, state: SourceState, broken: str | None, now: datetime) -> Polled:
    """Return the state after a poll that was answered; with a broken selector it failed, and not for the first time."""
    if broken is None:
        return after_success(state, state.period or source.every, now)
    failing = replace(state, failures=max(state.failures, MISSED_OFTEN - 1))
    return after_failure(failing, source.every, broken, now)


def collect_folder(source: FileSource, origin: Origin, state: SourceState, now: datetime) -> Iterator[Collected]:
    """Yield what is new in a drop folder, batch by batch; the last one says when the folder is looked at again."""
    items = 0
    try:
        for batch in poll(source.path, state.cursor, origin, now):
            items += batch.received
            state = _with_newest(replace(state, cursor=batch.cursor, items=items), batch.mentions)
            yield Collected(batch.mentions, batch.rejected, state)
    except OSError as error:
        reason = f"The folder can't be read ({error.strerror}); create it, and let the user of the monitor read it."
        yield _polled((), (), after_failure(state, source.every, reason, now))
    else:
        yield _polled((), (), after_success(state, source.every, now))


def _polled(mentions: Sequence[Mention], rejected: Sequence[Rejected], polled: Polled, dropped: int = 0) -> Collected:
    return Collected(mentions, rejected, polled.state, polled.told, dropped)


def _with_newest(state: SourceState, mentions: Sequence[Mention]) -> SourceState:
    """Return the state with the time of the newest item it ever delivered, and with what is learned of its habit."""
    newest = max((mention.event_time for mention in mentions), default=state.last_item)
    if newest and state.last_item:
        newest = max(newest, state.last_item)
    return replace(state, last_item=newest, habit=learn(state.habit, mentions))
