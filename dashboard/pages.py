"""The pages: each endpoint reads its filters from the address, measures, and fills one template."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from dashboard.assets import version
from dashboard.cases import case_of, cases_of, firings_of, timeline_of
from dashboard.charts import BY_ID, Charts, draw
from dashboard.chips import chips_of, sorts_of, span_name
from dashboard.filters import SPANS, Filters
from dashboard.health import health_of
from dashboard.house import House
from dashboard.stream import folded, lines_of, place_in, stream_of
from dashboard.tiles import tiles_of
from dashboard.words import NOTES, field_name
from domain.errors import NotFoundError, QueryError
from domain.query import Node
from index.panels.catalogue import PANELS, RISING
from index.panels.drawing.picture import png_of
from index.panels.panel import Data, Field, Panel
from index.ports import View
from index.ports.library import Ask, Note
from text.query import parse

READERS = 4
NEWEST = 20
PICTURE_WIDTH = 640
KPI = ("detect", "acknowledge", "deadlines")
CHARTS = tuple(panel for panel in PANELS if panel.id not in (*KPI, "incidents"))
OVERVIEW = (*CHARTS[:4], RISING, *CHARTS[4:])
PERFORMANCE = tuple(panel for panel in PANELS if panel.data is Data.INCIDENTS)

Values = dict[str, Any]
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Page:
    """One request: the house in its language, its filters and the query written in them."""

    house: House
    filters: Filters
    query: Node | None
    mistake: str


class Pages:
    """Answers with pages; everything is read in threads of their own."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._charts = Charts()
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="page")
        self.templates = Environment(
            loader=PackageLoader("dashboard"),
            autoescape=select_autoescape(default=True, default_for_string=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    async def overview(self, request: Request) -> Response:
        """``/``: figures, burning incidents, charts and the newest mentions."""
        return await self._answer(request, "overview.html", self._overview)

    async def mentions(self, request: Request) -> Response:
        """``/mentions``: the stream with search and facets."""

        def read(view: View, page: Page) -> Values:
            after = place_in(request.query_params.get("after", ""))
            stream = stream_of(view, page.house, page.filters, page.query, after)
            return {"stream": stream, "older": after is not None, "notes": notes_of(page.house, stream.notes)}

        return await self._answer(request, "mentions.html", read)

    async def incidents(self, request: Request) -> Response:
        """``/incidents``: all incidents of the span, and the figures they make."""

        def read(view: View, page: Page) -> Values:
            return {"cases": cases_of(view, page.house, page.filters), "panels": PERFORMANCE}

        return await self._answer(request, "incidents.html", read)

    async def incident(self, request: Request) -> Response:
        """``/incidents/NUMBER``: one incident with steps and timeline."""
        number = int(request.path_params["number"])

        def read(view: View, page: Page) -> Values:
            case = case_of(view, page.house, view.incidents.get(number))
            return {"case": case, "timeline": timeline_of(view, page.house, number)}

        return await self._answer(request, "incident.html", read)

    async def signals(self, request: Request) -> Response:
        """``/signals``: what fired."""

        def read(view: View, page: Page) -> Values:
            return {"firings": firings_of(view, page.house, page.filters)}

        return await self._answer(request, "signals.html", read)

    async def charts(self, request: Request) -> Response:
        """``/charts``: the specifications of the panels named in ``panel``."""
        page = self._page(request)
        wanted = [BY_ID[name] for name in request.query_params.getlist("panel") if name in BY_ID]
        return JSONResponse(dict(await self._reading(self._charts.of, page.house, page.filters, wanted)))

    async def picture(self, request: Request) -> Response:
        """``/charts/PANEL.png``: one panel as a picture."""
        page, panel = self._page(request), BY_ID.get(request.path_params["panel"])
        if panel is None:
            raise HTTPException(404)
        return Response(await self._reading(self._drawn, page, panel), media_type="image/png")

    async def _reading(self, read: Callable[..., Answer], *given: object) -> Answer:
        """Read in a thread of the pages' own: however slow they are, intake never waits for one of them."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, partial(read, *given))

    def _drawn(self, page: Page, panel: Panel) -> bytes:
        return png_of(draw(page.house, panel, page.filters, PICTURE_WIDTH))

    def _overview(self, view: View, page: Page) -> Values:
        house, filters = page.house, page.filters
        scope = filters.scope(house.now(), house.settings.timezone)
        newest = folded(house.library, Ask(scope), NEWEST)
        return {
            "tiles": tiles_of(view, house, filters),
            "cases": cases_of(view, house, Filters(where=_of_brand(filters)), open_only=True),
            "panels": OVERVIEW,
            "lines": lines_of(house, scope, newest.hits),
            "notes": notes_of(house, newest.notes),
            "health": health_of(view, house),
        }

    async def _answer(self, request: Request, template: str, read: Callable[[View, Page], Values]) -> Response:
        page = self._page(request)
        try:
            html = await self._reading(self._rendered, page, request.url.path, template, read)
        except NotFoundError as error:
            raise HTTPException(404) from error
        return HTMLResponse(html)

    def _rendered(self, page: Page, path: str, template: str, read: Callable[[View, Page], Values]) -> str:
        with page.house.reading() as view:
            values = read(view, page)
        return self.templates.get_template(template).render({**_shared(page, path), **values})

    def _page(self, request: Request) -> Page:
        filters = Filters.of(request.query_params, self._house.settings.timezone)
        house = self._house.speaking(filters.lang)
        try:
            return Page(house, filters, parse(filters.query) if filters.query else None, "")
        except QueryError as error:
            return Page(house, filters, None, error.told(filters.lang))


def notes_of(house: House, notes: frozenset[Note]) -> tuple[str, ...]:
    """Return what a reader must know of the answers that a page shows."""
    return tuple(house.says(*NOTES[note]) for note in sorted(notes))


def _of_brand(filters: Filters) -> Mapping[Field, tuple[str, ...]]:
    return {name: values for name, values in filters.where.items() if name is Field.BRAND}


def _said_of(brand: str, tones: tuple[str, ...], lang: str) -> Filters:
    """Return the filters of what was said of a brand in a day."""
    where = {Field.BRAND: (brand,), **({Field.TONE: tones} if tones else {})}
    return Filters(where=where, lang=lang)


def _shared(page: Page, path: str) -> Values:
    """Return what every template knows."""
    house, filters, zone = page.house, page.filters, page.house.settings.timezone

    def to(path: str, chosen: Filters = filters, **more: str) -> str:
        return chosen.address(path, zone, **more)

    def language(lang: str) -> str:
        return to(path, replace(filters, lang=lang))

    return {
        "say": house.says,
        "lang": house.lang,
        "lags": house.lags,
        "page": page,
        "path": path,
        "filters": filters,
        "to": to,
        "language": language,
        "spans": tuple(SPANS),
        "sorts": sorts_of(house, filters, path),
        "spanned": lambda span: replace(filters, span=span, since=None, until=None),
        "span_name": lambda span: span_name(house, span),
        "evidence": lambda number: Filters(span="30d", incident=str(number), lang=filters.lang),
        "signals_of": lambda number: Filters(span="30d", incident=str(number), lang=filters.lang),
        "said_of": lambda brand, *tones: _said_of(brand, tones, filters.lang),
        "behind": lambda signal: Filters(span="30d", signal=signal, lang=filters.lang),
        "brands": tuple(brand.name for brand in house.settings.brands),
        "chips": chips_of(house, filters, path),
        "kept": replace(filters, query="").params(zone),
        "clock": lambda at: f"{at.astimezone(zone):%m-%d %H:%M}",
        "now": house.now().astimezone(zone),
        "zone": zone.key,
        "Field": Field,
        "version": version(),
        "field_name": lambda name: field_name(house, name),
    }
