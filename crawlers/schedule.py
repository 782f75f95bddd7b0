"""When a source is due: a row in the ledger says so, so a tick that was missed loses nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import blake2b

from config.sources import FileSource, SourceSpec
from crawlers.rhythm import longest_period
from domain.source import SourceState

TOLD_AFTER = 3
"""Failures in a row after which operations hears of it."""

TOLD_AGAIN = timedelta(days=1)
"""Operations hears of a failing source again after so long, until it mends."""

LONGEST_PAUSE = timedelta(days=1)
"""A dead source is still tried once a day."""

LONGEST_AT_FIRST = timedelta(hours=1)
"""One that answered within the last day is tried at least so often: it will probably be back."""

_JITTER = 0.1
_MOST_DOUBLINGS = 20


class Told(StrEnum):
    """What operations has to hear about a source."""

    FAILING = "failing"
    MENDED = "mended"


@dataclass(frozen=True, slots=True)
class Polled:
    """A source's state after a poll, and what operations has to hear of it, if anything."""

    state: SourceState
    told: Told | None = None


def due(sources: Iterable[SourceSpec], states: Mapping[str, SourceState], now: datetime) -> list[SourceSpec]:
    """Return the sources whose time has come, the longest overdue first; one that was never tried is due at once."""
    waiting = [(_due_at(source, states) or now, source) for source in sources]
    return [source for at, source in sorted(waiting, key=lambda pair: pair[0]) if at <= now]


def next_due(sources: Iterable[SourceSpec], states: Mapping[str, SourceState], now: datetime) -> datetime | None:
    """Return when the next source is due, ``now`` where one was never tried, None without sources."""
    return min((_due_at(source, states) or now for source in sources), default=None)


def after_success(state: SourceState, every: timedelta, now: datetime) -> Polled:
    """Return the state after a poll that worked, due again one period after it was due, up to 5 % sooner or later.

    So sources don't fall into step, nor does a site see us at the same second of every hour. A new source is due a
    little earlier, by its name, so that sources configured together don't stay together.
    """
    if state.next_due is None:
        following = now + every * (0.5 + _share(state.name) / 2)
    else:
        planned = (state.next_due if state.next_due + every > now else now) + every
        following = planned + every * _JITTER * (_share(f"{state.name} {planned}") - 0.5)
    mended = replace(
        state,
        next_due=following,
        last_tried=now,
        last_ok=now,
        failures=0,
        last_error="",
        told_at=None,
    )
    return Polled(mended, Told.MENDED if state.told_at else None)


def after_failure(
    state: SourceState, every: timedelta, error: str, now: datetime, retry_after: timedelta | None = None
) -> Polled:
    """Return the state after a poll that failed: tried again after a doubling pause, or later if the site asks so.

    One that operations heard of is tried again at the latest when they are to hear of it again.
    """
    failures = state.failures + 1
    lately = state.last_ok is not None and now - state.last_ok < LONGEST_PAUSE
    longest = max(LONGEST_AT_FIRST if lately else LONGEST_PAUSE, every)
    pause = min(every * 2 ** min(failures, _MOST_DOUBLINGS), longest) if every < longest else longest
    tell = failures >= TOLD_AFTER and (state.told_at is None or now - state.told_at >= TOLD_AGAIN)
    told_at = now if tell else state.told_at
    pause = min(pause * (1 + _JITTER * _share(state.name)), longest)
    if told_at is not None:
        pause = min(pause, max(told_at + TOLD_AGAIN - now, every))
    pause = max(pause, min(retry_after or timedelta(0), max(LONGEST_PAUSE, every)))
    failing = replace(
        state,
        next_due=now + pause,
        last_tried=now,
        failures=failures,
        last_error=error,
        told_at=told_at,
    )
    return Polled(failing, Told.FAILING if tell else None)


def _due_at(source: SourceSpec, states: Mapping[str, SourceState]) -> datetime | None:
    """Return when a source is due: as planned, or sooner where less patience was configured since, None if never tried.

    What failed keeps to its own pauses.
    """
    state = states.get(source.name)
    if state is None or state.next_due is None or state.last_tried is None or state.failures:
        return state.next_due if state else None
    slowest = None if isinstance(source, FileSource) else source.slowest
    longest = longest_period(source.every, slowest) * (1 + _JITTER)
    return min(state.next_due, state.last_tried + longest)


def _share(name: str) -> float:
    """Return a number from 0 to 1 that is always the same for a name."""
    return int.from_bytes(blake2b(name.encode(), digest_size=4).digest(), "big") / 2**32
