"""The gate before the pages: known host names only, a session, and headers that keep hostile text harmless."""

from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.sessions import Sessions

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
PUBLIC = ("/static/", "/enter")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Gate:
    """Lets a request through to the pages, or answers it.

    A name that isn't ours (400) is how a hostile page reaches a server on the reader's own machine (DNS rebinding).
    """

    def __init__(self, app: ASGIApp, sessions: Sessions, hosts: Iterable[str]) -> None:
        self._app = app
        self._sessions = sessions
        self._hosts = frozenset({*LOOPBACK, *hosts})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check host, then session; add the headers to whatever is answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        request = Request(scope)
        if _host(Headers(scope=scope)) not in self._hosts:
            answer: ASGIApp = PlainTextResponse("This host name is not served here; see web: hosts.", 400)
        elif request.url.path.startswith(PUBLIC) or self._sessions.knows(
            request.cookies.get(self._sessions.cookie_name, "")
        ):
            answer = self._app
        else:
            answer = PlainTextResponse(NO_SESSION, 401)
        await answer(scope, receive, send_guarded)


NO_SESSION = (
    "请先登录：在运行烽火的机器上执行 fenghuo dashboard link，打开它给出的链接（15 分钟内有效，只能用一次）。\n"
    "Please log in: run `fenghuo dashboard link` on the machine that runs Fenghuo and open the link it prints "
    "(good for 15 minutes, once).\n"
)


def _host(headers: Headers) -> str:
    """Return the name in the Host header without its port."""
    given = headers.get("host", "")
    if given.startswith("["):
        return given[1:].partition("]")[0].lower()
    return given.partition(":")[0].lower()
