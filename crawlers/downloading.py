"""Scrapy's download handler with one limit of time for a whole job, which all its redirects share."""

import time

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import Request, Response

BEGUN = "begun"
SECONDS = "seconds"


class DeadlineHandler(HTTP11DownloadHandler):
    """Counts from the moment the first request really starts; waiting for a free place at the host is not counted."""

    async def download_request(self, request: Request) -> Response:
        """Download within the time that the job has left."""
        now = time.monotonic()
        left = float(request.meta[SECONDS]) - (now - request.meta.setdefault(BEGUN, now))
        if left <= 0:
            raise DownloadTimeoutError("no time left")
        request.meta["download_timeout"] = left
        return await super().download_request(request)
