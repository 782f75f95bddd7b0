"""The article of a web page: its title, text, time and author, without navigation, by cheap ways first.

Most pages hold their text in the paragraphs of one element, which takes about a millisecond to find; where those say
too little, trafilatura reads the page at thirty times the price.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import lxml.etree as etree
import orjson

from crawlers.counters import author_shown, counted
from crawlers.page import Page, said_by, time_of

LITTLE_TEXT = 200
"""Characters below which a text is doubted and trafilatura asked."""

_MOST_LINKED_DATA = 200_000
_APART = (
    *("script", "style", "template", "noscript", "iframe", "object", "svg", "math", "select", "textarea", "button"),
    *("nav", "footer", "aside", "form", "figcaption"),
)
_PROSE = ("p", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "pre")
_OTHER = re.compile(r"caption|share|related|recommend|comment|copyright|cookie|breadcrumb", re.IGNORECASE)
_CONTROLS = {code: bytes([code]).decode("cp1252", "replace").replace("\ufffd", "") for code in range(0x80, 0xA0)}
"""What &#147; and its like mean: they are written as if of Windows, and every browser reads them so."""

_TITLE_ENDS = re.compile(r"\s*[_|]\s*|\s+[-–—]\s+|[-–—](?=[^-–—]{2,12}$)")
_TIMES = (
    *("article:published_time", "og:article:published_time", "bytedance:published_time", "datepublished"),
    *("publishdate", "publish_date", "pubdate", "publication_date", "article:create_at", "og:release_date"),
    *("dcterms.created", "dcterms.issued", "dcterms.date", "dc.date.issued", "dc.date", "parsely-pub-date", "date"),
)
_AUTHORS = ("author", "article:author", "dc.creator", "dcterms.creator", "parsely-author")
_CLOCK = re.compile(r"\d[:：点時时]|\d{10}")
_VISIBLE = re.compile(
    r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?[\sT]{0,3}(?:上午|下午|晚上)?\s?"
    r"\d{1,2}[:：点時时]\d{2}(?:[:：]\d{2})?"
)
_MOST_SEARCHED = 100_000


@dataclass(frozen=True, slots=True)
class Article:
    """What a page says; "" is what it does not say. ``time`` and ``counts`` by our keys are as they were written."""

    title: str = ""
    text: str = ""
    time: str = ""
    author: str = ""
    counts: Mapping[str, str] = field(default_factory=dict)


def extract(page: Page) -> Article:
    """Return the article of a page; the page's tree is used up."""
    metas, data = _metas(page.root), _linked_data(page.root)
    shown = _shown(page.root)
    title, time = _title(page, metas, data), _time(page, metas, data, shown)
    author = _first(metas, _AUTHORS) or _name(data.get("author")) or author_shown(page.root, shown)
    counts = counted(page.root, data, shown)
    text = densest(page.root)
    return Article(title, _thorough(page.markup, text) if len(text) < LITTLE_TEXT else text, time, author, counts)


def _shown(root: etree._Element) -> str:
    """Return what a page shows, a line for each of its texts; scripts and styles are taken out of the tree."""
    etree.strip_elements(root, "script", "style", with_tail=False)
    body = root.find("body")
    return "\n".join(() if body is None else body.itertext())[:_MOST_SEARCHED]


def densest(root: etree._Element) -> str:
    """Return the prose of the element whose own paragraphs say most; links count nothing. The tree is used up."""
    etree.strip_elements(root, *_APART, with_tail=False)
    for line_break in root.iter("br"):
        line_break.tail = "\n" + (line_break.tail or "")
    weights: dict[etree._Element, float] = defaultdict(float)
    for paragraph in root.iter("p"):
        weight = _own_length(paragraph)
        for holder in (paragraph.getparent(), _grandparent(paragraph)):
            if holder is not None and weight > 10:
                weights[holder] += weight
                weight /= 2
    if not weights:
        return ""
    best = max(weights, key=lambda each: weights[each])
    return "\n".join(filter(None, (_lines(each) for each in _prose(best))))


