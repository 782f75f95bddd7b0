"""A web page as a tree, and what a selector of the configuration finds in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias
from urllib.parse import urljoin, urlsplit

import lxml.etree as etree

from crawlers.encodings import decode
from crawlers.html import to_text
from crawlers.lines import tidy
from domain.errors import FenghuoError

Found: TypeAlias = "etree._Element | str"
"""What a selector finds: an element, or the text of an attribute or node."""

_TIMES = ("datetime", "content", "data-time", "data-timestamp", "data-date")
_READABLE = ("html", "xml", "text/plain")


class PageError(FenghuoError):
    """The body is no web page, or says nothing."""


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page; ``base`` is what its links are relative to, ``guessed`` an encoding that had to be guessed."""

    root: etree._Element
    base: str
    markup: str
    guessed: str


def parse_page(body: bytes, content_type: str = "", url: str = "") -> Page:
    """Return a page fetched from ``url``; PageError where there is none to read."""
    kind = content_type.partition(";")[0].strip().lower()
    if (kind and not any(each in kind for each in _READABLE)) or body.startswith((b"%PDF", b"PK\x03\x04", b"\x89PNG")):
        raise PageError(f"The answer is not a web page ({kind or 'it is binary'}).")
    decoded = decode(body, content_type)
    markup = tidy(decoded.text)
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    root = etree.fromstring(markup.encode(), parser) if markup else None
    if root is None:
        raise PageError("The answer is empty; there is no page at this address.")
    bases = root.xpath("//base/@href")
    base = web_address(str(bases[0]), url) if bases else url
    return Page(root, base or url, markup, "" if decoded.sure else decoded.encoding)


def select(page: Page, selector: str) -> Sequence[Found]:
    """Return what a CSS selector finds (``::attr()`` and ``::text`` as Scrapy has them), or an XPath beginning in /."""
    found = page.root.xpath(path_of(selector))
    return found if isinstance(found, list) else [str(found)]


@lru_cache(maxsize=256)
def path_of(selector: str) -> str:
    """Return the XPath that a selector means; it was checked when the configuration was read."""
    if selector.startswith(("/", "(")):
        return selector
    from parsel.csstranslator import HTMLTranslator

    return str(HTMLTranslator().css_to_xpath(selector))


def said_by(found: Found) -> str:
    """Return the text of what was found, a line per block."""
    if isinstance(found, str):
        return tidy(found)
    return to_text(etree.tostring(found, encoding="unicode", method="html", with_tail=False))


def time_of(found: Found) -> str:
    """Return the time that what was found states: in the attribute machines read, else in its text."""
    if isinstance(found, str):
        return tidy(found)
    return next((found.get(key, "") for key in _TIMES if found.get(key)), "") or " ".join(said_by(found).split())


def link_of(found: Found, base: str) -> str:
    """Return the web address that what was found leads to, "" for none: its own link or the first inside it."""
    links = [found] if isinstance(found, str) else found.xpath("descendant-or-self::a/@href | @href")
    return web_address(str(links[0]), base) if links else ""


def web_address(link: str, base: str) -> str:
    """Return the http(s) address that a link means on a page of ``base``, without its fragment; "" for any other."""
    try:
        url = urljoin(base, tidy(link))
        parts = urlsplit(url)
        return url.partition("#")[0] if parts.scheme in ("http", "https") and parts.hostname else ""
    except ValueError:
        return ""
