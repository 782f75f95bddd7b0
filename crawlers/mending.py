"""The mistakes that keep most broken feeds from being well-formed, mended: stray &, &nbsp; and half characters."""

import re
from collections.abc import Iterator
from html import unescape

_REFERENCE = re.compile(r"&(?:#(?P<number>\d{1,7}|x[0-9a-f]{1,6});|(?P<name>[a-z][a-z0-9]{1,31});|)", re.IGNORECASE)
_OF_XML = frozenset(("amp", "lt", "gt", "quot", "apos"))
_BEGIN, _END = "<![CDATA[", "]]>"


def mended(text: str) -> str:
    """Return a document with valid references only; what stands in CDATA sections stays as it is."""
    return "".join(part if part.startswith(_BEGIN) else _REFERENCE.sub(_valid, part) for part in _parts(text))


def _parts(text: str) -> Iterator[str]:
    """Yield a document in parts, each CDATA section as one."""
    position = 0
    while (begin := text.find(_BEGIN, position)) >= 0:
        end = text.find(_END, begin)
        yield text[position:begin]
        position = end + len(_END) if end >= 0 else len(text)
        yield text[begin:position]
    yield text[position:]


def _valid(found: re.Match[str]) -> str:
    if found["number"]:
        written = found["number"].lower()
        code = int(written[1:], 16) if written[0] == "x" else int(written)
        return found[0] if _is_allowed(code) else ""
    if found["name"] in _OF_XML:
        return found[0]
    return unescape(found[0]).replace("&", "&amp;").replace("<", "&lt;")


def _is_allowed(code: int) -> bool:
    """Say whether XML 1.0 allows a character."""
    return code in (9, 10, 13) or 32 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
