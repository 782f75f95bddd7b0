"""The web applications of a running monitor: the doors for data, and the pages."""

from collections.abc import Callable, Iterable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp

from dashboard.assets import FOLDER, VEGA, Files, vega
from dashboard.corrections import CorrectionEndpoint
from dashboard.entering import Entrance
from dashboard.events import Events
from dashboard.gate import Gate
from dashboard.house import House
from dashboard.intake import IntakeEndpoint
from dashboard.pages import Pages
from dashboard.presses import PressEndpoint
from dashboard.sessions import Sessions


def web_app(
    intake: IntakeEndpoint | None,
    corrections: CorrectionEndpoint | None,
    pages: ASGIApp | None = None,
    presses: PressEndpoint | None = None,
) -> Starlette:
    """Return the application of one address: the doors for data and for what is pressed in chat, the pages, or both."""

    async def health(_: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    routes: list[BaseRoute] = [Route("/health", health)]
    if intake is not None:
        routes.append(Route("/intake", intake.__call__, methods=["POST"]))
    if corrections is not None:
        routes.append(Route("/mentions/{mention}/tone", corrections.__call__, methods=["POST"]))
    if presses is not None:
        routes.append(Route("/slack/actions", presses.__call__, methods=["POST"]))
    if pages is not None:
        routes.append(Mount("/", pages))
    return Starlette(routes=routes)


def page_app(house: House, hosts: Iterable[str], stopping: Callable[[], bool] = lambda: False) -> ASGIApp:
    """Return the pages behind their gate; ``hosts`` are the names under which they are reached beside loopback."""
    sessions, pages = Sessions(house.ledger), Pages(house)
    entrance = Entrance(sessions, house.now, pages.templates, house.lang)
    routes = [
        Route("/", pages.overview),
        Route("/mentions", pages.mentions),
        Route("/incidents", pages.incidents),
        Route("/incidents/{number:int}", pages.incident),
        Route("/signals", pages.signals),
        Route("/charts", pages.charts),
        Route("/charts/{panel}.png", pages.picture),
        Route("/events", Events(house.ledger, stopping).stream),
        Route("/enter", entrance.show),
        Route("/enter", entrance.enter, methods=["POST"]),
        Route(f"/static/{VEGA}", vega),
        Mount("/static", Files(directory=FOLDER)),
    ]
    app = Starlette(routes=routes, exception_handlers={404: _not_found})
    return Gate(app, sessions, hosts)


async def _not_found(_: Request, __: Exception) -> Response:
    return PlainTextResponse("没有这一页。\nThere is no such page.\n", 404)
