"""Markup to text: nothing of a feed's or a page's HTML is ever shown, only what it says."""

import re
from html import unescape

import lxml.etree as etree

from crawlers.lines import tidy

MOST_MARKUP = 300_000
"""Characters of markup that are read; a text is cut at 20,000 anyway."""

_HIDDEN = ("script", "style", "template", "noscript", "head", "iframe", "object", "svg", "math", "select", "textarea")
_BLOCK_NAMES = (
    "address article aside blockquote br caption dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 "
    "h4 h5 h6 header hr li main nav ol p pre section summary table td th tr ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_BREAK = "\u2028"
_MARKUP = re.compile(r"[<&]|\]\]>")
"""What nothing that is no plain text is without."""

_TAG = re.compile(r"<[a-zA-Z!/?][^<>]*>")
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_ATTRIBUTES = r"(?:\s+[a-z-]+=(?:\"[^\"<>]*\"|'[^'<>]*'))*\s*"
_INLINE = re.compile(rf"</?(?:span|b|strong|i|em|u|a){_ATTRIBUTES}>", re.IGNORECASE)
_LINE = re.compile(rf"<br{_ATTRIBUTES}/?>", re.IGNORECASE)
_PARAGRAPH = re.compile(rf"<(p|div|h[1-6]){_ATTRIBUTES}>([^<]*)</\1>", re.IGNORECASE)
_LEFT_OVER = re.compile(
    r"</?(?:p|br|div|span|a|img|b|i|em|strong|li|ul)\b[^<>]*>|&(?:amp|nbsp|quot|ldquo|rdquo|hellip|#\d{2,6});",
    re.IGNORECASE,
)


def to_text(markup: str) -> str:
    """Return what markup says: a line per block, entities resolved, scripts and styles dropped.

    Markup that was escaped twice is read twice. Plain text comes back as it is, tidied.
    """
    if _MARKUP.search(markup) is None:
        return tidy(markup[:MOST_MARKUP])
    text = _once(markup[:MOST_MARKUP])
    return _once(text) if _LEFT_OVER.search(text) else text


def _once(markup: str) -> str:
    markup = tidy(_CDATA.sub("", markup))
    if not _TAG.search(markup):
        return tidy(unescape(markup))
    said = _plainly_marked(markup)
    return _in_lines(_parsed(markup) if said is None else said)


def _plainly_marked(markup: str) -> str | None:
    """Return what markup says that is one paragraph after another, as in most items of feeds; None for any other."""
    if "&" in markup:
        return None
    said = _PARAGRAPH.sub(rf"{_BREAK}\2{_BREAK}", _LINE.sub(_BREAK, _INLINE.sub("", markup)))
    return None if "<" in said else said


def _parsed(markup: str) -> str:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    root = etree.fromstring(f"<div>{markup}</div>".encode(), parser)
    if root is None:
        return ""
    etree.strip_elements(root, *_HIDDEN, with_tail=False)
    for element in root.iter():
        if element.tag in _BLOCKS:
            element.text = _BREAK + (element.text or "")
            element.tail = _BREAK + (element.tail or "")
    said: str = etree.tostring(root, method="text", encoding="unicode")
    return said


def _in_lines(said: str) -> str:
    """Return a line for each block, spaces put in order."""
    return tidy("\n".join(filter(None, (" ".join(line.split()) for line in said.split(_BREAK)))))
