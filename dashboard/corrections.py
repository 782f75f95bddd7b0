"""``POST /mentions/ID/tone``: an analyst's correction, from whatever tool shows mentions."""

import asyncio
import json
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse

from dashboard.requests import authorised, limited_body, refuse
from domain.errors import FenghuoError, NotFoundError

MOST_BYTES = 10_000

Correct = Callable[[str, str, str], None]
"""Give a mention (id) a tone in a person's name."""


class CorrectionEndpoint:
    """Takes ``{"tone": "negative|neutral|positive", "as": PERSON}`` with the intake's bearer token."""

    def __init__(self, token: str, correct: Correct) -> None:
        self._token = token
        self._correct = correct

    async def __call__(self, request: Request) -> JSONResponse:
        """Correct one mention; 200 once it is stored, 404 where there is none, 422 for what is not allowed."""
        if not authorised(request, self._token):
            return refuse(401, "The bearer token is missing or wrong.")
        body = await limited_body(request, MOST_BYTES)
        try:
            asked = json.loads(body or b"")
            tone, who = str(asked["tone"]), str(asked["as"])
        except (ValueError, KeyError, TypeError):
            return refuse(422, 'Send a JSON object such as {"tone": "negative", "as": "name"}.')
        try:
            await asyncio.to_thread(self._correct, request.path_params["mention"], tone, who)
        except NotFoundError as error:
            return refuse(404, str(error))
        except FenghuoError as error:
            return refuse(422, str(error))
        return JSONResponse({"mention": request.path_params["mention"], "tone": tone})
