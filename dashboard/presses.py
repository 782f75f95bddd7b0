"""``POST /slack/actions``: buttons that people press on cards in Slack."""

import asyncio
import logging
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dashboard.requests import limited_body, refuse
from domain.errors import FenghuoError, NotFoundError

MOST_BYTES = 200_000
"""Slack sends the whole message along with a press."""

log = logging.getLogger("fenghuo.slack.presses")

Take = Callable[[bytes, str, str], bool]
"""Carry out what a body asks for, given its timestamp and signature; False where Slack did not sign it."""


class PressEndpoint:
    """Takes what Slack sends when a button is pressed. Slack shows its user a warning for anything but 200."""

    def __init__(self, take: Take) -> None:
        self._take = take

    async def __call__(self, request: Request) -> Response:
        """Carry out one press; 401 for what Slack did not sign, 404 where the incident or the person is unknown."""
        body = await limited_body(request, MOST_BYTES)
        if body is None:
            return refuse(413, "The request is too large.")
        stamp = request.headers.get("x-slack-request-timestamp", "")
        try:
            signed = await asyncio.to_thread(self._take, body, stamp, request.headers.get("x-slack-signature", ""))
        except FenghuoError as error:
            log.warning("%s", error)
            return refuse(404 if isinstance(error, NotFoundError) else 422, str(error))
        return JSONResponse({}) if signed else refuse(401, "Slack did not sign this request, or not lately.")
