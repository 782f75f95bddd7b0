"""The name resolver of the crawl worker: what it doesn't give out can't be connected to.

Twisted asks it for every connection, also where the host is written as a number in whatever base, and connects to
exactly the addresses it gives: a name that changes between two questions gains nothing.
"""

import asyncio
import socket
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver, IHostResolution
from zope.interface import implementer  # type: ignore[import-untyped]

from crawlers.guard import Guard

LOOKUP_SECONDS = 10.0
_THREADS = 32
_MOST_REFUSED = 1000

Lookup = Callable[[str, int], Sequence[tuple[Any, Any, Any, Any, tuple[Any, ...]]]]


class Receiver(Protocol):
    """Who asked for a name: Twisted's IResolutionReceiver."""

    def resolutionBegan(self, resolution: object) -> None: ...  # noqa: N802, D102
    def addressResolved(self, address: object) -> None: ...  # noqa: N802, D102
    def resolutionComplete(self) -> None: ...  # noqa: N802, D102


def look_up(host: str, port: int) -> Sequence[tuple[Any, Any, Any, Any, tuple[Any, ...]]]:
    """Ask the system for the addresses of a host."""
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


@implementer(IHostResolution)
class _Resolution:
    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """Do nothing: a lookup ends by itself within its limit."""


@implementer(IHostnameResolver)
class GuardedResolver:
    """Gives out the addresses of a host that the guard allows. ``refused`` remembers hosts that had another."""

    def __init__(self, guard: Guard, lookup: Lookup = look_up) -> None:
        self.refused: set[str] = set()
        self._guard = guard
        self._lookup = lookup
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="names")
        self._tasks: set[asyncio.Task[None]] = set()

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> "GuardedResolver":
        """Return the resolver of a crawler process; Scrapy calls this."""
        resolver = cls(Guard.of(crawler.settings.getlist("FENGHUO_ALLOW")))
        resolver._reactor = reactor
        return resolver

    def install_on_reactor(self) -> None:
        """Make it the one that every connection of the process asks; Scrapy calls this."""
        self._reactor.installNameResolver(self)

    _reactor: Any = None

    def resolveHostName(  # noqa: N802 (Twisted's name)
        self,
        receiver: Receiver,
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: object = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> object:
        """Tell the receiver the allowed addresses of a host, none where there are none."""
        resolution = _Resolution(hostName)
        receiver.resolutionBegan(resolution)
        task = asyncio.get_running_loop().create_task(self._resolve(receiver, hostName, portNumber))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return resolution

    async def _resolve(self, receiver: Receiver, host: str, port: int) -> None:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(LOOKUP_SECONDS):
                found = await loop.run_in_executor(self._threads, self._lookup, host, port)
        except (OSError, UnicodeError, TimeoutError):
            found = ()
        for family, _, _, _, address in found:
            if self._guard.allows(str(address[0])):
                made = IPv6Address if family == socket.AF_INET6 else IPv4Address
                receiver.addressResolved(made("TCP", address[0], address[1]))
            else:
                self._refuse(host)
        receiver.resolutionComplete()

    def _refuse(self, host: str) -> None:
        if len(self.refused) >= _MOST_REFUSED:
            self.refused.clear()
        self.refused.add(host.lower())


class RefusedAddress(IgnoreRequest):
    """A hop led to an address that is not public."""


class RefusalMiddleware:
    """Says why a hop could not be connected where the guard was the reason."""

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Replace a failed lookup by the refusal behind it."""
        from twisted.internet import reactor

        resolver: Any = reactor.nameResolver
        host = (urlparse_cached(request).hostname or "").lower()
        if isinstance(resolver, GuardedResolver) and host in resolver.refused:
            raise RefusedAddress(host) from exception
