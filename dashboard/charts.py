"""The charts of a page: each panel measured and drawn, and where each of its numbers leads."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from threading import Lock

from dashboard.filters import Filters
from dashboard.house import House
from dashboard.words import label
from index.panels.catalogue import PANELS
from index.panels.drawing import Look, spec_of
from index.panels.drawing.look import Spec
from index.panels.panel import Data, Field, Panel, Row, Scope, before
from index.ports import View
from text.excerpt import excerpt
from text.mask import mask

PAGES: Mapping[Data, str] = {Data.MENTIONS: "/mentions", Data.SIGNALS: "/signals", Data.INCIDENTS: "/incidents"}
BY_ID: Mapping[str, Panel] = {panel.id: panel for panel in PANELS}
TITLE = 36
REMEMBERED = 64


def look_of(house: House, filters: Filters, titles: Mapping[str, str], width: int | None = None) -> Look:
    """Return how charts look on a page; each number leads to the mentions, signals or incidents behind it."""
    zone = house.settings.timezone
    now = house.now()
    scope = filters.scope(now, zone)

    def named(name: Field, value: str) -> str:
        return titles.get(value, value) if name is Field.FAMILY else label(house, name, value)

    def href(panel: Panel, row: Row) -> str:
        chosen = filters.only(panel.split, row.value) if panel.split else filters
        if row.at is not None:
            chosen = chosen.between(max(row.at, scope.since), min(row.at + scope.step, scope.until))
        return chosen.address(PAGES[panel.data], zone)

    scale = house.settings.scale
    ranks = {level.id: level.rank for level in scale.levels}
    return Look(house.lang, named, href, ranks, scale.top, width)


def draw(view: View, house: House, panel: Panel, filters: Filters, width: int | None = None) -> Spec:
    """Return the specification of one panel."""
    scope = filters.scope(house.now(), house.settings.timezone)
    rows = view.panels.measure(panel, scope)
    past = view.panels.measure(panel, before(scope, panel.history)) if panel.history else ()
    titles = titles_of(view, rows, scope) if panel.split is Field.FAMILY else {}
    spec = spec_of(panel, rows, scope, look_of(house, filters, titles, width), past, house.now())
    return {**spec, "usermeta": {"rows": len(rows)}}


def titles_of(view: View, rows: Sequence[Row], scope: Scope) -> Mapping[str, str]:
    """Return family → how its newest text begins."""
    found = {}
    for row in rows:
        for each in view.panels.behind(replace(scope, where={Field.FAMILY: (row.value,)}), limit=1):
            found[row.value] = excerpt(mask(each.mention.full_text), TITLE)
    return found


class Charts:
    """Draws pages' charts, and remembers them until something changes or a minute has gone."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: OrderedDict[tuple[object, ...], Mapping[str, Spec]] = OrderedDict()

    def of(self, house: House, filters: Filters, panels: Sequence[Panel]) -> Mapping[str, Spec]:
        """Return panel id → specification."""
        with house.reading() as view:
            key = self._key(view, house, filters, panels)
            with self._lock:
                if key in self._known:
                    self._known.move_to_end(key)
                    return self._known[key]
            drawn = {panel.id: draw(view, house, panel, filters) for panel in panels}
        with self._lock:
            self._known[key] = drawn
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return drawn

    def _key(self, view: View, house: House, filters: Filters, panels: Sequence[Panel]) -> tuple[object, ...]:
        address = filters.address("", house.settings.timezone)
        minute = house.now().replace(second=0, microsecond=0)
        return (view.panels.change(), minute, house.lang, address, *(panel.id for panel in panels))
