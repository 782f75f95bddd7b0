"""Feeds: RSS 0.9–2.0, RSS 1.0 and Atom. Well-formed ones are read directly, all others by feedparser.

feedparser is content with nearly anything, 12–160 times slower, and can be made to take minutes: it runs only in a
limited child. No DTD, no entity, no network; texts leave here without markup, their encoding made right before.
"""

import re
from calendar import timegm
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import lxml.etree as etree

from crawlers.dates import read_time
from crawlers.encodings import decode
from crawlers.feed_tree import MOST_ITEMS, FeedItem, read_tree
from crawlers.html import to_text
from crawlers.lines import tidy
from crawlers.mending import mended
from domain.errors import FenghuoError

_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,500}\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[<>]{0,2000}(?:\[[^\]]{0,100000}\]\s*)?>", re.IGNORECASE)
_PAGE = re.compile(r"\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_ROOT = re.compile(r"<[A-Za-z]")
_FAR_AHEAD = datetime(9000, 1, 1, tzinfo=UTC)


class FeedError(FenghuoError):
    """The body is no feed, or none that may be read."""


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed holds. ``dropped`` items were too many; ``sure`` is False where its encoding had to be guessed."""

    items: tuple[FeedItem, ...]
    dropped: int
    encoding: str
    sure: bool


def parse_feed(body: bytes, content_type: str = "", url: str = "") -> Feed:
    """Return the items of a feed fetched from ``url``; FeedError where there is none to read."""
    decoded = decode(body, content_type)
    written = tidy(_DECLARATION.sub("", decoded.text, count=1))
    if not written:
        raise FeedError("The answer is empty; there is no feed at this address.")
    if _PAGE.match(written):
        raise FeedError("The answer is a web page, not a feed; look for the address of the site's feed.")
    text = without_doctype(written)
    items, dropped = _well_formed(text, url) or _well_formed(mended(text), url) or _anything(text, url)
    return Feed(tuple(items), dropped, decoded.encoding, decoded.sure)


def without_doctype(text: str) -> str:
    """Return a document without its document type, so that nothing in it can be defined, fetched or multiplied.

    FeedError where that holds markup of its own.
    """
    root = _ROOT.search(text)
    begins = root.start() if root else len(text)
    prolog = _DOCTYPE.sub("", text[:begins], count=1)
    if "<!DOCTYPE" in prolog.upper():
        raise FeedError("Its document type holds markup of its own, which is refused; it has to go without.")
    return prolog + text[begins:]


def _well_formed(text: str, url: str) -> tuple[list[FeedItem], int] | None:
    """Return the items of well-formed XML, None for anything else."""
    root = strict_tree(text, url)
    try:
        return None if root is None else read_tree(root)
    except ValueError:
        return None


def strict_tree(text: str, url: str) -> etree._Element | None:
    """Return the tree of well-formed XML, None for anything else."""
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(text.encode(), parser, base_url=url or None)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _anything(text: str, url: str) -> tuple[list[FeedItem], int]:
    """Return the items that feedparser finds."""
    import feedparser

    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    try:
        found: Any = feedparser.parse(  # type: ignore[attr-defined, no-untyped-call]
            text.encode(), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:
        raise FeedError(f"The feed can't be read ({type(error).__name__}); its publisher has to mend it.") from error
    if not found.entries and not found.get("version"):
        raise FeedError("The answer is not a feed (neither RSS nor Atom).")
    return [_entry(entry) for entry in found.entries[:MOST_ITEMS]], max(0, len(found.entries) - MOST_ITEMS)


def _entry(entry: Any) -> FeedItem:
    contents = [entry.get("summary", ""), *(content.get("value", "") for content in entry.get("content", ())[:1])]
    return FeedItem(
        id=tidy(entry.get("id", "")),
        url=tidy(entry.get("link", "")),
        title=" ".join(to_text(entry.get("title", "")).split()),
        text=to_text(next(filter(None, reversed(contents)), "")),
        author=to_text(entry.get("author", "")),
        time=_stated(entry),
        comments=tidy(entry.get("slash_comments", "")),
    )


def _stated(entry: Any) -> str:
    """Return the time as the entry states it, or as feedparser read it where only feedparser can."""
    for key in ("published", "updated", "created"):
        stated = tidy(entry.get(key, ""))
        if stated and read_time(stated, UTC, _FAR_AHEAD) is None and entry.get(f"{key}_parsed"):
            return datetime.fromtimestamp(timegm(entry[f"{key}_parsed"]), UTC).isoformat()
        if stated:
            return stated
    return ""
