"""The web application of a running monitor."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from dashboard.corrections import CorrectionEndpoint
from dashboard.intake import IntakeEndpoint


def web_app(intake: IntakeEndpoint, corrections: CorrectionEndpoint) -> Starlette:
    """Return the application that is served on ``web.listen``."""

    async def health(_: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    return Starlette(
        routes=[
            Route("/intake", intake.__call__, methods=["POST"]),
            Route("/mentions/{mention}/tone", corrections.__call__, methods=["POST"]),
            Route("/health", health),
        ]
    )
