"""How often a source is polled: as configured while it speaks, more slowly while it is quiet or where its site asks.

What a site asks for is in its feed (``ttl``, ``sy:updatePeriod``) and in the headers of its answers (``Cache-Control``,
``Expires``). It is heeded up to ``slowest`` of the source: most blogs ask for an hour without anybody having meant it,
and a crisis must not wait for that unless the operator says so.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

GROWTH = 1.25
"""A poll that brings nothing new makes the next pause so many times longer."""

QUIET = 3
"""A source is polled once in three of its periods at least, unless its ``slowest`` says otherwise."""

WISHING = ("cache-control", "expires", "age")
"""Headers that say how long an answer stays good."""

LONGEST_WISH = 86_400.0
_HEAD_BYTES = 20_000
_ITEMS = re.compile(rb"<(?:\w+:)?(?:item|entry)\b")
_TTL = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>", re.IGNORECASE)
_PERIOD = re.compile(rb"<(?:\w+:)?updatePeriod>\s*(\w{4,8})\s*</", re.IGNORECASE)
_FREQUENCY = re.compile(rb"<(?:\w+:)?updateFrequency>\s*(\d{1,6})\s*</", re.IGNORECASE)
_SECONDS = {b"hourly": 3600, b"daily": 86_400, b"weekly": 604_800, b"monthly": 2_592_000, b"yearly": 31_536_000}
_MAX_AGE = re.compile(r"(?:^|[,\s])(?:s-maxage|max-age)\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_AGE = re.compile(r"\d{1,9}")


def next_period(
    every: timedelta, slowest: timedelta | None, before: timedelta | None, wish: float, *, news: bool
) -> timedelta:
    """Return the pause until the next poll: ``before`` is the last one, ``wish`` what the site asks for in seconds."""
    most = longest_period(every, slowest)
    own = every if news else min(max(before or every, every) * GROWTH, every * QUIET, most)
    return max(own, min(timedelta(seconds=wish), most))


def longest_period(every: timedelta, slowest: timedelta | None) -> timedelta:
    """Return the longest pause between two polls that worked."""
    return max(every, every * QUIET if slowest is None else slowest)


def wish_of_feed(body: bytes) -> float:
    """Return the seconds between two polls that a feed asks for before its first item, 0 where it asks for none."""
    head = body[:_HEAD_BYTES]
    first = _ITEMS.search(head)
    head = head[: first.start()] if first else head
    minutes, period, frequency = _TTL.search(head), _PERIOD.search(head), _FREQUENCY.search(head)
    ttl = 60.0 * int(minutes[1]) if minutes else 0.0
    length = _SECONDS.get(period[1].lower(), 0) if period else 0
    return min(max(ttl, length / max(int(frequency[1]) if frequency else 1, 1)), LONGEST_WISH)


def wish_of_headers(headers: Mapping[str, str], now: datetime) -> float:
    """Return the seconds for which an answer says that it stays good, 0 where it says nothing of it.

    ``headers`` by their names in small letters. ``no-cache`` and ``no-store`` ask for nothing; max-age counts before
    Expires (RFC 9111, 5.3), less the age that the answer had when it came.
    """
    control = headers.get("cache-control", "").lower()
    if "no-cache" in control or "no-store" in control:
        return 0.0
    stated = _MAX_AGE.search(control)
    age = headers.get("age", "").strip()
    if stated:
        seconds = float(stated[1]) - (float(age) if _AGE.fullmatch(age) else 0.0)
    else:
        seconds = _until(headers.get("expires", ""), now)
    return min(max(seconds, 0.0), LONGEST_WISH)


def _until(expires: str, now: datetime) -> float:
    try:
        moment = parsedate_to_datetime(expires.strip())
    except (ValueError, TypeError):
        return 0.0
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - now).total_seconds()
