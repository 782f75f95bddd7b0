"""The stream of mentions: found, folded by family, with facets beside it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dashboard.filters import Filters
from dashboard.highlight import Piece, pieces_of
from dashboard.house import House
from dashboard.words import label
from domain.mention import StoredMention
from domain.query import Node
from index.ledger.moments import to_us
from index.panels.catalogue import MENTIONS
from index.panels.panel import Chart, Data, Field, Panel, Scope
from index.ports import View
from text.mask import mask

PAGE = 30
MOST_PAGES = 10
"""So many readings make one page at most, however many copies of one text come in a row."""

MOST_FOUND = 1000
"""So many matches of a search are counted into facets; beyond them counts say "at least"."""

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
Place = tuple[int, int]


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
    """A page of the stream; ``exact`` False says that at least ``total`` match. ``after`` leads to older ones."""

    lines: tuple[Line, ...]
    total: int
    exact: bool
    after: str
    facets: tuple[tuple[Field, tuple[FacetValue, ...]], ...]


def stream_of(view: View, house: House, filters: Filters, query: Node | None, after: Place | None) -> Stream:
    """Return the newest mentions of a page's filters, older than ``after``."""
    scope = filters.scope(house.now(), house.settings.timezone)
    ids = evidence_of(view, filters)
    searched = query is not None or ids is not None
    found = view.panels.behind(scope, query, limit=MOST_FOUND, ids=ids) if searched else ()
    shown = folded(view, scope, PAGE, query, after, ids)
    facets = _counted(found) if searched else _measured(view, scope)
    total = len(found) if searched else int(view.panels.measure(_COUNT, scope)[0].numbers[0] or 0)
    last = shown[-1] if shown and view.panels.behind(scope, query, after=_place(shown[-1]), limit=1, ids=ids) else None
    return Stream(
        lines=lines_of(view, house, scope, shown, query),
        total=total,
        exact=not searched or total < MOST_FOUND,
        after=".".join(map(str, _place(last))) if last else "",
        facets=tuple((name, _values(house, filters, name, facets[name])) for name in FACETS if facets[name]),
    )


def folded(
    view: View,
    scope: Scope,
    lines: int,
    query: Node | None = None,
    after: Place | None = None,
    ids: Sequence[str] | None = None,
) -> Sequence[StoredMention]:
    """Return mentions, newest first, until they make so many lines once copies of a text are folded."""
    unfolded = len(scope.where.get(Field.FAMILY, ())) == 1
    found: list[StoredMention] = []
    for _ in range(MOST_PAGES):
        page = view.panels.behind(scope, query, after=after, limit=lines, ids=ids)
        for each in page:
            if not unfolded and len({one.family for one in found} | {each.family}) > lines:
                return found
            found.append(each)
        if len(page) < lines or (unfolded and len(found) >= lines):
            return found
        after = _place(found[-1])
    return found


def evidence_of(view: View, filters: Filters) -> Sequence[str] | None:
    """Return the mentions that an incident or a signal rests on, None where the page is limited to neither."""
    if filters.signal:
        return next((each.evidence for each in view.rules.signals(limit=10_000) if each.id == filters.signal), ())
    return view.incidents.get(int(filters.incident)).evidence if filters.incident else None


def lines_of(
    view: View, house: House, scope: Scope, found: Sequence[StoredMention], query: Node | None = None
) -> tuple[Line, ...]:
    """Return mentions as lines, copies of one text folded into the first of them."""
    first = {each.family: each for each in reversed(found)}
    families = tuple(str(family) for family in first)
    counted = replace(_COPIES, limit=len(families) or 1)
    sizes = view.panels.measure(counted, replace(scope, where={**scope.where, Field.FAMILY: families}))
    copies = {row.value: int(row.numbers[0] or 0) for row in sizes} if families else {}
    unfolded = len(scope.where.get(Field.FAMILY, ())) == 1
    kept = [each for each in found if unfolded or first[each.family] is each]
    return tuple(_line(house, each, copies.get(str(each.family), 1), query) for each in kept)


def _line(house: House, each: StoredMention, copies: int, query: Node | None) -> Line:
    mention, tone = each.mention, value_of(each, Field.TONE)[0]
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
        pieces=pieces_of(each, query),
        url=mention.url if mention.url.startswith(("http://", "https://")) else "",
        reach=mention.reach,
        family=str(each.family),
        copies=copies,
    )


def value_of(each: StoredMention, name: Field) -> tuple[str, ...]:
    """Return the values of a field that a mention has, as panels count them."""
    mention, sentiment = each.mention, each.sentiment
    match name:
        case Field.TONE:
            return ("waiting" if sentiment is None else sentiment.tone or "unscorable",)
        case Field.EMOTION:
            return (sentiment.emotion,) if sentiment else ()
        case Field.CATEGORY:
            return tuple({risk.category for risk in each.risks})
        case Field.PLATFORM:
            return (mention.platform or "none",)
        case _:
            value = str(getattr(mention, name.value))
            return (value,) if value else ()


def _counted(found: Iterable[StoredMention]) -> Mapping[Field, Sequence[tuple[str, int]]]:
    kept = list(found)
    counts = {name: Counter(value for each in kept for value in value_of(each, name)) for name in FACETS}
    return {name: counter.most_common(FACET_VALUES) for name, counter in counts.items()}


def _measured(view: View, scope: Scope) -> Mapping[Field, Sequence[tuple[str, int]]]:
    """Return the counts of each field under the filters of all the others."""
    found = {}
    for name in FACETS:
        others = {each: values for each, values in scope.where.items() if each is not name}
        rows = view.panels.measure(replace(_COPIES, split=name, limit=FACET_VALUES), replace(scope, where=others))
        found[name] = [(row.value, int(row.numbers[0] or 0)) for row in rows]
    return found


def _values(house: House, filters: Filters, name: Field, counts: Sequence[tuple[str, int]]) -> tuple[FacetValue, ...]:
    chosen = filters.where.get(name, ())
    return tuple(FacetValue(value, label(house, name, value), count, value in chosen) for value, count in counts)


def _place(each: StoredMention) -> Place:
    return to_us(each.mention.event_time), each.seq


def place_in(given: str) -> Place | None:
    """Return where an address says that the page goes on, None where it says nothing of the kind."""
    event, _, seq = given.partition(".")
    return (int(event), int(seq)) if event.isdecimal() and seq.isdecimal() and len(given) < 40 else None


_COPIES = Panel("copies", "", "", ("", ""), Data.MENTIONS, (MENTIONS,), Chart.BARS, split=Field.FAMILY)
_COUNT = replace(_COPIES, id="count", split=None)
