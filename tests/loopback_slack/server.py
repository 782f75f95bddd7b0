"""The server: one thread per connection, records first, then obeys, fails or refuses."""

import json
import socket
import struct
import sys
import threading
from collections import deque
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl

from domain.clock import Clock, SystemClock
from tests.loopback_slack.faults import End, Fault
from tests.loopback_slack.messages import Json, Message
from tests.loopback_slack.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it arrived."""

    method: str
    arguments: Json
    headers: dict[str, str]


class LoopbackSlack:
    """A workspace with a few channels and one bot token.

    ``url`` is the base URL to configure. ``requests`` holds every request that was read, ``messages`` every message
    that exists, ``complaints`` what a strict Slack would have refused; leaving the block with any is a failure.
    ``latency`` seconds pass before a request is obeyed and again before it is answered.
    """

    def __init__(
        self, *channels: str, token: str = "xoxb-loopback-canary-7141", clock: Clock | None = None, reads: bool = True
    ) -> None:
        self.token = token
        self.workspace = Workspace(channels or ("C0DUTY",), clock or SystemClock(), reads)
        self.requests: list[Request] = []
        self.closing = threading.Event()
        self.latency = 0.0
        self.lock = threading.Lock()
        self.arrival = threading.Condition(self.lock)
        self._faults: deque[tuple[str, Fault]] = deque()
        self._server = Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/api/"

    @property
    def messages(self) -> list[Message]:
        return self.workspace.messages

    @property
    def complaints(self) -> list[str]:
        return self.workspace.complaints

    def fail_next(self, *faults: Fault, times: int = 1, method: str = "") -> None:
        """Let the next requests (of one method, or any) fail in these ways, one after the other."""
        with self.lock:
            self._faults.extend((method, fault) for fault in faults * times)

    def visible(self, channel: str = "") -> list[str]:
        """What a human reads in a channel (the first one by default), top to bottom, threads closed."""
        name = channel or self.workspace.channels[0]
        return [each.seen for each in self.messages if each.channel == name and each.in_channel]

    def thread(self, ts: str) -> list[str]:
        """What a human reads in a message's thread."""
        return [each.seen for each in self.messages if each.thread_ts == ts]

    def keys(self) -> list[str]:
        """The keys of all notices that arrived, in order: twice if a human can see one twice."""
        return [each.key for each in self.messages]

    def wait_for_requests(self, count: int, seconds: float = 20) -> None:
        """Wait until so many requests were read and obeyed, or fail."""
        with self.arrival:
            assert self.arrival.wait_for(lambda: len(self.requests) >= count, seconds)

    def record(self, request: Request, authorised: bool, obeyed: bool) -> Json:
        """Keep a request, carry it out if it is to be obeyed, and return the answer."""
        with self.arrival:
            self.requests.append(request)
            answer = self.workspace.obey(request.method, request.arguments, authorised) if obeyed else {}
            self.arrival.notify_all()
        return answer

    def take_fault(self, method: str | None) -> Fault | None:
        """The fault due for a request of this method; None as method asks for those before reading."""
        with self.lock:
            for position, (wanted, fault) in enumerate(self._faults):
                unread = fault.end is End.RESET_UNREAD
                if unread == (method is None) and (unread or wanted in ("", method)):
                    del self._faults[position]
                    return fault
                if unread != (method is None):
                    return None
        return None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        if kind is None:
            assert self.complaints == []


class Server(ThreadingHTTPServer):
    """Says nothing of clients that went away, which killed ones do.

    It lets ten channels connect at once: with five waiting, TCP drops the others and repeats them a second later.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, slack: "LoopbackSlack") -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.slack = slack

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    server: Server

    def handle(self) -> None:
        if self.server.slack.take_fault(None):
            _reset(self.connection)
        else:
            super().handle()

    def do_POST(self) -> None:
        slack = self.server.slack
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        method = self.path.removeprefix("/api/").partition("?")[0]
        request = Request(method, _arguments(self.headers.get("Content-Type", ""), body), dict(self.headers))
        authorised = self.headers.get("Authorization") == f"Bearer {slack.token}"
        fault = slack.take_fault(method)
        slack.closing.wait(slack.latency)
        answer = slack.record(request, authorised, obeyed=fault is None or fault.acts)
        slack.closing.wait(slack.latency)
        self._end(fault or Fault(body=json.dumps(answer).encode()))

    do_GET = do_POST  # noqa: N815

    def _end(self, fault: Fault) -> None:
        if fault.end is End.SILENCE:
            self.server.slack.closing.wait(60)
        if fault.end is not End.ANSWER:
            _reset(self.connection)
            return
        self.send_response(fault.status)
        for name, value in ({"Content-Type": "application/json"} | dict(fault.headers)).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(fault.body)))
        self.end_headers()
        self.wfile.write(fault.body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _arguments(content_type: str, body: bytes) -> Json:
    if body and content_type.startswith("application/json"):
        return dict(json.loads(body))
    return dict(parse_qsl(body.decode()))


def _reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
