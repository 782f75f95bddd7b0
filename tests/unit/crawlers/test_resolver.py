import asyncio
import socket
from collections.abc import Sequence
from typing import Any

from crawlers.guard import Guard
from crawlers.resolver import GuardedResolver, look_up


class Asked:
    """Somebody who asked for a name and hears the answer."""

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.complete = asyncio.Event()

    def resolutionBegan(self, resolution: object) -> None:  # noqa: N802
        pass

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.addresses.append(f"{address.host}:{address.port}")

    def resolutionComplete(self) -> None:  # noqa: N802
        self.complete.set()


def resolve(resolver: GuardedResolver, host: str, port: int = 80) -> list[str]:
    async def ask() -> list[str]:
        asked = Asked()
        resolver.resolveHostName(asked, host, port)
        await asked.complete.wait()
        return asked.addresses

    return asyncio.run(ask())


def found(*addresses: str) -> Sequence[tuple[Any, Any, Any, Any, tuple[Any, ...]]]:
    return [
        (socket.AF_INET6 if ":" in each else socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 80))
        for each in addresses
    ]


def test_only_public_addresses_of_a_name_are_given_out() -> None:
    resolver = GuardedResolver(Guard(), lambda host, port: found("10.0.0.1", "1.1.1.1", "::1", "2400:3200::1"))
    assert resolve(resolver, "Mixed.example") == ["1.1.1.1:80", "2400:3200::1:80"]
    assert resolver.refused == {"mixed.example"}


def test_a_name_that_changes_its_address_gains_nothing() -> None:
    turns = iter(["1.1.1.1", "127.0.0.1", "1.1.1.1", "169.254.169.254"])
    resolver = GuardedResolver(Guard(), lambda host, port: found(next(turns)))
    given = [resolve(resolver, "rebinding.example") for _ in range(4)]
    assert given == [["1.1.1.1:80"], [], ["1.1.1.1:80"], []]


def test_a_name_that_cannot_be_looked_up_has_no_address() -> None:
    def fails(host: str, port: int) -> Sequence[tuple[Any, Any, Any, Any, tuple[Any, ...]]]:
        raise socket.gaierror("unknown")

    resolver = GuardedResolver(Guard(), fails)
    assert (resolve(resolver, "nowhere.example"), resolver.refused) == ([], set())


def test_numbers_in_any_base_are_judged_as_the_addresses_they_are() -> None:
    resolver = GuardedResolver(Guard(), look_up)
    for host in ("2130706433", "0x7f000001", "0177.0.0.1", "127.1", "127.0.0.1", "::1"):
        assert resolve(resolver, host) == []
    allowed = GuardedResolver(Guard.of(["127.0.0.0/8"]), look_up)
    assert resolve(allowed, "2130706433", 8601) == ["127.0.0.1:8601"]
