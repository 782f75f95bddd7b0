"""Blind spots: sources that do not deliver. Their silence is told, never taken for a calm day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from config.sources import FileSource, SourceSpec
from crawlers.habit import silent_since
from crawlers.schedule import TOLD_AFTER
from domain.source import SourceState

MISSED_POLLS = 3
SHORTEST = timedelta(minutes=2)
"""A source polled every few seconds is not called blind for a hiccup."""


class Cause(StrEnum):
    """Why we see nothing of a source: it fails, nobody answered for it, or it says nothing although it usually does."""

    FAILING = "failing"
    UNANSWERED = "unanswered"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Blind:
    """A source we see nothing of. ``since`` is when it last answered (or spoke, if SILENT), None if it never did."""

    source: str
    since: datetime | None
    cause: Cause
    error: str = ""


@dataclass(frozen=True, slots=True)
class Deaf:
    """None of ``sources`` answers. ``since`` is when the last of them did, None if none ever did."""

    sources: int
    since: datetime | None


def blind_spots(sources: Iterable[SourceSpec], states: Mapping[str, SourceState], now: datetime) -> list[Blind]:
    """Return the sources we see nothing of, the longest blind first.

    A source is blind that has failed repeatedly, has not answered for three periods, or is silent for longer than its
    habit. One that was never tried yet is not.
    """
    found = [blind_spot(source, states[source.name], now) for source in sources if source.name in states]
    return sorted(filter(None, found), key=lambda each: (each.since is not None, each.since or now))


def blind_spot(source: SourceSpec, state: SourceState, now: datetime) -> Blind | None:
    """Return since when and why we see nothing of a source, None while it delivers."""
    if state.last_tried is None:
        return None
    if state.failures >= TOLD_AFTER:
        return Blind(source.name, state.last_ok, Cause.FAILING, state.last_error)
    every = max(source.every, state.period or source.every)
    if state.last_ok is not None and now - state.last_ok > max(MISSED_POLLS * every, SHORTEST):
        return Blind(source.name, state.last_ok, Cause.UNANSWERED, state.last_error)
    silent = silent_since(state.habit, now)
    return Blind(source.name, silent, Cause.SILENT) if silent else None


def deaf(sources: Sequence[SourceSpec], states: Mapping[str, SourceState], now: datetime) -> Deaf | None:
    """Return since when nothing that is fetched has answered, None while anything does.

    Folders always answer, so they count only where nothing is fetched.
    """
    fetched: Sequence[SourceSpec] = [each for each in sources if not isinstance(each, FileSource)]
    tried = [each for each in fetched or sources if (state := states.get(each.name)) and state.last_tried]
    blind = blind_spots(tried, states, now)
    if not tried or len(blind) < len(tried):
        return None
    return Deaf(len(tried), max((each.since for each in blind if each.since), default=None))
