"""A proxy of the tests' own in front of a real server: it forwards, and on request it is slow, broken, or lies."""

import http.client
import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Request:
    """What a client sent."""

    method: str
    path: str
    body: bytes

    @property
    def is_bulk(self) -> bool:
        return self.path.startswith("/_bulk")


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with one request: wait, cut the connection (before or after the server did it), or answer."""

    seconds: float = 0.0
    cut: str = ""
    status: int = 0
    answer: object = None
    spare: Callable[[int], bool] | None = None
    """Of a bulk request, only the items with these numbers reach the server; the others are answered 429."""


Trouble = Callable[[Request], Fault | None]


@dataclass(slots=True)
class Proxy:
    """Forwards to ``target``; ``trouble`` decides what goes wrong. ``seen`` are all requests that arrived."""

    target: str
    trouble: Trouble = lambda request: None
    down: bool = False
    seen: list[Request] = field(default_factory=list)
    _server: ThreadingHTTPServer | None = None
    _released: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def bulks(self) -> int:
        return sum(request.is_bulk for request in self.seen)

    @contextmanager
    def running(self) -> "Iterator[Proxy]":
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                return

            def handle_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                proxy.handle(self, Request(self.command, self.path, body))

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = handle_any  # noqa: N815

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._released.set()
            self._server.shutdown()
            self._server.server_close()

    def handle(self, client: BaseHTTPRequestHandler, request: Request) -> None:
        self.seen.append(request)
        fault = Fault(cut="before") if self.down else self.trouble(request) or Fault()
        if fault.seconds:
            self._released.wait(fault.seconds)
        if fault.cut == "before":
            cut(client)
            return
        if fault.status:
            reply(client, fault.status, json.dumps(fault.answer or {}).encode())
            return
        status, answer = self._some(request, fault.spare) if fault.spare else self._forward(client, request)
        if fault.cut == "after":
            cut(client)
            return
        reply(client, status, answer)

    def _forward(self, client: BaseHTTPRequestHandler | None, request: Request) -> tuple[int, bytes]:
        place = urlsplit(self.target)
        assert place.hostname is not None
        connection = http.client.HTTPConnection(place.hostname, place.port, timeout=60)
        kept = ("Content-Type", "Accept", "Authorization")
        headers = {name: client.headers[name] for name in kept if client and client.headers.get(name)}
        if client is None:
            headers = {"Content-Type": "application/x-ndjson"}
        connection.request(request.method, request.path, request.body, headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, body

    def _some(self, request: Request, spare: Callable[[int], bool]) -> tuple[int, bytes]:
        items = operations(request.body)
        passed = [lines for number, lines in enumerate(items) if spare(number)]
        answered: list[Any] = []
        if passed:
            body = b"".join(line + b"\n" for lines in passed for line in lines)
            answered = json.loads(self._forward(None, Request("POST", "/_bulk", body))[1])["items"]
        busy = {"status": 429, "error": {"type": "es_rejected_execution_exception", "reason": "queue is full"}}
        merged = [answered.pop(0) if spare(number) else {"index": busy} for number in range(len(items))]
        return 200, json.dumps({"errors": True, "items": merged}).encode()


def operations(body: bytes) -> list[list[bytes]]:
    """Return the lines of each operation of a bulk request."""
    lines, items = iter(body.splitlines()), []
    for head in lines:
        items.append([head] if head.startswith(b'{"delete"') else [head, next(lines)])
    return items


def reply(client: BaseHTTPRequestHandler, status: int, body: bytes) -> None:
    client.send_response(status)
    client.send_header("X-Elastic-Product", "Elasticsearch")
    client.send_header("Content-Type", "application/json")
    client.send_header("Content-Length", str(len(body)))
    client.end_headers()
    if client.command != "HEAD":
        client.wfile.write(body)


def cut(client: BaseHTTPRequestHandler) -> None:
    """Reset the connection, as a crashed server does."""
    client.close_connection = True
    client.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.connection.close()
