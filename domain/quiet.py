"""What keeps notices back: silences, greater incidents, mute hours and a limit an hour; and what was held back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.incident import Incident
from domain.notice import Notice


@dataclass(frozen=True, slots=True)
class Silence:
    """A person's order to keep quiet about matching incidents until an end; an empty field matches every incident.

    ``ended_at`` and ``ended_by`` are set where somebody ended it early.
    """

    author: str
    reason: str
    since: datetime
    until: datetime
    brand: str = ""
    category: str = ""
    incident: int = 0
    id: int = 0
    ended_at: datetime | None = None
    ended_by: str = ""

    def matches(self, incident: Incident) -> bool:
        """Say whether it is about an incident."""
        return (
            self.brand in ("", incident.brand)
            and self.category in ("", incident.category)
            and self.incident in (0, incident.id)
        )

    def holds_at(self, now: datetime) -> bool:
        """Say whether it is in force."""
        return self.since <= now < (self.ended_at or self.until)


@dataclass(frozen=True, slots=True)
class Quiet:
    """How quiet a route is. ``mute`` are local hours without rings, ``at_most`` rings an hour, None = no limit.

    From rank ``always`` on nothing is muted, limited or held back by a greater incident; 0 means the two top ranks.
    ``inhibit``: an open incident of such a rank holds back the lesser ones of its matter.
    """

    mute: tuple[str, str] | None = None
    at_most: int | None = None
    always: int = 0
    inhibit: bool = True


@dataclass(frozen=True, slots=True)
class Route:
    """Channels that hear of incidents of some brands and categories (none named = all) from a rank on, and how quietly.

    An incident is followed on a route to its end, from when it first is one of those.
    """

    name: str
    channels: tuple[str, ...]
    quiet: Quiet = Quiet()
    brands: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    least: int = 0

    def hears(self, incident: Incident) -> bool:
        """Say whether an incident is one of those that the route hears of."""
        about = not self.categories or not {incident.category, *incident.categories}.isdisjoint(self.categories)
        return about and (not self.brands or incident.brand in self.brands) and incident.rank >= self.least


class Why(StrEnum):
    """What held a notice back."""

    SILENCE = "silence"
    INHIBITED = "inhibited"
    MUTED = "muted"
    LIMITED = "limited"


@dataclass(frozen=True, slots=True)
class Hold:
    """A decision to hold back: by which silence or incident (``about``), and when it is decided again."""

    why: Why
    review_at: datetime
    about: int = 0


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A notice that was held back at ``at``; ``told`` is the key of the notice that told it later, "" until then."""

    notice: Notice
    hold: Hold
    at: datetime
    told: str = ""
    id: int = 0


RATE_WINDOW = timedelta(hours=1)
"""The time that a limit of rings counts in."""
