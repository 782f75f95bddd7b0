"""Coming in: the page behind a one-time link, and the cookie that its button gives."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from urllib.parse import parse_qs

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from dashboard.requests import limited_body
from dashboard.sessions import SESSION_LIVES, Sessions

MOST_BYTES = 2_000


class Entrance:
    """``/enter``: the link shows a button, and only the button uses it up, so that a chat's preview of it can't."""

    def __init__(self, sessions: Sessions, now: Callable[[], datetime], templates: Environment, lang: str) -> None:
        self._sessions = sessions
        self._now = now
        self._templates = templates
        self._lang = lang

    async def show(self, request: Request) -> Response:
        """Show the button."""
        return self._page(request.query_params.get("key", ""), refused=False)

    async def enter(self, request: Request) -> Response:
        """Take the link and lead to the pages, or say how to get another."""
        body = await limited_body(request, MOST_BYTES) or b""
        key = parse_qs(body.decode("utf-8", "replace")).get("key", [""])[0]
        if not await asyncio.to_thread(self._sessions.redeem, key, self._now()):
            return self._page("", refused=True)
        answer = RedirectResponse("/", 303)
        answer.set_cookie(
            self._sessions.cookie_name,
            self._sessions.cookie(),
            max_age=int(SESSION_LIVES.total_seconds()),
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return answer

    def _page(self, key: str, *, refused: bool) -> HTMLResponse:
        def say(zh: str, en: str) -> str:
            return en if self._lang == "en" else zh

        html = self._templates.get_template("enter.html").render(key=key, refused=refused, say=say, lang=self._lang)
        return HTMLResponse(html, 403 if refused else 200)
