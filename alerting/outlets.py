"""National outlets and their tiers, as the preset lists them: who published a mention, and where on the page."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from config.preset import outlets_preset
from domain.mention import Mention

CENTRAL = "central"
"""The tier of the central state media; every other tier is national too."""

NAMES: Mapping[str, str] = {name: tier.id for tier in outlets_preset().tiers for name in tier.names}
"""Names by which their accounts and feeds are known → tier."""

HOSTS: Mapping[str, str] = {host: tier.id for tier in outlets_preset().tiers for host in tier.hosts}
"""Hosts of their sites → tier."""

FRONT_KEYS = ("front_page", "头版", "头条", "版面", "版次")
"""Columns in which an import says on which page a report stands."""

FRONT = ("1", "true", "yes", "是", "头版", "头条", "要闻", "01版", "1版", "第1版", "第01版", "第一版", "a1", "a01")
"""What stands there for the front page."""


def outlet_of(mention: Mention) -> str:
    """Return the national outlet that published a mention, by source, author or host of its address; "" if none did."""
    for name in (mention.source.strip(), mention.author.strip()):
        if name in NAMES:
            return name
    parts = _host(mention.url).split(".")
    hosts = (".".join(parts[start:]) for start in range(len(parts) - 1))
    return next((host for host in hosts if host in HOSTS), "")


def tier_of(outlet: str) -> str:
    """Return the tier of an outlet that ``outlet_of`` named, "" for none."""
    return NAMES.get(outlet) or HOSTS.get(outlet, "")


def is_front_page(mention: Mention) -> bool:
    """Say whether a mention stands on a front page, as far as whoever collected it says so."""
    told = (str(mention.extra.get(key, "")).strip().casefold() for key in FRONT_KEYS)
    return any(each in FRONT for each in told)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
