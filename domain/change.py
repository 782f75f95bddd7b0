"""A change of one incident on its way into the ledger: what judging, case work and people hand to one another."""

from dataclasses import dataclass

from domain.incident import Incident, TimelineEntry
from domain.signal import Signal


@dataclass(frozen=True, slots=True)
class Change:
    """An incident before and after, and the timeline entries that say what happened, in order.

    ``before`` is None for a new incident. ``signals`` are those that joined by this change. The entries are the news:
    ``alerting.notices`` tells what they say and nothing else. Of their ``details`` it reads ``people`` (names to be
    rung instead of those on duty) and, of a passed deadline, ``key``.
    """

    before: Incident | None
    after: Incident
    entries: tuple[TimelineEntry, ...]
    signals: tuple[Signal, ...] = ()
