"""What an address has to offer as a source: the feed or sitemap it is, else the feeds its page and its site lead to.

The reader ``discover`` serves ``fenghuo sources add``. What a page leads to is fetched in the same poll, under the same
limits and the same address guard; each row it gives is one source that could be configured.
"""

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

import lxml.etree as etree
import orjson

from crawlers.encodings import decode
from crawlers.feeds import parse_feed, strict_tree, without_doctype
from crawlers.lines import tidy
from crawlers.page import Page, PageError, parse_page, web_address
from crawlers.reading import Fetched, Follow, Reading
from crawlers.sitemaps import unpacked
from domain.errors import FenghuoError

MOST_CANDIDATES = 20
COMMON_PATHS = ("/feed", "/rss", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml", "/feed.json")
"""Where sites keep a feed that their pages don't name; asked only where a page names none."""

SITEMAP = "/sitemap.xml"
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
_LOOKS_LIKE_FEED = re.compile(r"(?:^|[/._?=-])(?:rss|feed|atom)(?:[/._?=&-]|$)", re.IGNORECASE)
_JSON_FEED = "https://jsonfeed.org/version/"
JSON_FEED_FIELDS = {
    "id": "id",
    "title": "title",
    "text": "content_text",
    "time": "date_published",
    "url": "url",
    "author": "author.name",
}


def read_discovery(fetched: Fetched) -> Reading:
    """Read what could be a source; a page that is none leads to those it names, once."""
    for offered in (_feed, _json_feed, _sitemap):
        row = offered(fetched)
        if row is not None:
            return Reading([row])
    if fetched.options.get("last"):
        raise PageError("It is no feed.")
    page = parse_page(fetched.body, fetched.content_type, fetched.url)
    named = list(dict.fromkeys(_named(page)))[:MOST_CANDIDATES]
    found = named or [web_address(path, fetched.url) for path in COMMON_PATHS]
    site = web_address(SITEMAP, fetched.url)
    return Reading((), follow=[Follow(url, "discover", {"last": True}) for url in (*found, site) if url != fetched.url])


def _feed(fetched: Fetched) -> dict[str, object] | None:
    try:
        feed = parse_feed(fetched.body, fetched.content_type, fetched.url)
    except FenghuoError:
        return None
    title = _title(tidy(decode(fetched.body, fetched.content_type).text), fetched.url)
    newest = next((item for item in feed.items if item.title or item.text), None)
    return {
        "type": "feed",
        "url": fetched.url,
        "title": title or _host(fetched.url),
        "items": len(feed.items) + feed.dropped,
        "newest": newest.time if newest else "",
        "example": (newest.title or newest.text) if newest else "",
    }


def _title(text: str, url: str) -> str:
    """Return the title of a feed's channel, "" where it has none or can't be read at once."""
    try:
        root = strict_tree(without_doctype(text), url)
    except FenghuoError:
        return ""
    found = [] if root is None else root.xpath("(/*/*[local-name()='channel'] | /*)/*[local-name()='title'][1]")
    return " ".join("".join(found[0].itertext()).split()) if found else ""


def _json_feed(fetched: Fetched) -> dict[str, object] | None:
    """Return a JSON Feed as the source of type ``json`` that reads it."""
    if not fetched.body[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return None
    try:
        told = orjson.loads(decode(fetched.body, fetched.content_type).text)
    except orjson.JSONDecodeError:
        return None
    items = told.get("items") if str(told.get("version", "")).startswith(_JSON_FEED) else None
    if not isinstance(items, list):
        return None
    first = items[0] if items and isinstance(items[0], dict) else {}
    return {
        "type": "json",
        "url": fetched.url,
        "title": str(told.get("title") or _host(fetched.url)),
        "items": len(items),
        "newest": str(first.get("date_published") or ""),
        "example": str(first.get("title") or first.get("content_text") or ""),
    }


def _sitemap(fetched: Fetched) -> dict[str, object] | None:
    try:
        text = tidy(decode(unpacked(fetched.body), fetched.content_type).text)
        root = strict_tree(without_doctype(text), fetched.url)
    except FenghuoError:
        return None
    name = "" if root is None else etree.QName(root).localname
    if root is None or name not in ("urlset", "sitemapindex"):
        return None
    dates = islice((each.text or "" for each in root.iter("{*}lastmod")), 2000)
    return {
        "type": "sitemap",
        "url": fetched.url,
        "title": _host(fetched.url),
        "items": len(root),
        "newest": max(dates, default=""),
        "example": "",
    }


def _named(page: Page) -> Iterator[str]:
    """Yield the feeds a page names: first those it declares, then links that look like one."""
    for link in page.root.iter("link"):
        rels, kind = (link.get("rel") or "").lower().split(), (link.get("type") or "").lower().partition(";")[0].strip()
        if "alternate" in rels and kind in _FEED_TYPES:
            yield web_address(link.get("href") or "", page.base)
    for link in islice(page.root.iter("a"), 5000):
        url = web_address(link.get("href") or "", page.base)
        if url and _LOOKS_LIKE_FEED.search(urlsplit(url).path):
            yield url


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