def _prose(holder: etree._Element) -> Iterator[etree._Element]:
    """Yield the blocks of text in an element, none inside another, no captions and no lists of links."""
    taken: set[etree._Element] = set()
    for block in holder.iter(*_PROSE):
        above = block.getparent()
        if above in taken:
            taken.add(block)
            continue
        taken.add(block)
        whole = len("".join(block.itertext()).strip())
        names = " ".join(filter(None, (block.get("class"), above.get("class") if above is not holder else "")))
        if whole and _own_length(block) >= whole / 2 and not _OTHER.search(names):
            yield block


def _own_length(element: etree._Element) -> float:
    """Return the characters of an element that are no link."""
    linked = sum(len("".join(link.itertext()).strip()) for link in element.iter("a"))
    return len("".join(element.itertext()).strip()) - linked


def _grandparent(element: etree._Element) -> etree._Element | None:
    parent = element.getparent()
    return None if parent is None else parent.getparent()


def _lines(block: etree._Element) -> str:
    text = "".join(block.itertext()).translate(_CONTROLS)
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.split("\n"))))


def _thorough(markup: str, found: str) -> str:
    """Return what trafilatura reads, or what was found where that is more."""
    import trafilatura

    text = trafilatura.extract(markup, fast=True, include_comments=False, include_tables=False) or ""
    return text if len(text) > len(found) else found


def _title(page: Page, metas: Mapping[str, str], data: Mapping[str, Any]) -> str:
    """Return the title: the heading that the page's name repeats, as that adds the site's name."""
    named = " ".join(" ".join(page.root.xpath("//head/title//text()")).split()).translate(_CONTROLS)
    shared = metas.get("og:title", "")
    headings = [" ".join(said_by(each).split()) for each in page.root.xpath("//h1")[:10]]
    repeated = [each for each in headings if each and (each in shared or _is_most(each, named))]
    headline = data.get("headline")
    if repeated:
        return max(repeated, key=len)
    return shared or (headline if isinstance(headline, str) else "") or _TITLE_ENDS.split(named)[0] or "".join(headings)


def _is_most(heading: str, named: str) -> bool:
    """Say whether a page's name is a heading and little else; the name of the site stands at its end or is short."""
    return named.startswith(heading) or (heading in named and 2 * len(heading) > len(named))


def _time(page: Page, metas: Mapping[str, str], data: Mapping[str, Any], shown: str) -> str:
    """Return the time of publication as it is written; one with a clock is better than a bare day."""
    marked = page.root.xpath('//*[@itemprop="datePublished"] | //time[@datetime]')
    published = data.get("datePublished")
    stated = (published if isinstance(published, str) else "") or _first(metas, _TIMES)
    stated = stated or next((time_of(each) for each in marked[:1]), "")
    if _CLOCK.search(stated):
        return stated
    seen = (" ".join(each[0].split()) for each in _VISIBLE.finditer(shown))
    return next((each for each in seen if not stated or _day(each) == _day(stated)), stated)


def _day(written: str) -> list[int]:
    return [int(each) for each in re.findall(r"\d{1,4}", written)[:3]]


def _metas(root: etree._Element) -> dict[str, str]:
    """Return the page's own statements by their name in small letters; the first of a name counts."""
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
        content = (meta.get("content") or "").strip()
        if name and content:
            found.setdefault(name, content)
    return found


def _first(metas: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((metas[name] for name in names if name in metas), "")


def _linked_data(root: etree._Element) -> dict[str, Any]:
    """Return the first statement of linked data (JSON-LD) that says when something was published."""
    for script in root.xpath('//script[@type="application/ld+json"]/text()')[:10]:
        try:
            told = orjson.loads(script[:_MOST_LINKED_DATA])
        except orjson.JSONDecodeError:
            continue
        graph = told.get("@graph", told) if isinstance(told, dict) else told
        for each in graph if isinstance(graph, list) else [graph]:
            if isinstance(each, dict) and "datePublished" in each:
                return each
    return {}


def _name(author: object) -> str:
    first = author[0] if isinstance(author, list) and author else author
    name = first.get("name") if isinstance(first, dict) else first
    return name if isinstance(name, str) else ""
