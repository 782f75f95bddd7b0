"""What the pages say of the monitor itself: sources that do not deliver, rows set aside, notices that wait."""

from dataclasses import dataclass
from datetime import datetime

from crawlers.health import Cause, blind_areas
from dashboard.house import House
from index.ports import View


@dataclass(frozen=True, slots=True)
class BlindSource:
    """A source or platform we see nothing of."""

    name: str
    since: datetime | None
    silent: bool


@dataclass(frozen=True, slots=True)
class Health:
    """What a reader must know before trusting a calm page."""

    blind: tuple[BlindSource, ...]
    sources: int
    quarantined: int
    unsent: int


def health_of(view: View, house: House) -> Health:
    """Return what is wrong now."""
    zone = house.settings.timezone
    states = {state.name: state for state in view.sources.all()}
    spots = blind_areas(house.settings.sources, states, house.now())
    return Health(
        blind=tuple(
            BlindSource(spot.source, spot.since.astimezone(zone) if spot.since else None, spot.cause is Cause.SILENT)
            for spot in spots
        ),
        sources=len(house.settings.sources),
        quarantined=view.quarantine.count(),
        unsent=view.outbox.waiting(),
    )
