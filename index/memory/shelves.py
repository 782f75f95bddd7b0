"""Rule states, signals and incidents, kept in memory."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from heapq import heappop, heappush
from itertools import islice

from domain.clock import minute_of, start_of_minute
from domain.deadline import Deadline
from domain.errors import ConflictError, NotFoundError
from domain.incident import Incident, TimelineEntry
from domain.rule import RuleState
from domain.signal import Signal


class Unplaced:
    """Keeps ``index.ports.FamilyMatters`` where nothing is placed: a backtest tells no story lines apart."""

    def of(self, brand: str, families: Collection[int]) -> Mapping[int, int]:
        """Return nothing."""
        return {}


class Rules:
    """Keeps ``index.ports.Rules``."""

    def __init__(self) -> None:
        self._states: dict[tuple[str, str], RuleState] = {}
        self._due: list[tuple[int, tuple[str, str]]] = []
        self._signals: list[tuple[int, Signal]] = []

    def get(self, rule: str, brand: str) -> RuleState:
        """Return the state of a rule on a brand, a quiet one if there is none."""
        return self._states.get((rule, brand)) or RuleState(rule, brand)

    def put(self, state: RuleState) -> None:
        """Replace the state of a rule on a brand."""
        key = (state.rule, state.brand)
        before = self._states.get(key)
        self._states[key] = state
        if state.next_due is not None and (before is None or before.next_due != state.next_due):
            heappush(self._due, (state.next_due, key))

    def due(self, now: datetime) -> Sequence[RuleState]:
        """Return states whose ``next_due`` minute has come."""
        minute, come = minute_of(now), []
        while (due := self._soonest()) is not None and due <= minute:
            come.append(heappop(self._due))
        for each in come:
            heappush(self._due, each)
        return [self._states[key] for _, key in dict.fromkeys(come)]

    def next_due(self) -> datetime | None:
        """Return the next instant at which time alone can change a rule."""
        due = self._soonest()
        return None if due is None else start_of_minute(due)

    def _soonest(self) -> int | None:
        """Return the earliest minute that a state is due in; what was due once and is no longer is dropped."""
        while self._due:
            due, key = self._due[0]
            if self._states[key].next_due == due:
                return due
            heappop(self._due)
        return None

    def add_signal(self, signal: Signal, incident: int) -> None:
        """Keep a signal with the incident it joined (0 = digest only)."""
        self._signals.append((incident, signal))

    def signals(self, *, incident: int | None = None, limit: int = 100) -> Sequence[Signal]:
        """Return signals, newest first."""
        asked = (signal for number, signal in reversed(self._signals) if incident in (None, number))
        return list(islice(asked, limit))


class Cases:
    """Keeps ``index.ports.Cases``. Deadlines are for people; nobody acts here, so none is kept."""

    def __init__(self) -> None:
        self._incidents: dict[int, Incident] = {}
        self._by_brand: defaultdict[str, dict[int, None]] = defaultdict(dict)
        self._timeline: defaultdict[int, list[TimelineEntry]] = defaultdict(list)

    def add(self, incident: Incident, entries: Sequence[TimelineEntry], deadlines: Sequence[Deadline]) -> Incident:
        """Keep a new incident and return it with its id and version 1."""
        number = len(self._incidents) + 1
        self._incidents[number] = replace(incident, id=number, version=0)
        return self.replace(self._incidents[number], entries, deadlines)

    def replace(self, incident: Incident, entries: Sequence[TimelineEntry], deadlines: Sequence[Deadline]) -> Incident:
        """Keep a changed incident if nobody changed it since it was read; else ConflictError."""
        before = self.get(incident.id)
        if before.version != incident.version:
            raise ConflictError(f"Incident {incident.id} was changed by somebody else; read it again and repeat.")
        after = replace(incident, version=incident.version + 1)
        self._by_brand[before.brand].pop(after.id, None)
        self._by_brand[after.brand][after.id] = None
        self._incidents[after.id] = after
        self._timeline[after.id] += entries
        return after

    def get(self, incident: int) -> Incident:
        """Return an incident; NotFoundError if there is none."""
        if incident not in self._incidents:
            raise NotFoundError(f"There is no incident {incident}.")
        return self._incidents[incident]

    def find(
        self, *, brand: str = "", open_only: bool = False, closed_since: datetime | None = None, limit: int = 100
    ) -> Sequence[Incident]:
        """Return incidents, newest first; ``closed_since`` adds those closed after it to the open ones."""
        numbers = self._by_brand.get(brand, {}) if brand else self._incidents
        found = (self._incidents[number] for number in sorted(numbers, reverse=True))
        return list(islice((each for each in found if _is_asked(each, open_only, closed_since)), limit))

    def timeline(self, incident: int) -> Sequence[TimelineEntry]:
        """Return the timeline of an incident, oldest first."""
        return list(self._timeline.get(incident, ()))


def _is_asked(incident: Incident, open_only: bool, closed_since: datetime | None) -> bool:
    if incident.is_open or not open_only and closed_since is None:
        return True
    closed = incident.closed_at
    return closed_since is not None and closed is not None and closed > closed_since
