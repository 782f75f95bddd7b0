"""Chinese working days, make-up week-ends (调休) included; week-ends and own holidays where none are published yet."""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar


def published(day: date) -> bool | None:
    """Return whether the published calendar has a day as worked, None where it does not know the year (yet)."""
    try:
        return bool(chinese_calendar.is_workday(day))  # type: ignore[no-untyped-call]
    except NotImplementedError:
        return None


def is_working_day(day: date, holidays: Collection[date] = ()) -> bool:
    """Say whether a day is worked: never a configured holiday; Monday to Friday where nothing is published."""
    known = published(day)
    return day not in holidays and (day.weekday() < 5 if known is None else known)


def working_days_after(start: datetime, days: int, timezone: ZoneInfo, holidays: Collection[date] = ()) -> datetime:
    """Return the instant ``days`` working days after ``start``, at the same local time of day, as aware UTC.

    The day of ``start`` is never counted: one working day from Friday noon is Monday noon, and so it is from Saturday.
    """
    local = start.astimezone(timezone)
    day, left = local.date(), days
    while left > 0:
        day += timedelta(days=1)
        left -= is_working_day(day, holidays)
    return datetime.combine(day, local.time(), timezone).astimezone(UTC)
