"""Scrapy's download handler with two limits of ours: places at a host, and one time for a job with all its redirects.

Scrapy keeps the place of the first host for every hop that follows, so many sources that redirect to one site would
all ask it at once; here each hop waits for a place at the host it really goes to.
"""

import asyncio
import time
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import Request, Response

BEGUN = "begun"
SECONDS = "seconds"


class Places:
    """A few places at each host and port, forgotten as soon as nobody holds or awaits one."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    def at(self, url: str) -> asyncio.Semaphore:
        """Return what to hold while asking the host of an address."""
        try:
            host = urlsplit(url).netloc.rpartition("@")[2].lower()
        except ValueError:
            host = ""
        found = self._held.get(host)
        if found is None:
            found = self._held[host] = asyncio.Semaphore(self._most)
        return found


class DeadlineHandler(HTTP11DownloadHandler):
    """Counts from the moment the first request really starts; waiting for that place is not counted."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._places = Places(crawler.settings.getint("FENGHUO_PER_HOST"))

    async def download_request(self, request: Request) -> Response:
        """Download within the time that the job has left."""
        async with self._places.at(request.url):
            now = time.monotonic()
            left = float(request.meta[SECONDS]) - (now - request.meta.setdefault(BEGUN, now))
            if left <= 0:
                raise DownloadTimeoutError("no time left")
            request.meta["download_timeout"] = left
            return await super().download_request(request)
