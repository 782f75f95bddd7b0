"""``POST /intake``: mentions pushed by other systems, as JSON Lines, acknowledged only after they are durable."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime

from starlette.requests import Request
from starlette.responses import JSONResponse

from crawlers.clean import Origin
from crawlers.intake import parse_intake
from dashboard.requests import authorised, limited_body, refuse
from domain.errors import FenghuoError
from domain.mention import Appended, Mention

MOST_BYTES = 15 * 1024 * 1024
RETRY_SECONDS = 2

Submit = Callable[[Sequence[Mention]], Future[Appended]]


class IntakeEndpoint:
    """Answers 202 after the commit, 4xx naming the line, 429 with Retry-After while storing is behind."""

    def __init__(
        self, token: str, origin: Origin, submit: Submit, behind: Callable[[], bool], now: Callable[[], datetime]
    ) -> None:
        self._token = token
        self._origin = origin
        self._submit = submit
        self._behind = behind
        self._now = now

    async def __call__(self, request: Request) -> JSONResponse:
        """Take one request body whole or not at all."""
        if not self._token:
            return refuse(403, "Intake is closed: no intake token is configured.")
        if not authorised(request, self._token):
            return refuse(401, "The bearer token is missing or wrong.")
        if self._behind():
            return refuse(429, "Storing is behind; send the same lines again later.", retry=RETRY_SECONDS)
        body = await limited_body(request, MOST_BYTES)
        if body is None:
            return refuse(413, f"The body is larger than {MOST_BYTES} bytes; send fewer lines at once.")
        mentions, rejected = await asyncio.to_thread(parse_intake, body, self._origin, self._now())
        if rejected is not None:
            return refuse(422, f"line {rejected.line}: {rejected.field}: {rejected.reason}", line=rejected.line)
        return await self._store(mentions)

    async def _store(self, mentions: Sequence[Mention]) -> JSONResponse:
        try:
            appended = await asyncio.wrap_future(self._submit(mentions))
        except FenghuoError as error:
            return refuse(503, f"Nothing of this request was stored: {error}", retry=RETRY_SECONDS)
        return JSONResponse(
            {
                "received": len(mentions),
                "stored": appended.stored,
                "duplicate": appended.duplicate,
                "unmatched": appended.unmatched,
            },
            status_code=202,
        )
