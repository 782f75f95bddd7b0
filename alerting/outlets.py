"""Where on the page a report stands, and the outlets that ship; which count here, ``Engine.outlets`` says."""

from config.preset import outlets_of
from domain.mention import Mention

SHIPPED = outlets_of()
"""The outlets of the preset alone."""

FRONT_KEYS = ("front_page", "头版", "头条", "版面", "版次")
"""Columns in which an import says on which page a report stands."""

FRONT = ("1", "true", "yes", "是", "头版", "头条", "要闻", "01版", "1版", "第1版", "第01版", "第一版", "a1", "a01")
"""What stands there for the front page."""


def is_front_page(mention: Mention) -> bool:
    """Say whether a mention stands on a front page, as far as whoever collected it says so."""
    told = (str(mention.extra.get(key, "")).strip().casefold() for key in FRONT_KEYS)
    return any(each in FRONT for each in told)
