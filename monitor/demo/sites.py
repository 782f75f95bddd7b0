"""Loopback sites of the demo: two feeds that grow as the script goes on, and pages behind their links."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.sax.saxutils import escape

import yaml

FEED_SITES = ("news", "forum")
PUSHED_SITE = "social"


@dataclass(frozen=True, slots=True)
class Publication:
    """One post of the script with the instant at which it is published."""

    number: int
    at: datetime
    site: str
    text: str
    title: str = ""
    author: str = ""
    followers: int | None = None
    views: int | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """The demo's whole story, earliest first."""

    brand: str
    sites: dict[str, dict[str, str]]
    publications: tuple[Publication, ...]

    @property
    def ends_at(self) -> datetime:
        """Return the instant of the last publication."""
        return self.publications[-1].at


def read_script(start: datetime) -> Script:
    """Return the script with its calm day before ``start`` and its scandal after it."""
    told = yaml.safe_load(Path(__file__).with_name("script.yaml").read_text(encoding="utf-8"))
    calm = [(start + timedelta(minutes=row.pop("at")), row) for row in told["calm"]]
    scandal = [(start + timedelta(seconds=row.pop("at")), row) for row in told["scandal"]]
    rows = sorted(calm + scandal, key=lambda pair: pair[0])
    publications = tuple(Publication(number=number, at=at, **row) for number, (at, row) in enumerate(rows, 1))
    return Script(told["brand"], told["sites"], publications)


class DemoSites:
    """An HTTP server on loopback that shows at any instant what was published until then."""

    def __init__(self, script: Script, now: Callable[[], datetime]) -> None:
        self._script = script
        self._now = now
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True

    @property
    def port(self) -> int:
        """Return the port the sites are served on."""
        return int(self._server.server_address[1])

    def feed_url(self, site: str) -> str:
        """Return the address of a site's feed."""
        return f"http://127.0.0.1:{self.port}/{site}/feed.xml"

    def start(self) -> None:
        """Serve in a thread until closed."""
        threading.Thread(target=self._server.serve_forever, name="demo-sites", daemon=True).start()

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()

    def _published(self, site: str) -> list[Publication]:
        now = self._now()
        return [each for each in self._script.publications if each.site == site and each.at <= now]

    def _feed(self, site: str) -> bytes:
        items = "".join(self._item(each) for each in reversed(self._published(site)))
        name = escape(self._script.sites[site]["name"])
        return (
            f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>{name}</title>'
            f"<link>http://127.0.0.1:{self.port}/{site}/</link><description>{name}</description>{items}"
            "</channel></rss>"
        ).encode()

    def _item(self, each: Publication) -> str:
        link = f"http://127.0.0.1:{self.port}/{each.site}/{each.number}"
        author = f"<author>{escape(each.author)}</author>" if each.author else ""
        return (
            f"<item><title>{escape(each.title)}</title><link>{link}</link><guid>{link}</guid>{author}"
            f"<pubDate>{format_datetime(each.at)}</pubDate><description>{escape(each.text)}</description></item>"
        )

    def _page(self, path: str) -> bytes | None:
        site, _, rest = path.strip("/").partition("/")
        if site in FEED_SITES and rest == "feed.xml":
            return self._feed(site)
        for each in self._published(site):
            if rest == str(each.number):
                body = f"<h1>{escape(each.title)}</h1><p>{escape(each.text)}</p>"
                return f'<!doctype html><html lang="zh"><meta charset="utf-8">{body}</html>'.encode()
        return None

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        page = self._page

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = page(self.path)
                self.send_response(200 if body is not None else 404)
                kind = "application/rss+xml" if self.path.endswith(".xml") else "text/html"
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.send_header("Content-Length", str(len(body or b"")))
                self.end_headers()
                self.wfile.write(body or b"")

            def log_message(self, format: str, *args: object) -> None:
                """Stay silent; the monitor's own output is what the demo shows."""

        return Handler
