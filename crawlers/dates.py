"""Times as people and machines state them, read in the zone of their source, and the instant at which they count."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from crawlers.date_words import MONTHS, read_words
from domain.mention import TimeFlag

EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
"""No page of the web is older; what claims to be is a placeholder (1970, 1900, year 1)."""

MOST_CHARACTERS = 100
_DIGITS = re.compile(r"-?\d{1,17}(\.\d{1,9})?")
_MAIL = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(?P<day>\d{1,2}) (?P<month>[A-Z][a-z]{2}) (?P<year>\d{4}) "
    r"(?P<clock>\d\d:\d\d:\d\d) (?:GMT|UTC|Z|(?P<offset>[+-]\d{4}))"
)
_COMPACT = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}


@dataclass(frozen=True, slots=True)
class Placed:
    """When a mention counts: ``at`` in UTC, why then, and what was stated."""

    at: datetime
    flag: TimeFlag
    stated: str


def place(stated: object, zone: tzinfo, arrived: datetime) -> Placed:
    """Return when something counts that states ``stated`` as its time and arrived at ``arrived``.

    It counts at its own time, however old; where that can't be right it counts at its arrival, and is flagged.
    """
    words = "" if stated is None else str(stated).strip()[:MOST_CHARACTERS]
    if not words:
        return Placed(arrived, TimeFlag.ABSENT, "")
    at = read_time(stated, zone, arrived)
    if at is None:
        return Placed(arrived, TimeFlag.UNREADABLE, words)
    if at < EARLIEST:
        return Placed(arrived, TimeFlag.TOO_OLD, words)
    if at > arrived:
        return Placed(arrived, TimeFlag.FUTURE, words)
    return Placed(at, TimeFlag.STATED, words)


def read_time(stated: object, zone: tzinfo, now: datetime) -> datetime | None:
    """Return a stated time in UTC, None if it can't be read.

    ISO 8601, RFC 822, epoch seconds or milliseconds (number or text), Chinese and English dates, and relative ones
    (2小时前) counted back from ``now``. What names no zone is taken in ``zone``.
    """
    if isinstance(stated, bool) or not isinstance(stated, str | int | float):
        return None
    words = str(stated).strip()[:MOST_CHARACTERS]
    for reader in _READERS:
        try:
            found = reader(words, zone, now)
            if found is not None:
                return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
        except (ValueError, OverflowError, OSError):
            continue
    return None


def _read_digits(words: str, zone: tzinfo, now: datetime) -> datetime | None:
    """Read epoch seconds, milli- and microseconds, and the compact forms 20240315 and 20240315083000."""
    if not _DIGITS.fullmatch(words):
        return None
    if len(words) in _COMPACT and words.isdigit() and words[:2] in ("19", "20"):
        return datetime.strptime(words, _COMPACT[len(words)]).replace(tzinfo=zone)
    seconds = float(words)
    while abs(seconds) >= 1e11:
        seconds /= 1000
    return datetime.fromtimestamp(seconds, UTC)


def _read_iso(words: str, zone: tzinfo, now: datetime) -> datetime | None:
    return datetime.fromisoformat(words) if len(words) > 9 and words[:4].isdigit() else None


def _read_mail(words: str, zone: tzinfo, now: datetime) -> datetime | None:
    """Read the one form that nearly all feeds use; ``read_words`` knows the others, at ten times the price."""
    found = _MAIL.fullmatch(words)
    if not found:
        return None
    day, month = int(found["day"]), MONTHS.index(found["month"].lower()) + 1
    return datetime.fromisoformat(f"{found['year']}-{month:02}-{day:02}T{found['clock']}{found['offset'] or '+0000'}")


_Reader = Callable[[str, tzinfo, datetime], datetime | None]
_READERS: tuple[_Reader, ...] = (_read_digits, _read_iso, _read_mail, read_words)
