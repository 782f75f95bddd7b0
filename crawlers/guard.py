"""Which addresses fetched data may lead to: public ones, and the networks that the operator allows by name.

A page or feed can link or redirect anywhere, and a name can resolve to anything. So it is the address itself that is
judged, at the moment of connecting, on every hop.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_NOT_PUBLIC_4 = tuple(
    IPv4Network(each)
    for each in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # carriers' address translation, clouds' own services
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, clouds' metadata
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",  # documentation, as two more below
        "192.88.99.0/24",  # relays of 6to4
        "192.168.0.0/16",
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
"""The special-purpose registry of IANA (RFC 6890 and its successors)."""

_PUBLIC_6 = IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    IPv6Network(each)
    for each in (
        "2001::/23",  # Teredo, benchmarks, ORCHID and other protocol assignments
        "2001:db8::/32",  # documentation, as 3fff::/20
        "2002::/16",  # 6to4 carries any IPv4 address
        "3fff::/20",
    )
)
_TRANSLATED = IPv6Network("64:ff9b::/96")
"""NAT64: what a network without IPv4 reaches the IPv4 web by; the address inside is the one that counts (RFC 6052)."""


@dataclass(frozen=True, slots=True)
class Guard:
    """Lets public addresses pass, and those of the networks in ``allow``."""

    allow: tuple[Network, ...] = ()

    @classmethod
    def of(cls, networks: Iterable[str]) -> "Guard":
        """Return the guard that allows networks written as CIDR; ValueError for anything else."""
        return cls(tuple(ip_network(each) for each in networks))

    def allows(self, address: str) -> bool:
        """Say whether a connection to a numeric address is allowed; what is no numeric address never is."""
        try:
            written = ip_address(address)
        except ValueError:
            return False
        carried = _carried(written)
        if any(each in network for each in {written, carried} for network in self.allow if _same(each, network)):
            return True
        return is_public(carried)


def is_public(address: Address) -> bool:
    """Say whether an address belongs to the public internet."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_4)
    return address in _PUBLIC_6 and not any(address in network for network in _NOT_PUBLIC_6)


def _carried(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 one stands for where a connection really goes to that one."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in _TRANSLATED:
            return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _same(address: Address, network: Network) -> bool:
    return address.version == network.version
