"""Sources of type ``sitemap``: sitemaps and their indexes, news sitemaps with titles and dates, packed or not."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import lxml.etree as etree

from crawlers.dates import read_time
from crawlers.encodings import decode
from crawlers.feeds import FeedError, strict_tree, without_doctype
from crawlers.lines import tidy
from crawlers.page import web_address
from crawlers.pages import article
from crawlers.reading import Fetched, Follow, Reading

MOST_ENTRIES = 2000
"""Articles of one sitemap that are looked at, the newest ones."""

MOST_SITEMAPS = 10
"""Sitemaps of an index that are read in one poll, those changed last."""

MOST_BYTES = 15_000_000
_MOST_READ = 500_000
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Entry:
    """An address of a sitemap: when it was published, if it is news, and when it was last changed."""

    url: str
    changed: str = ""
    published: str = ""
    title: str = ""


def read_sitemap(fetched: Fetched) -> Reading:
    """Read a sitemap: its pages are the articles to fetch; those of an index are read themselves."""
    text = tidy(decode(unpacked(fetched.body), fetched.content_type).text)
    if text.startswith(("http://", "https://")):
        return _articles([Entry(line.strip()) for line in text.split("\n")[:_MOST_READ]], fetched)
    root = strict_tree(without_doctype(text), fetched.url)
    name = "" if root is None else _local(root)
    if root is None or name not in ("urlset", "sitemapindex"):
        raise FeedError("The answer is not a sitemap (neither urlset nor sitemapindex).")
    entries = [entry for _, entry in zip(range(_MOST_READ), _entries(root), strict=False)]
    if name == "urlset":
        return _articles(entries, fetched)
    kept = [each for each in _newest(entries, fetched) if each.url][:MOST_SITEMAPS]
    return Reading((), follow=[Follow(each.url, "sitemap", fetched.options) for each in kept])


def unpacked(body: bytes) -> bytes:
    """Return a body that may be gzip without having been declared so; FeedError where it grows beyond the limit."""
    if not body.startswith(_GZIP):
        return body
    packed = zlib.decompressobj(wbits=31)
    try:
        whole = packed.decompress(body, MOST_BYTES)
    except zlib.error as error:
        raise FeedError("The sitemap is packed, and damaged.") from error
    if packed.unconsumed_tail:
        raise FeedError(f"The sitemap is larger than {MOST_BYTES / 1e6:g} MB.")
    return whole


def _articles(entries: list[Entry], fetched: Fetched) -> Reading:
    only = str(fetched.options.get("only") or "")
    meant = [each for each in _newest(entries, fetched) if each.url and only in each.url]
    follow = [article(each.url, fetched.options, _row(each)) for each in meant[:MOST_ENTRIES]]
    return Reading((), dropped=max(len(meant) - MOST_ENTRIES, 0), follow=follow)


def _row(entry: Entry) -> dict[str, object]:
    """Return what a sitemap says of an article; when it was published is said best by a news sitemap."""
    told = {"title": entry.title, "time": entry.published or entry.changed}
    return {key: value for key, value in told.items() if value}


def _newest(entries: list[Entry], fetched: Fetched) -> list[Entry]:
    """Return the entries that are no older than ``max_age``, the newest first, those without a date last."""
    now, age = fetched.at, fetched.options.get("max_age")
    since = now - age if isinstance(age, float | int) else float("-inf")
    dated = [(_seconds(each, now), each) for each in entries]
    young = [(at, each) for at, each in dated if at is None or at >= since]
    return [each for at, each in sorted(young, key=lambda pair: -(pair[0] or 0.0))]


def _seconds(entry: Entry, now: float) -> float | None:
    at = read_time(entry.published or entry.changed, UTC, datetime.fromtimestamp(now, UTC))
    return None if at is None else at.timestamp()


def _entries(root: etree._Element) -> Iterator[Entry]:
    for element in root:
        if not isinstance(element.tag, str):
            continue
        texts = _texts(element)
        yield Entry(
            web_address(texts.get("loc", ""), ""),
            texts.get("lastmod", ""),
            texts.get("publication_date", ""),
            " ".join(texts.get("title", "").split()),
        )


def _texts(element: etree._Element) -> dict[str, str]:
    """Return the texts of an entry and of the news inside it by their local names; the first of a name counts."""
    found: dict[str, str] = {}
    for child in element:
        for each in child if _local(child) == "news" else [child]:
            found.setdefault(_local(each), tidy(each.text or ""))
    return found


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2].lower()
