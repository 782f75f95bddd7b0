"""The pace that a host asks for in its robots.txt: one request, then a pause, over all sources that ask it."""

import asyncio
import time
from urllib.parse import urlsplit

PACED = "paced"
"""Key in a request's meta for the address whose turn was awaited; each hop of a redirect waits for its own."""

LONGEST_DELAY = 3600.0
"""Seconds; a longer crawl-delay counts as this one."""

_MOST_HOSTS = 5000


class Pace:
    """Gives turns at hosts. A host that asked for no delay is never waited for."""

    def __init__(self) -> None:
        self._delays: dict[str, float] = {}
        self._free_at: dict[str, float] = {}

    def learn(self, url: str, delay: float) -> None:
        """Take note of the delay in seconds that the host of an address asks for; it is being asked now."""
        host = _host(url)
        if delay <= 0:
            self._delays.pop(host, None)
            self._free_at.pop(host, None)
            return
        if host not in self._delays and len(self._delays) >= _MOST_HOSTS:
            self._delays.clear()
            self._free_at.clear()
        self._delays[host] = min(delay, LONGEST_DELAY)
        self._free_at.setdefault(host, time.monotonic() + self._delays[host])

    def wait(self, url: str) -> float:
        """Return how many seconds the next turn at the host of an address is away."""
        return max(self._free_at.get(_host(url), 0.0) - time.monotonic(), 0.0)

    async def turn(self, url: str) -> None:
        """Take the next turn at the host of an address, and wait until it comes."""
        host = _host(url)
        delay, wait = self._delays.get(host), self.wait(url)
        if delay is not None:
            self._free_at[host] = time.monotonic() + wait + delay
            await asyncio.sleep(wait)


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""
