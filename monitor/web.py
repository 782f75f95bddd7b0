"""The web server of a running monitor, in a thread of its own: intake now, the pages later."""

import socket
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from functools import partial

import uvicorn

from dashboard.app import web_app
from dashboard.corrections import CorrectionEndpoint
from dashboard.intake import IntakeEndpoint
from domain.errors import FenghuoError
from domain.mention import Appended, Mention
from monitor.appender import Appender, Arrival
from monitor.language import say
from monitor.origins import INTAKE, pushed_origin
from monitor.rescoring import correct_tone
from monitor.wiring import Monitor

BACKLOG = 128
ENDS_WITHIN = 10.0


class WebServer:
    """Serves intake and corrections on ``web.listen``; port 0 takes a free one."""

    def __init__(self, monitor: Monitor, appender: Appender) -> None:
        settings = monitor.settings
        secret = settings.intake.token
        token = secret.reveal() if secret is not None and secret.is_set() else ""

        def submit(mentions: Sequence[Mention]) -> Future[Appended]:
            return appender.submit(Arrival(mentions))

        endpoint = IntakeEndpoint(
            token, pushed_origin(monitor, INTAKE), submit, lambda: appender.behind, monitor.clock.now
        )
        self._listen = settings.intake.listen
        self._socket: socket.socket | None = None
        corrections = CorrectionEndpoint(token, partial(correct_tone, monitor))
        config = uvicorn.Config(web_app(endpoint, corrections), log_level="warning", access_log=False, lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._serve, name="web", daemon=True)

    @property
    def port(self) -> int:
        """Return the port that is served, 0 before it is."""
        return int(self._socket.getsockname()[1]) if self._socket is not None else 0

    def start(self) -> None:
        """Take the address and serve until closed; FenghuoError where something else has it."""
        self._socket = _bound(*self._listen)
        self._thread.start()

    def close(self) -> None:
        """Answer what is under way and end."""
        self._server.should_exit = True
        self._thread.join(ENDS_WITHIN)

    def _serve(self) -> None:
        self._server.run(sockets=[self._socket] if self._socket is not None else None)


def _bound(host: str, port: int) -> socket.socket:
    """Return a socket bound to an address; an address that is taken is an error that says what to change."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        raise FenghuoError(
            say(
                f"无法监听 {host}:{port}（{error.strerror}）；请改 web: listen 或停掉占用它的程序。",
                f"Can't listen on {host}:{port} ({error.strerror}); change web: listen or stop what uses it.",
            )
        ) from error
    return listening
