"""Blind spots: sources that do not deliver. Their silence is told, never taken for a calm day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from config.sources import SourceSpec
from crawlers.schedule import TOLD_AFTER
from domain.source import SourceState

MISSED_POLLS = 3
SHORTEST = timedelta(minutes=2)
"""A source polled every few seconds is not called blind for a hiccup."""


@dataclass(frozen=True, slots=True)
class Blind:
    """A source we see nothing of. ``since`` is when it last answered, None if it never did."""

    source: str
    since: datetime | None
    reason: str


def blind_spots(sources: Iterable[SourceSpec], states: Mapping[str, SourceState], now: datetime) -> list[Blind]:
    """Return the sources that have failed repeatedly, or not answered for three periods, the longest blind first.

    A source that was never tried yet is not blind.
    """
    found = [_blind(source, states[source.name], now) for source in sources if source.name in states]
    return sorted(filter(None, found), key=lambda each: (each.since is not None, each.since or now))


def _blind(source: SourceSpec, state: SourceState, now: datetime) -> Blind | None:
    if state.last_tried is None:
        return None
    silent = state.last_ok is not None and now - state.last_ok > max(MISSED_POLLS * source.every, SHORTEST)
    if state.failures >= TOLD_AFTER or silent:
        return Blind(source.name, state.last_ok, state.last_error)
    return None
