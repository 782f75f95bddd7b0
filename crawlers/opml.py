"""OPML: the list of feeds that feed readers and monitors hand to one another, its folders as sections of a name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import lxml.etree as etree

from crawlers.encodings import decode
from crawlers.feeds import without_doctype
from crawlers.lines import tidy
from crawlers.page import web_address
from domain.errors import FenghuoError

MOST_BYTES = 15_000_000
MOST_FEEDS = 10_000
SEPARATOR = "/"
"""Between the folders of a section; one in a folder's own name becomes a dash."""


class OpmlError(FenghuoError):
    """The file is no OPML that can be read."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed of the list: ``section`` is the way of folders to it; ``url`` is "" where it names no web address."""

    name: str
    url: str
    section: str = ""


def read_opml(body: bytes) -> list[Outline]:
    """Return the feeds of an OPML file, in their order and in whatever encoding it is; OpmlError for anything else."""
    if len(body) > MOST_BYTES:
        raise OpmlError(f"The file is larger than {MOST_BYTES / 1e6:g} MB; it is no list of feeds.")
    text = tidy(decode(body).text)
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    body_text = _without_declaration(without_doctype(text))
    try:
        root = etree.fromstring(body_text.encode(), parser) if body_text else None
    except etree.XMLSyntaxError:
        root = None
    if root is None or _local(root) != "opml":
        raise OpmlError("The file is not OPML; export the list of feeds as OPML.")
    return [_outline(element) for element in root.iter("{*}outline") if _is_feed(element)][:MOST_FEEDS]


def write_opml(feeds: Iterable[Outline], title: str) -> bytes:
    """Return feeds as an OPML 2.0 file, their sections as folders."""
    root = etree.Element("opml", version="2.0")
    head, body = etree.SubElement(root, "head"), etree.SubElement(root, "body")
    etree.SubElement(head, "title").text = title
    folders: dict[tuple[str, ...], etree._Element] = {(): body}
    for feed in feeds:
        way = tuple(filter(None, feed.section.split(SEPARATOR)))
        folder = _folder(folders, way)
        etree.SubElement(folder, "outline", text=feed.name, title=feed.name, type="rss", xmlUrl=feed.url)
    written: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return written


def _folder(folders: dict[tuple[str, ...], etree._Element], way: tuple[str, ...]) -> etree._Element:
    if way not in folders:
        folders[way] = etree.SubElement(_folder(folders, way[:-1]), "outline", text=way[-1], title=way[-1])
    return folders[way]


def _without_declaration(text: str) -> str:
    """Return a document without the XML declaration, whose encoding no longer holds."""
    return text.partition("?>")[2] if text.startswith("<?xml") else text


def _is_feed(element: etree._Element) -> bool:
    return bool(_attribute(element, "xmlurl")) or _attribute(element, "type").lower() in ("rss", "atom")


def _outline(element: etree._Element) -> Outline:
    url = web_address(_attribute(element, "xmlurl"), "")
    return Outline(_name(element) or url, url, SEPARATOR.join(_way(element)))


def _way(element: etree._Element) -> Sequence[str]:
    """Return the folders above a feed, the outermost first; without folders, its first ``category``."""
    above = [_name(each) for each in element.iterancestors("{*}outline") if not _is_feed(each)]
    names = [name.replace(SEPARATOR, "-") for name in reversed(above) if name]
    return names or [each for each in _attribute(element, "category").partition(",")[0].split(SEPARATOR) if each]


def _name(element: etree._Element) -> str:
    return " ".join((_attribute(element, "text") or _attribute(element, "title")).split())


def _attribute(element: etree._Element, name: str) -> str:
    """Return an attribute whatever the case of its name."""
    return next((str(value).strip() for key, value in element.attrib.items() if str(key).lower() == name), "")


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2].lower()
