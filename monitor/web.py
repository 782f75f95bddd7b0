"""The web servers of a running monitor, in threads of their own: the doors for data, and the pages."""

import socket
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from functools import partial

import uvicorn
from starlette.types import ASGIApp

from dashboard.app import page_app, web_app
from dashboard.corrections import CorrectionEndpoint
from dashboard.house import House
from dashboard.intake import IntakeEndpoint
from dashboard.presses import PressEndpoint
from domain.errors import FenghuoError
from domain.mention import Appended, Mention
from monitor.appender import Appender, Arrival
from monitor.language import say
from monitor.origins import INTAKE, pushed_origin
from monitor.pressing import signing_secrets, take_press
from monitor.rescoring import correct_tone
from monitor.wiring import Monitor

BACKLOG = 128
ENDS_WITHIN = 10.0
GIVES_UP_AFTER = 3
"""Seconds that open pages get to end their requests."""


class Server:
    """Serves one application on one address; port 0 takes a free one."""

    def __init__(self, app: ASGIApp, listen: tuple[str, int]) -> None:
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, lifespan="off", timeout_graceful_shutdown=GIVES_UP_AFTER
        )
        self._listen = listen
        self._socket: socket.socket | None = None
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._serve, name="web", daemon=True)

    @property
    def port(self) -> int:
        """Return the port that is served, 0 before it is."""
        return int(self._socket.getsockname()[1]) if self._socket is not None else 0

    @property
    def running(self) -> bool:
        """Say whether it still answers."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Take the address and serve until closed; FenghuoError where something else has it."""
        self._socket = _bound(*self._listen)
        self._thread.start()

    def stop(self) -> None:
        """Take no more requests."""
        self._server.should_exit = True

    def join(self) -> None:
        """Wait until what is under way is answered."""
        if self._thread.ident is not None:
            self._thread.join(ENDS_WITHIN)

    def _serve(self) -> None:
        self._server.run(sockets=[self._socket] if self._socket is not None else None)


class WebServer:
    """Serves intake and corrections on ``intake.listen``, the pages on ``web.listen``: one server where they agree."""

    def __init__(self, monitor: Monitor, appender: Appender) -> None:
        settings = monitor.settings
        secret = settings.intake.token
        token = secret.reveal() if secret is not None and secret.is_set() else ""

        def submit(mentions: Sequence[Mention]) -> Future[Appended]:
            return appender.submit(Arrival(mentions))

        intake = IntakeEndpoint(
            token, pushed_origin(monitor, INTAKE), submit, lambda: appender.behind, monitor.clock.now
        )
        corrections = CorrectionEndpoint(token, partial(correct_tone, monitor))
        secrets = signing_secrets(settings)
        presses = PressEndpoint(partial(take_press, monitor, secrets)) if secrets else None
        self._closing = threading.Event()
        pages = page_app(house_of(monitor), [settings.web[0], *settings.web_hosts], self._closing.is_set)
        if settings.intake.listen == settings.web:
            self._pages = self._intake = Server(web_app(intake, corrections, pages, presses), settings.web)
        else:
            self._pages = Server(web_app(None, None, pages), settings.web)
            self._intake = Server(web_app(intake, corrections, None, presses), settings.intake.listen)
        self._servers = tuple(dict.fromkeys((self._intake, self._pages)))

    @property
    def port(self) -> int:
        """Return the port on which intake is served, 0 before it is."""
        return self._intake.port

    @property
    def page_port(self) -> int:
        """Return the port on which the pages are served, 0 before they are."""
        return self._pages.port

    def start(self) -> None:
        """Take the addresses and serve until closed; FenghuoError where something else has one."""
        for server in self._servers:
            server.start()

    def close(self) -> None:
        """Answer what is under way and end."""
        self._closing.set()
        for server in self._servers:
            server.stop()
        for server in self._servers:
            server.join()


def house_of(monitor: Monitor) -> House:
    """Return what the pages are made from."""
    return House(monitor.ledger, monitor.settings, monitor.library, monitor.engine, monitor.clock.now)


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
