"""JSON arrays of any length: cut into their elements in bounded memory, each of them a line of its own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from crawlers.importing import Cursor
from crawlers.lines import KEPT_OF_TOO_LONG, MOST_LINE_BYTES, TOO_LONG, Line

_CHUNK_BYTES = 65_536
_OUTSIDE = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|["\[\]{},]', re.DOTALL)
"""A whole text, or one character that shapes the array; a lone quotation mark begins a text that goes on."""

_INSIDE = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_MARK = b"\xef\xbb\xbf"


def json_array(stream: BinaryIO, cursor: Cursor) -> Iterator[Line]:
    """Yield the elements behind a cursor, ``number`` counting elements; EOFError where the array is not whole.

    Only brackets and quotation marks are looked at, so a malformed element is a line that can't be taken, and those
    behind it are found all the same.
    """
    stream.seek(cursor.byte)
    scanner = _Scanner(stream, cursor.byte)
    if not cursor.byte:
        scanner.enter()
    number = cursor.line
    while True:
        element = scanner.element()
        data = element.strip()
        if data:
            number += 1
            yield Line(number, scanner.end, data, TOO_LONG if scanner.too_long else "")
        if scanner.closed:
            scanner.leave()
            return


@dataclass(slots=True)
class _Scanner:
    """Where in the array we stand: ``held`` was read and not yet passed, from ``byte`` of the stream on."""

    stream: BinaryIO
    byte: int
    held: bytes = b""
    start: int = 0
    at: int = 0
    depth: int = 0
    quoted: bool = False
    closed: bool = False
    too_long: bool = False
    kept: bytes = field(default=b"")

    @property
    def end(self) -> int:
        """Return the byte at which reading goes on: behind a comma, before the bracket that closes the array."""
        return self.byte + self.start

    def enter(self) -> None:
        """Pass the bracket that opens the array, and what may stand before it."""
        self._more()
        before = self.held[: self.held.index(b"[")].removeprefix(_MARK)
        if before.strip():
            raise EOFError("it does not begin with [")
        self.start = self.at = self.held.index(b"[") + 1

    def element(self) -> bytes:
        """Return the next element and step behind it; EOFError at the end of the stream, as no bracket closed it."""
        self.depth, self.quoted, self.too_long, self.kept = 0, False, False, b""
        while not self._finds_end():
            if not self._more():
                raise EOFError("the list is not closed by ]; the export was cut off")
        stop = self.at - 1
        element = self.held[self.start : stop]
        self.too_long = self.too_long or len(element) > MOST_LINE_BYTES
        self.start = stop if self.closed else self.at
        return (self.kept or element[:KEPT_OF_TOO_LONG]) if self.too_long else element

    def leave(self) -> None:
        """Check that nothing follows the array."""
        self.start += 1
        while not self.held[self.start :].strip():
            self.start = self.at = len(self.held)
            if not self._more():
                return
        raise EOFError("something stands behind the end of the list")

    def _finds_end(self) -> bool:
        """Look through what is held; return whether the element ended, ``at`` then stands behind its end."""
        while self.at < len(self.held):
            if self.quoted:
                self.at = self._passed_text()
                if self.quoted:
                    return False
                continue
            found = _OUTSIDE.search(self.held, self.at)
            self.at = found.end() if found else len(self.held)
            if found and len(found[0]) == 1 and self._shapes(found[0]):
                return True
        return False

    def _passed_text(self) -> int:
        found = _INSIDE.match(self.held, self.at)
        end = found.end() if found else self.at
        self.quoted = self.held[end : end + 1] != b'"'
        return end if self.quoted else end + 1

    def _shapes(self, mark: bytes) -> bool:
        """Follow one character outside of texts; return whether it ends the element."""
        if mark == b'"':
            self.quoted = True
        elif mark in b"[{":
            self.depth += 1
        elif self.depth and mark in b"]}":
            self.depth -= 1
        elif not self.depth and mark in b",]":
            self.closed = mark == b"]"
            return True
        return False

    def _more(self) -> bool:
        """Read on; of an element that is too long only the beginning is kept."""
        if len(self.held) - self.start > MOST_LINE_BYTES:
            self.too_long, self.kept = True, self.kept or self.held[self.start :][:KEPT_OF_TOO_LONG]
            self.start = self.at
        chunk = self.stream.read(_CHUNK_BYTES)
        self.held = self.held[self.start :] + chunk
        self.byte, self.at, self.start = self.byte + self.start, self.at - self.start, 0
        return bool(chunk)
