"""The charts of a page: each panel measured and drawn, and where each of its numbers leads."""

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock

from dashboard.filters import Filters
from dashboard.house import House
from dashboard.words import label
from index.panels.catalogue import PANELS, RISING
from index.panels.drawing import Look, spec_of
from index.panels.drawing.look import Spec
from index.panels.panel import Data, Field, Panel, Row, Scope, before
from index.panels.rising import rising
from index.ports.library import Ask
from sentiment.variants import default_variants
from text.excerpt import excerpt
from text.mask import mask

PAGES: Mapping[Data, str] = {Data.MENTIONS: "/mentions", Data.SIGNALS: "/signals", Data.INCIDENTS: "/incidents"}
BY_ID: Mapping[str, Panel] = {panel.id: panel for panel in (*PANELS, RISING)}
TITLE = 36
MOST_TEXTS = 800
"""So many of the newest texts of a span are read for rising terms."""

BOILERPLATE = ("转发微博", "轉發微博", "展开全文", "网页链接", "Repost")
"""What platforms write into posts themselves."""

REMEMBERED = 64
REST = 10
"""Charts rest ten times as long as drawing them took: open pages cost a tenth of a processor at most."""


def look_of(house: House, filters: Filters, titles: Mapping[str, str], width: int | None = None) -> Look:
    """Return how charts look on a page; each number leads to the mentions, signals or incidents behind it."""
    zone = house.settings.timezone
    now = house.now()
    scope = filters.scope(now, zone)

    def named(name: Field, value: str) -> str:
        return titles.get(value, value) if name is Field.FAMILY else label(house, name, value)

    def href(panel: Panel, row: Row) -> str:
        if panel.split is Field.TERM:
            return replace(filters, query=f'"{row.value}"').address(PAGES[panel.data], zone)
        chosen = filters.only(panel.split, row.value) if panel.split else filters
        if row.at is not None:
            chosen = chosen.between(max(row.at, scope.since), min(row.at + scope.step, scope.until))
        return chosen.address(PAGES[panel.data], zone)

    scale = house.settings.scale
    ranks = {level.id: level.rank for level in scale.levels}
    return Look(house.lang, named, href, ranks, scale.top, width)


def draw(house: House, panel: Panel, filters: Filters, width: int | None = None) -> Spec:
    """Return the specification of one panel."""
    scope, library = filters.scope(house.now(), house.settings.timezone), house.library
    rows = _rising(house, scope) if panel is RISING else library.measure(panel, scope).rows
    past = library.measure(panel, before(scope, panel.history)).rows if panel.history else ()
    titles = titles_of(house, rows, scope) if panel.split is Field.FAMILY else {}
    spec = spec_of(panel, rows, scope, look_of(house, filters, titles, width), past, house.now())
    return {**spec, "usermeta": {"rows": len(rows)}}


def _rising(house: House, scope: Scope) -> Sequence[Row]:
    """Return the terms that rose against the span of equal length before, from the newest texts of both."""
    length = scope.until - scope.since
    spans = (scope, replace(scope, since=scope.since - length, until=scope.since))
    found_in = [house.library.find(Ask(span), limit=MOST_TEXTS).hits for span in spans]
    now, earlier = ([hit.stored.mention.full_text for hit in hits] for hits in found_in)
    names = [name for brand in house.settings.brands for name in (brand.name, *brand.aliases)]
    found = rising(now, earlier, [*names, *BOILERPLATE], variants=default_variants())
    return [Row(None, each.term, (each.now, each.before)) for each in found]


def titles_of(house: House, rows: Sequence[Row], scope: Scope) -> Mapping[str, str]:
    """Return family → how its newest text begins."""
    found = {}
    for row in rows:
        asked = Ask(replace(scope, where={Field.FAMILY: (row.value,)}))
        for hit in house.library.find(asked, limit=1).hits:
            found[row.value] = excerpt(mask(hit.stored.mention.full_text), TITLE)
    return found


@dataclass(frozen=True, slots=True)
class Drawn:
    """Charts as they were drawn: of which change and minute, and what drawing them took (seconds of ``monotonic``)."""

    specs: Mapping[str, Spec]
    change: int
    minute: datetime
    at: float
    took: float

    def may_stay(self, change: int, minute: datetime, at: float, *, lags: bool) -> bool:
        """Say whether they need no redrawing: nothing changed, or it took too long to be done again so soon.

        Where the library ``lags``, a change of the ledger may show later than it is told.
        """
        return at - self.at < self.took * REST or (not lags and (self.change, self.minute) == (change, minute))


class Charts:
    """Draws pages' charts and remembers them; charts of long spans are redrawn less often than those of short ones."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = Lock()
        self._known: OrderedDict[tuple[object, ...], Drawn] = OrderedDict()

    def of(self, house: House, filters: Filters, panels: Sequence[Panel]) -> Mapping[str, Spec]:
        """Return panel id → specification."""
        key = (house.lang, filters.address("", house.settings.timezone), *(panel.id for panel in panels))
        minute, began = house.now().replace(second=0, microsecond=0), self._monotonic()
        with house.reading() as view:
            change = view.panels.change()
        with self._lock:
            known = self._known.get(key)
        if known is not None and known.may_stay(change, minute, began, lags=house.lags):
            return known.specs
        specs = {panel.id: draw(house, panel, filters) for panel in panels}
        ended = self._monotonic()
        self._keep(key, Drawn(specs, change, minute, ended, ended - began))
        return specs

    def _keep(self, key: tuple[object, ...], drawn: Drawn) -> None:
        with self._lock:
            self._known[key] = drawn
            self._known.move_to_end(key)
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
