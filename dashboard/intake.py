"""``POST /intake``: mentions pushed by other systems, as JSON Lines, acknowledged only after they are durable."""

import asyncio
import hmac
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from crawlers.clean import Origin
from crawlers.intake import parse_intake
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
            return _refuse(403, "Intake is closed: no intake token is configured.")
        if not self._authorised(request.headers.get("authorization", "")):
            return _refuse(401, "The bearer token is missing or wrong.")
        if self._behind():
            return _refuse(429, "Storing is behind; send the same lines again later.", retry=RETRY_SECONDS)
        body = await _limited_body(request)
        if body is None:
            return _refuse(413, f"The body is larger than {MOST_BYTES} bytes; send fewer lines at once.")
        mentions, rejected = await asyncio.to_thread(parse_intake, body, self._origin, self._now())
        if rejected is not None:
            return _refuse(422, f"line {rejected.line}: {rejected.field}: {rejected.reason}", line=rejected.line)
        return await self._store(mentions)

    async def _store(self, mentions: Sequence[Mention]) -> JSONResponse:
        try:
            appended = await asyncio.wrap_future(self._submit(mentions))
        except FenghuoError as error:
            return _refuse(503, f"Nothing of this request was stored: {error}", retry=RETRY_SECONDS)
        return JSONResponse(
            {
                "received": len(mentions),
                "stored": appended.stored,
                "duplicate": appended.duplicate,
                "unmatched": appended.unmatched,
            },
            status_code=202,
        )

    def _authorised(self, header: str) -> bool:
        """Compare the bytes that were sent; the header is them read as Latin-1, whatever they mean."""
        return hmac.compare_digest(header.encode("latin-1", "replace"), f"Bearer {self._token}".encode())


def intake_app(endpoint: IntakeEndpoint) -> Starlette:
    """Return the web application that the monitor serves on ``web.listen``."""

    async def health(_: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    return Starlette(routes=[Route("/intake", endpoint.__call__, methods=["POST"]), Route("/health", health)])


async def _limited_body(request: Request) -> bytes | None:
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MOST_BYTES:
            return None
        chunks.append(chunk)
    return b"".join(chunks)


def _refuse(status: int, message: str, *, line: int | None = None, retry: int | None = None) -> JSONResponse:
    content: dict[str, object] = {"error": message}
    if line is not None:
        content["line"] = line
    headers = {"Retry-After": str(retry)} if retry is not None else None
    return JSONResponse(content, status_code=status, headers=headers)
