"""The stream of mentions: found, folded by family, with facets beside it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dashboard.filters import Filters
from dashboard.highlight import Piece, pieces_of
from dashboard.house import House
from dashboard.words import label
from domain.query import Node
from index.ledger.entries import tone_of
from index.panels.catalogue import MENTIONS
from index.panels.fields import WAITING
from index.panels.panel import Chart, Data, Field, Panel, Scope
from index.ports import View
from index.ports.library import Ask, Found, Hit, Library, Note, Place, Sort
from text.mask import mask

PAGE = 30
MOST_PAGES = 10
"""So many readings make one page at most, however many copies of one text come in a row."""

FACETS = (
    Field.TONE,
    Field.CATEGORY,
    Field.SOURCE,
    Field.PLATFORM,
    Field.KIND,
    Field.EMOTION,
    Field.REGION,
)
FACET_VALUES = 8
LONGEST_PLACE, MOST_PARTS = 200, 6


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the stream. ``copies`` are the mentions of its family in the span, itself included."""

    id: str
    at: datetime
    source: str
    platform: str
    author: str
    kind: str
    tone: str
    tone_name: str
    risks: tuple[str, ...]
    pieces: tuple[Piece, ...]
    url: str
    reach: int
    family: str
    copies: int


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value that the stream can be limited to."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Stream:
    """A page of the stream; ``exact`` False says that at least ``total`` match. ``after`` leads to the next page."""

    lines: tuple[Line, ...]
    total: int
    exact: bool
    after: str
    facets: tuple[tuple[Field, tuple[FacetValue, ...]], ...]
    notes: frozenset[Note]


def stream_of(view: View, house: House, filters: Filters, query: Node | None, after: Place | None) -> Stream:
    """Return the mentions of a page's filters in its order, behind ``after``."""
    ids = evidence_of(view, filters)
    ask = Ask(filters.scope(house.now(), house.settings.timezone), query, ids=None if ids is None else tuple(ids))
    found = folded(house.library, ask, PAGE, Sort(filters.sort), after)
    total, facets = house.library.count(ask), _facets(house.library, ask)
    return Stream(
        lines=lines_of(house, ask.scope, found.hits),
        total=total.number,
        exact=not total.at_least,
        after=json.dumps(found.after) if found.after else "",
        facets=tuple((name, _values(house, filters, name, facets[name])) for name in FACETS if facets.get(name)),
        notes=found.notes | total.notes,
    )


def folded(library: Library, ask: Ask, lines: int, sort: Sort = Sort.TIME, after: Place | None = None) -> Found:
    """Return hits until they make so many lines at least once copies of a text are folded."""
    hits: list[Hit] = []
    for _ in range(MOST_PAGES):
        found = library.find(ask, sort=sort, after=after, limit=lines)
        hits += found.hits
        after = found.after
        if after is None or len({hit.stored.family for hit in hits}) >= lines or _is_unfolded(ask.scope):
            break
    return replace(found, hits=hits)


def _is_unfolded(scope: Scope) -> bool:
    """Say whether a page is about one text, whose copies are all shown."""
    return len(scope.where.get(Field.FAMILY, ())) == 1


def _facets(library: Library, ask: Ask) -> Mapping[Field, Sequence[tuple[str, int]]]:
    """Return the counts of each field under the filters of all the others."""
    chosen = [name for name in FACETS if ask.scope.where.get(name)]
    found = dict(library.facets(ask, [name for name in FACETS if name not in chosen], FACET_VALUES).values)
    for name in chosen:
        others = {each: values for each, values in ask.scope.where.items() if each is not name}
        wider = replace(ask, scope=replace(ask.scope, where=others))
        found |= library.facets(wider, [name], FACET_VALUES).values
    return found


def evidence_of(view: View, filters: Filters) -> Sequence[str] | None:
    """Return the mentions that an incident or a signal rests on, None where the page is limited to neither."""
    if filters.signal:
        return next((each.evidence for each in view.rules.signals(limit=10_000) if each.id == filters.signal), ())
    return view.incidents.get(int(filters.incident)).evidence if filters.incident else None


def lines_of(house: House, scope: Scope, hits: Sequence[Hit]) -> tuple[Line, ...]:
    """Return hits as lines, copies of one text folded into the first of them."""
    first = {hit.stored.family: hit for hit in reversed(hits)}
    families = tuple(str(family) for family in first)
    counted = replace(_COPIES, limit=len(families) or 1)
    asked = replace(scope, where={**scope.where, Field.FAMILY: families})
    sizes = house.library.measure(counted, asked).rows if families else ()
    copies = {row.value: int(row.numbers[0] or 0) for row in sizes}
    kept = [hit for hit in hits if _is_unfolded(scope) or first[hit.stored.family] is hit]
    return tuple(_line(house, hit, copies.get(str(hit.stored.family), 1)) for hit in kept)


def _line(house: House, hit: Hit, copies: int) -> Line:
    each = hit.stored
    mention, tone = each.mention, tone_of(each.sentiment) or WAITING
    return Line(
        id=mention.id,
        at=mention.event_time.astimezone(house.settings.timezone),
        source=mask(mention.source),
        platform=mention.platform,
        author=mask(mention.author),
        kind=label(house, Field.KIND, mention.kind),
        tone=tone,
        tone_name=label(house, Field.TONE, tone),
        risks=tuple(house.engine.category_name(risk.category) for risk in each.risks),
        pieces=pieces_of(each, hit.spans),
        url=mention.url if mention.url.startswith(("http://", "https://")) else "",
        reach=mention.reach,
        family=str(each.family),
        copies=copies,
    )


def _values(house: House, filters: Filters, name: Field, counts: Sequence[tuple[str, int]]) -> tuple[FacetValue, ...]:
    chosen = filters.where.get(name, ())
    return tuple(FacetValue(value, label(house, name, value), count, value in chosen) for value, count in counts)


def place_in(given: str) -> Place | None:
    """Return where an address says that the page goes on, None where it says nothing of the kind."""
    try:
        place = json.loads(given) if len(given) < LONGEST_PLACE else None
    except ValueError:
        return None
    parts = place if isinstance(place, list) and len(place) <= MOST_PARTS else []
    return tuple(parts) if parts and all(type(part) in (int, float, str) for part in parts) else None


_COPIES = Panel("copies", "", "", ("", ""), Data.MENTIONS, (MENTIONS,), Chart.BARS, split=Field.FAMILY)
