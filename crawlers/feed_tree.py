"""Well-formed feeds read straight from their tree: RSS, RSS 1.0 and Atom differ in names, not in what they say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from urllib.parse import urljoin

import lxml.etree as etree

from crawlers.html import to_text
from crawlers.lines import tidy

MOST_ITEMS = 2000
"""Items of one poll that are read; the newest stand first in a feed."""

_PREFIXES = {
    **dict.fromkeys(("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#", "http://purl.org/rss/1.0/"), ""),
    **dict.fromkeys(("http://my.netscape.com/rdf/simple/0.9/", "http://channel.netscape.com/rdf/simple/0.9/"), ""),
    **dict.fromkeys(("http://backend.userland.com/rss2", "http://blogs.law.harvard.edu/tech/rss"), ""),
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/rss/1.0/modules/slash/": "slash:",
    "http://purl.org/syndication/thread/1.0": "thr:",
    "http://search.yahoo.com/mrss/": "media:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
}
_TITLES = ("title", "dc:title", "media:title")
_TIMES = ("pubdate", "published", "issued", "dc:date", "dcterms:issued", "created", "dcterms:created", "updated")
_MORE_TIMES = ("modified", "dcterms:modified")
_BODIES = ("content:encoded", "content", "description", "summary", "media:description", "itunes:summary")
_AUTHORS = ("author", "dc:creator", "itunes:author")
_COMMENTS = ("slash:comments", "thr:total")
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_MAIL_AND_NAME = re.compile(r"\S+@\S+\s*\((.+)\)")
_ROOTS = ("rss", "feed", "rdf:rdf")


@dataclass(frozen=True, slots=True)
class FeedItem:
    """An item as it was written, its markup gone: ``time`` is what the feed states, not yet read."""

    id: str = ""
    url: str = ""
    title: str = ""
    text: str = ""
    author: str = ""
    time: str = ""
    comments: str = ""
    views: str = ""

    def row(self) -> dict[str, object]:
        """Return what it states as a row of raw keys."""
        return {key: value for key in self.__slots__ if (value := getattr(self, key))}


def read_tree(root: etree._Element) -> tuple[list[FeedItem], int] | None:
    """Return the items of a feed's tree and how many more there were, None where the tree is not a feed's."""
    if _name(root.tag) not in _ROOTS:
        return None
    author, elements = _author(_children(root)), _elements(root)
    return [_item(element, author) for element in islice(elements, MOST_ITEMS)], sum(1 for _ in elements)


def _elements(root: etree._Element) -> Iterator[etree._Element]:
    """Yield the items, which stand in the root or in its channel."""
    for element in root:
        name = _name(element.tag)
        if name == "channel":
            yield from (inner for inner in element if _name(inner.tag) == "item")
        elif name in ("item", "entry"):
            yield element


def _item(element: etree._Element, feed_author: str) -> FeedItem:
    children = _children(element)
    group = children.get("media:group")
    if group is not None:
        children = _children(group) | children
    return FeedItem(
        id=_text(children, ("guid", "id")) or element.get(_ABOUT, ""),
        url=_link(element, children),
        title=" ".join(_words(children, _TITLES).split()),
        text=_words(children, _BODIES),
        author=_author(children) or feed_author,
        time=_text(children, (*_TIMES, *_MORE_TIMES)),
        comments=_text(children, _COMMENTS),
        views=_views(children),
    )


def _children(element: etree._Element) -> dict[str, etree._Element]:
    """Return the children by name, of several the first that holds anything."""
    found: dict[str, etree._Element] = {}
    for child in element:
        name = _name(child.tag)
        if name and (name not in found or not (found[name].text or len(found[name]))):
            found[name] = child
    return found


@lru_cache(maxsize=4096)
def _name(tag: object) -> str:
    """Return a tag's name in lower case with our prefix; a foreign namespace keeps its braces, no element is ""."""
    if not isinstance(tag, str):
        return ""
    namespace, _, local = tag.rpartition("}")
    prefix = _PREFIXES.get(namespace[1:], "" if not namespace else f"{namespace}}}")
    return prefix + local.lower()


def _text(children: dict[str, etree._Element], names: tuple[str, ...]) -> str:
    """Return the first of these children that holds text, as it stands."""
    for name in names:
        if name in children:
            child = children[name]
            text = tidy("".join(child.itertext()) if len(child) else child.text or "")
            if text:
                return text
    return ""


def _words(children: dict[str, etree._Element], names: tuple[str, ...]) -> str:
    """Return the first of these children that says anything, without markup."""
    for name in names:
        if name in children:
            words = _plain(children[name])
            if words:
                return words
    return ""


def _plain(element: etree._Element) -> str:
    """Return what an element says; Atom's plain text is the only one in which < is no markup."""
    if len(element):
        return to_text(etree.tostring(element, encoding="unicode", with_tail=False))
    text = element.text or ""
    is_plain = element.tag.startswith("{http://www.w3.org/2005/Atom}") and element.get("type", "text") == "text"
    return tidy(text) if is_plain else to_text(text)


def _link(element: etree._Element, children: dict[str, etree._Element]) -> str:
    """Return the address of the item's page: its link, else an alternate one, else a guid that is one."""
    first = children.get("link")
    if first is not None and (written := (first.text or "").strip()):
        return _absolute(element, written)
    links = [child for child in element if _name(child.tag) == "link"]
    written = next((link.text.strip() for link in links if link.text and link.text.strip()), "")
    alternate = (link.get("href", "") for link in links if link.get("rel", "alternate") == "alternate")
    address = written or next(filter(None, alternate), "")
    guid = children.get("guid")
    if not address and guid is not None and guid.get("isPermaLink", "true") == "true":
        address = (guid.text or "").strip()
    return _absolute(element, address) if address else str(element.get(_ABOUT, ""))


def _absolute(element: etree._Element, address: str) -> str:
    if address.startswith(("http://", "https://")):
        return address
    try:
        return urljoin(element.base or "", address)
    except ValueError:
        return address


def _author(children: dict[str, etree._Element]) -> str:
    """Return who wrote it: a name where there is one, the mail address otherwise."""
    element = children.get("author")
    name = _text(_children(element), ("name", "email")) if element is not None and len(element) else ""
    written = name or _text(children, _AUTHORS)
    named = _MAIL_AND_NAME.fullmatch(written)
    return to_text(named[1] if named else written)


def _views(children: dict[str, etree._Element]) -> str:
    community = children.get("media:community")
    if community is None:
        return ""
    return str(next((inner.get("views", "") for inner in community if _name(inner.tag) == "media:statistics"), ""))
