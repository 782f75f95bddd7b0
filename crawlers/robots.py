"""robots.txt, obeyed on every hop and read anew each day: the process that fetches lives for months."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from protego import Protego
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request
from scrapy.http.request import NO_CALLBACK

from crawlers.pace import PACED, Pace

MOST_BYTES = 500_000
"""What has to be read of a robots.txt (RFC 9309, 2.5)."""

MOST_HOSTS = 5000
_FETCH_SECONDS = 10.0
_OWN = "robots"


class ForbiddenByRobots(IgnoreRequest):
    """The site's robots.txt forbids this page to us; one that can't be read forbids all (RFC 9309, 2.3.1.4)."""


class RobotsUnread(ForbiddenByRobots):
    """The site's robots.txt can't be read for now."""


@dataclass(frozen=True, slots=True)
class _Rules:
    """What a host allows until ``good_until``: what ``rules`` say, nothing where there is an ``error``, else all."""

    good_until: float
    rules: Protego | None = None
    error: Exception | None = None


class RobotsMiddleware:
    """Lets a request pass if its host's robots.txt does. One fetch for all that wait for the same host."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._name = str(crawler.settings["USER_AGENT"]).partition("/")[0]
        self._seconds = crawler.settings.getfloat("FENGHUO_ROBOTS_SECONDS")
        self._retry_seconds = crawler.settings.getfloat("FENGHUO_ROBOTS_RETRY_SECONDS")
        self._hosts: dict[str, asyncio.Task[_Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "RobotsMiddleware":
        """Return the middleware of a crawler; Scrapy calls this."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise ForbiddenByRobots where the site does not want this page fetched."""
        if _OWN in request.meta:
            return
        rules = await self._rules(request.url)
        if rules.error is not None:
            raise rules.error
        if rules.rules is not None and not rules.rules.can_fetch(request.url, self._name):
            raise ForbiddenByRobots("The site's robots.txt forbids this address to us.")
        if rules.rules is not None:
            await self._keep_pace(request, rules.rules)

    async def _keep_pace(self, request: Request, rules: Protego) -> None:
        """Wait for the turn that the site's crawl-delay leaves us, unless the spider did before it asked."""
        pace: Pace = self._crawler.spider.pace  # type: ignore[union-attr]
        rate = rules.request_rate(self._name)
        spacing = rate.seconds / rate.requests if rate and rate.requests else 0.0
        pace.learn(request.url, max(float(rules.crawl_delay(self._name) or 0), spacing))
        if request.meta.get(PACED) != request.url:
            await pace.turn(request.url)
            request.meta[PACED] = request.url

    async def _rules(self, url: str) -> _Rules:
        parts = urlsplit(url)
        host = f"{parts.scheme}://{parts.netloc}"
        task = self._hosts.get(host)
        if task is None or (task.done() and _is_over(task)):
            if len(self._hosts) >= MOST_HOSTS:
                self._hosts.clear()
            task = self._hosts[host] = asyncio.ensure_future(self._fetch(f"{host}/robots.txt"))
        return await asyncio.shield(task)

    async def _fetch(self, url: str) -> _Rules:
        meta = {_OWN: True, "seconds": _FETCH_SECONDS, "download_maxsize": MOST_BYTES}
        request = Request(url, callback=NO_CALLBACK, meta=meta)
        engine: Any = self._crawler.engine
        try:
            response = await engine.download_async(request)
        except Exception as error:
            return self._unread(error)
        if response.status >= 500:
            return self._unread(RobotsUnread(f"The site can't show its robots.txt (status {response.status})."))
        kept = time.monotonic() + self._seconds
        if not 200 <= response.status < 300:
            return _Rules(kept)
        return _Rules(kept, Protego.parse(response.body.decode("utf-8", "replace")))

    def _unread(self, error: Exception) -> _Rules:
        return _Rules(time.monotonic() + self._retry_seconds, error=error)


def _is_over(task: "asyncio.Task[_Rules]") -> bool:
    return task.cancelled() or task.exception() is not None or task.result().good_until <= time.monotonic()
