"""Outlets: whose report makes a matter national or foreign, and whose word carries far."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from domain.mention import Mention

CENTRAL = "central"
"""The tier of the central state media; every other tier but ``foreign`` is national too."""

FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class Outlets:
    """The outlets that are known: ``tiers`` by the names of their feeds and accounts, and by the hosts of their sites.

    ``verified`` are authors who count as verified whether or not their platform says so.
    """

    tiers: Mapping[str, str]
    verified: frozenset[str] = frozenset()

    def of(self, mention: Mention) -> str:
        """Return the outlet that published a mention, by source, author or host of its address; "" if none did."""
        for name in (mention.source.strip(), mention.author.strip()):
            if name in self.tiers:
                return name
        parts = _host(mention.url).split(".")
        hosts = (".".join(parts[start:]) for start in range(len(parts) - 1))
        return next((host for host in hosts if host in self.tiers), "")

    def national(self, mention: Mention) -> str:
        """Return the national outlet that published a mention, "" if none did."""
        outlet = self.of(mention)
        return "" if self.tier(outlet) == FOREIGN else outlet

    def tier(self, outlet: str) -> str:
        """Return the tier of an outlet, "" for none."""
        return self.tiers.get(outlet, "")

    def is_verified(self, mention: Mention) -> bool:
        """Say whether the author of a mention is a verified one, by the platform or by the customer."""
        return bool(mention.verified) or mention.author.strip() in self.verified


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
