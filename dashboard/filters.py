"""The filters of a page: all of them stand in its address, so that a view can be sent to a colleague."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from domain.clock import MINUTE
from index.panels.panel import Field, Scope

SPANS: Mapping[str, tuple[timedelta, timedelta]] = {
    "6h": (timedelta(hours=6), timedelta(minutes=15)),
    "24h": (timedelta(hours=24), timedelta(hours=1)),
    "7d": (timedelta(days=7), timedelta(hours=6)),
    "30d": (timedelta(days=30), timedelta(days=1)),
}
"""Name → (length, width of a bucket)."""

USUAL_SPAN = "24h"
LANGUAGES = ("zh", "en")
SORTS = ("time", "reach", "relevance")
"""As ``index.ports.library.Sort`` calls them; the first is the usual one."""

MOST_VALUES = 20
LONGEST_VALUE = 200
LONGEST_QUERY = 500
CLOCK = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True, slots=True)
class Filters:
    """What a page is limited to. ``since`` and ``until`` (both or none) replace ``span``; ``query`` is the search text.

    ``incident`` and ``signal`` limit mentions to the evidence of one; "" is none.
    """

    span: str = USUAL_SPAN
    since: datetime | None = None
    until: datetime | None = None
    where: Mapping[Field, tuple[str, ...]] = field(default_factory=dict)
    query: str = ""
    sort: str = SORTS[0]
    incident: str = ""
    signal: str = ""
    lang: str = ""

    @classmethod
    def of(cls, params: QueryParams, zone: tzinfo) -> "Filters":
        """Return the filters of an address; what can't be read in it is as if it weren't there.

        A family may be named as the library names it, with its node before it.
        """
        since, until = _moment(params.get("since", ""), zone), _moment(params.get("until", ""), zone)
        whole = since is not None and until is not None and since < until
        where = {each: _values(params.getlist(each.value)) for each in Field if each is not Field.TERM}
        where[Field.FAMILY] = tuple(value.rpartition(":")[2] for value in where[Field.FAMILY])
        return cls(
            span=params["span"] if params.get("span", "") in SPANS else USUAL_SPAN,
            since=since if whole else None,
            until=until if whole else None,
            where={each: values for each, values in where.items() if values},
            query=params.get("q", "")[:LONGEST_QUERY].strip(),
            sort=params["sort"] if params.get("sort", "") in SORTS else SORTS[0],
            incident=_number(params.get("incident", "")),
            signal=params.get("signal", "")[:64],
            lang=params["lang"] if params.get("lang", "") in LANGUAGES else "",
        )

    def scope(self, now: datetime, zone: tzinfo) -> Scope:
        """Return what panels look at: whole buckets that begin by the clocks of the zone."""
        ahead = now.astimezone(zone).utcoffset() or timedelta(0)
        if self.since is not None and self.until is not None:
            step = _step(self.until - self.since)
            return Scope(self.since, self.until, self.where, step, ahead)
        length, step = SPANS[self.span]
        until = now + MINUTE
        asked = Scope(until - length, until, self.where, step, ahead)
        return replace(asked, since=asked.buckets[0])

    def params(self, zone: tzinfo) -> list[tuple[str, str]]:
        """Return the filters as they stand in an address."""
        found: list[tuple[str, str]] = []
        if self.since is not None and self.until is not None:
            found += [(name, f"{at.astimezone(zone):{CLOCK}}") for name, at in self._ends()]
        elif self.span != USUAL_SPAN:
            found.append(("span", self.span))
        found += [(name.value, value) for name, values in self.where.items() for value in values]
        sort = "" if self.sort == SORTS[0] else self.sort
        for name, value in (("q", self.query), ("sort", sort), ("incident", self.incident), ("signal", self.signal)):
            found += [(name, value)] if value else []
        return found + ([("lang", self.lang)] if self.lang else [])

    def address(self, path: str, zone: tzinfo, **more: str) -> str:
        """Return a page's address with these filters and what is given besides."""
        asked = urlencode([*self.params(zone), *more.items()])
        return f"{path}?{asked}" if asked else path

    def only(self, name: Field, *values: str) -> "Filters":
        """Return the filters with a field limited to these values (none = not limited)."""
        rest = {each: kept for each, kept in self.where.items() if each is not name}
        return replace(self, where={**rest, name: values} if values else rest)

    def toggled(self, name: Field, value: str) -> "Filters":
        """Return the filters with a value of a field added, or taken away where it was chosen."""
        chosen = self.where.get(name, ())
        kept = tuple(each for each in chosen if each != value)
        return self.only(name, *(kept if value in chosen else (*chosen, value)))

    def between(self, since: datetime, until: datetime) -> "Filters":
        """Return the filters limited to a span of time."""
        return replace(self, since=since, until=until)

    def _ends(self) -> list[tuple[str, datetime]]:
        return [(name, at) for name, at in (("since", self.since), ("until", self.until)) if at is not None]


def _values(given: Sequence[str]) -> tuple[str, ...]:
    kept = [value[:LONGEST_VALUE] for value in given if value]
    return tuple(dict.fromkeys(kept))[:MOST_VALUES]


def _number(given: str) -> str:
    return given if given.isascii() and given.isdecimal() and len(given) < 12 else ""


def _moment(given: str, zone: tzinfo) -> datetime | None:
    try:
        return datetime.strptime(given, CLOCK).replace(tzinfo=zone)
    except ValueError:
        return None


def _step(length: timedelta) -> timedelta:
    """Return the bucket width of the shortest named span that is as long, a minute where it is very short."""
    if length <= timedelta(hours=1):
        return MINUTE
    return next((step for whole, step in SPANS.values() if length <= whole), timedelta(days=1))
