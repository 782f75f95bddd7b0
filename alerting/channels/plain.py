"""Text from outside made harmless for any screen: no control or invisible characters, a bounded length, safe links."""

import unicodedata
from urllib.parse import quote, urlsplit

INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Unicode categories that steer a terminal, reverse the reading direction, hide, or can't be encoded."""

BLANK = "\t\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
"""The invisible characters that stand between two words."""

MOST_MARKS = 2
"""Combining marks kept in a row; more of them only smear over the lines around."""

LONGEST_LINK = 1_000
"""Characters; a longer address is not worth its place on a card."""

URL_CHARACTERS = ":/?#[]@!$&'()*+,;=%"
"""What RFC 3986 lets stand in an address besides letters, digits and ``-._~``; everything else becomes ``%XX``."""


def one_line(text: str) -> str:
    """Return text on one line, without control or invisible characters and without runs of blanks."""
    return " ".join(_visible(text).split())


def several_lines(text: str) -> str:
    """Return text with its line ends kept and every line made harmless."""
    return "\n".join(one_line(line) for line in text.splitlines()).strip("\n")


def cut(text: str, most: int) -> str:
    """Return at most ``most`` characters, ending in an ellipsis where something was cut."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def link(url: str) -> str:
    """Return an http(s) address as plain ASCII that may be shown as a link, or "" if it can't be one.

    An address with a user name before its host is refused: it shows one site and leads to another.
    """
    try:
        safe = quote(one_line(url), safe=URL_CHARACTERS)
        parts = urlsplit(safe)
        host = parts.hostname
    except ValueError:
        return ""
    plain = parts.scheme in ("http", "https") and host and "@" not in parts.netloc
    return safe if plain and len(safe) <= LONGEST_LINK else ""


def _visible(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for char in text:
        category = unicodedata.category(char)
        if category in INVISIBLE:
            char = " " if char in BLANK else ""
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks <= MOST_MARKS:
            kept.append(char)
    return "".join(kept)
