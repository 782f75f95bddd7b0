"""Blind spots: sources and platforms that do not deliver. Their silence is told, never taken for a calm day."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from config.sources import FileSource, SourceSpec
from crawlers.habit import LONGEST, silent_since
from crawlers.platforms import platforms
from crawlers.schedule import TOLD_AFTER
from domain.source import SourceState, platform_state

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
    """A source, or a platform, we see nothing of. ``since`` is when it last answered (SILENT: spoke), None if never."""

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
    return sorted(filter(None, found), key=_longest_first)


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


def blind_areas(sources: Sequence[SourceSpec], states: Mapping[str, SourceState], now: datetime) -> list[Blind]:
    """Return what we are blind on as people call it, the longest blind first.

    A platform where all its sources are blind, or that is silent against its own habit; a source of several addresses
    as one where all of them are; single sources.
    """
    spots = {spot.source: spot for spot in blind_spots(sources, states, now)}
    tried = [each for each in sources if each.name in states and states[each.name].last_tried is not None]
    areas = {blind.source: blind for blind in blind_platforms(states, now)}
    for called in (lambda each: each.platform, lambda each: each.group):
        for name, members in _by(tried, called).items():
            blind = [spots[each.name] for each in members if each.name in spots]
            joined = _joined(name, blind) if len(blind) == len(members) else None
            if joined and not _is_heard(states.get(platform_state(name)), joined.since):
                areas.setdefault(name, joined)
                spots = {each: spot for each, spot in spots.items() if spot not in blind}
                tried = [each for each in tried if each not in members]
    return sorted((*areas.values(), *spots.values()), key=_longest_first)


def blind_platforms(states: Mapping[str, SourceState], now: datetime) -> list[Blind]:
    """Return the platforms that are silent against their habit; one that said nothing for very long has ended."""
    silent = ((name, silent_since(state.habit, now)) for name, state in platforms(states).items())
    return [Blind(name, since, Cause.SILENT) for name, since in silent if since and now - since <= LONGEST]


def _by(sources: Iterable[SourceSpec], called: Callable[[SourceSpec], str]) -> dict[str, list[SourceSpec]]:
    found: dict[str, list[SourceSpec]] = {}
    for source in sources:
        if called(source):
            found.setdefault(called(source), []).append(source)
    return found


def _joined(name: str, spots: Sequence[Blind]) -> Blind:
    """Return several blind sources as one: blind since the last of them is."""
    return Blind(name, max((spot.since for spot in spots if spot.since), default=None), spots[0].cause, spots[0].error)


def _is_heard(platform: SourceState | None, since: datetime | None) -> bool:
    """Say whether a platform has spoken since all the same, by a door that is no source of its own."""
    if platform is None or platform.last_item is None:
        return False
    return since is None or platform.last_item > since


def _longest_first(spot: Blind) -> tuple[bool, float]:
    return spot.since is not None, spot.since.timestamp() if spot.since else 0.0


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
