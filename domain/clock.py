"""Time as an argument: aware UTC everywhere, minutes and hours since the epoch as the buckets of every measure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class Clock(Protocol):
    """Tells the present; only the outermost shell owns one and hands its value down as ``now``."""

    def now(self) -> datetime:
        """Return the present as aware UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present as aware UTC."""
        return datetime.now(UTC)


@dataclass(slots=True)
class VirtualClock:
    """A clock that stands still until it is moved: for stories, backtests and drills."""

    at: datetime

    def now(self) -> datetime:
        """Return the instant it stands at."""
        return self.at

    def advance(self, by: timedelta) -> datetime:
        """Move forward by ``by`` and return the new instant."""
        self.at += by
        return self.at


def utc(moment: datetime) -> datetime:
    """Return an aware datetime in UTC; a naive one is refused with ValueError, as its zone can't be guessed here."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone can't be placed")
    return moment.astimezone(UTC)


def minute_of(moment: datetime) -> int:
    """Return whole minutes since 1970-01-01T00:00Z."""
    return int(moment.timestamp()) // 60


def hour_of(moment: datetime) -> int:
    """Return whole hours since 1970-01-01T00:00Z."""
    return int(moment.timestamp()) // 3600


def start_of_minute(minute: int) -> datetime:
    """Return the instant at which a minute bucket begins."""
    return datetime.fromtimestamp(minute * 60, UTC)


def start_of_hour(hour: int) -> datetime:
    """Return the instant at which an hour bucket begins."""
    return datetime.fromtimestamp(hour * 3600, UTC)
