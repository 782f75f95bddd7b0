"""Times as the ledger keeps them: whole microseconds since 1970-01-01T00:00Z, which compare, index and round-trip."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
MINUTE_US = 60_000_000
HOUR_US = 60 * MINUTE_US
DAY_US = 24 * HOUR_US


def to_us(moment: datetime) -> int:
    """Return an aware datetime as microseconds."""
    return (moment - EPOCH) // MICROSECOND


def from_us(microseconds: int) -> datetime:
    """Return microseconds as aware UTC."""
    return EPOCH + timedelta(microseconds=microseconds)


def optional_us(moment: datetime | None) -> int | None:
    """Return microseconds, None for None."""
    return None if moment is None else to_us(moment)
