"""Loopback sites for the crawl worker, and a helper that asks it."""

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from crawlers.client import CrawlWorker
from crawlers.wire import Answer, Job, Limits

FEED = b'<rss version="2.0"><channel><item><title>news</title><link>http://example.com/1</link></item></channel></rss>'
PATIENCE = 60.0


@dataclass(frozen=True)
class Reply:
    """What a path answers; ``drip`` sends the body byte by byte, so many seconds apart."""

    body: bytes = FEED
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    drip: float = 0.0
    length: int | None = None


Answering = Reply | Callable[[BaseHTTPRequestHandler], Reply]


class Site:
    """A site on loopback: ``paths`` answer, everything else is a 404; ``seen`` are the requests that came."""

    def __init__(self, host: str = "127.0.0.1", context: ssl.SSLContext | None = None) -> None:
        self.paths: dict[str, Answering] = {}
        self.seen: list[tuple[str, Mapping[str, str]]] = []
        self.most_at_once = 0
        self.over = threading.Event()
        self._at_once = 0
        self._count = threading.Lock()
        self._server = ThreadingHTTPServer((host, 0), self._handler())
        self._server.daemon_threads = True
        self.address = f"{'https' if context else 'http'}://{host}:{self._server.server_address[1]}"
        if context is not None:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
            self._server.handle_error = lambda request, client: None  # type: ignore[method-assign, assignment]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def asked(self) -> list[str]:
        """Return the paths that were asked for, robots.txt aside."""
        return [path for path, _ in self.seen if path != "/robots.txt"]

    def close(self) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(site: "Site") -> type[BaseHTTPRequestHandler]:  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.seen.append((self.path, dict(self.headers.items())))
                with site._count:
                    site._at_once += 1
                    site.most_at_once = max(site.most_at_once, site._at_once)
                answering = site.paths.get(self.path, Reply(b"", 404))
                reply = answering(self) if callable(answering) else answering
                with site._count:
                    site._at_once -= 1
                self._send(reply)

            def _send(self, reply: Reply) -> None:
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body) if reply.length is None else reply.length))
                self.end_headers()
                step = 1 if reply.drip else max(len(reply.body), 1)
                for start in range(0, len(reply.body), step):
                    self.wfile.write(reply.body[start : start + step])
                    if reply.drip and site.over.wait(reply.drip):
                        return

            def handle(self) -> None:
                try:
                    super().handle()
                except OSError:
                    self.close_connection = True

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler


@contextmanager
def working(limits: Limits, silence: float = 60.0) -> Iterator[CrawlWorker]:
    """Run a crawl worker for a while."""
    worker = CrawlWorker(limits, silence)
    worker.start()
    try:
        yield worker
    finally:
        worker.close()


def ask(worker: CrawlWorker, *jobs: Job) -> dict[str, Answer]:
    """Hand in jobs and return all their answers by source."""
    for job in jobs:
        assert worker.fetch(job)
    return answers(worker, len(jobs))


def answers(worker: CrawlWorker, count: int) -> dict[str, Answer]:
    """Return the next answers by source."""
    found: dict[str, Answer] = {}
    for _ in range(count):
        answer = worker.take(PATIENCE)
        assert answer is not None, f"{count - len(found)} jobs were never answered"
        found[answer.source] = answer
    return found
