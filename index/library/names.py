"""Names in the library: indices by month of event time, and ids that no two nodes share."""

from dataclasses import dataclass
from datetime import datetime

from xxhash import xxh3_128_hexdigest

from index.ledger.moments import from_us

LONGEST_NODE = 31
"""Bytes of a node's name: with a colon and 32 more they make an ``_id`` of at most 64 bytes."""

_LONGEST_LOCAL = 32


@dataclass(frozen=True, slots=True)
class Names:
    """Names of indices under one prefix; ``mentions`` and ``signals`` are aliases of all their months."""

    prefix: str = "fenghuo"

    @property
    def mentions(self) -> str:
        """Return the alias of all mentions."""
        return f"{self.prefix}-mentions"

    @property
    def signals(self) -> str:
        """Return the alias of all signals."""
        return f"{self.prefix}-signals"

    @property
    def incidents(self) -> str:
        """Return the index of incidents: they are few, and change for weeks."""
        return f"{self.prefix}-incidents"

    @property
    def nodes(self) -> str:
        """Return the index in which each node notes how far it has projected."""
        return f"{self.prefix}-nodes"

    def mentions_at(self, time_us: int) -> str:
        """Return the index of a mention by its event time, which never changes."""
        return f"{self.mentions}-{month(time_us)}"

    def signals_at(self, time_us: int) -> str:
        """Return the index of a signal by the time it fired."""
        return f"{self.signals}-{month(time_us)}"


def month(time_us: int) -> str:
    """Return microseconds since 1970 as ``YYYY.MM`` of UTC."""
    moment = from_us(time_us)
    return f"{moment.year:04d}.{moment.month:02d}"


def month_begins(index: str) -> datetime | None:
    """Return the first instant of a monthly index, None for a name without a month."""
    try:
        return datetime.strptime(index[-7:] + "+0000", "%Y.%m%z")
    except ValueError:
        return None


def document_id(node: str, local: str) -> str:
    """Return the ``_id`` of what a node calls ``local``: at most 64 bytes, the same at every attempt."""
    kept = local if len(local.encode()) <= _LONGEST_LOCAL else xxh3_128_hexdigest(local.encode())
    return f"{node}:{kept}"
