"""Tables in text files: any Chinese encoding, any usual delimiter, read row by row in bounded memory."""

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, TextIO

import orjson

from crawlers.encodings import decode
from crawlers.fieldmap import FieldMap, FileError, guess, recognised
from crawlers.importing import Cursor
from crawlers.lines import KEPT_OF_TOO_LONG, MOST_LINE_BYTES, Line, RowError, tidy

MOST_COLUMNS = 1000
HEADER_WITHIN = 10
"""Rows among which the headings are looked for: exports like to begin with a caption."""

_DELIMITERS = (",", ";", "\t", "|")
_CHUNK_BYTES = 65_536
_UNREADABLE = "\ud800"
_WIDER = {"utf-8": "utf-8-sig", "utf-16-le": "utf-16", "utf-16-be": "utf-16", "utf-32-le": "utf-32"}
"""The codec that also takes the mark at the beginning away."""

Cells = Sequence[object]


def _mark(error: UnicodeError) -> tuple[str, int]:
    """Put a lone surrogate where bytes are of another encoding, so that their row, and no other, is set aside."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return _UNREADABLE, error.end


codecs.register_error("fenghuo.mark", _mark)


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose headings are known: they stand in row ``header``, and ``fields`` says what they mean."""

    columns: tuple[str, ...]
    header: int
    fields: FieldMap

    def line(self, number: int, end: int, cells: Cells) -> Line | None:
        """Return a row as a line of JSON in our keys, None for an empty one. Cells a short row lacks are empty."""
        if all(cell in ("", None) for cell in cells):
            return None
        if any(cell not in ("", None) for cell in cells[len(self.columns) :]):
            return unfit(number, end, cells, f"has {len(cells)} cells under {len(self.columns)} headings")
        row = self.fields.translate(dict(zip(self.columns, cells, strict=False)))
        try:
            return Line(number, end, orjson.dumps(row))
        except TypeError:
            return unfit(number, end, cells, "holds bytes that are no text in the encoding of the file")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a table is written: its encoding, as Python names it, and what stands between two cells."""

    encoding: str
    delimiter: str


def unfit(number: int, end: int, cells: Cells, problem: str) -> Line:
    """Return a row that can't be taken as it stands, its beginning kept to be shown."""
    shown = "\t".join("" if cell is None else str(cell) for cell in cells[:MOST_COLUMNS])[:KEPT_OF_TOO_LONG]
    return Line(number, end, shown.encode("utf-8", "backslashreplace"), problem)


def headed(rows: Sequence[tuple[int, Cells]], wanted: Mapping[str, str]) -> Table:
    """Return the table whose first rows, with their numbers, these are; FileError where no headings fit."""
    if not rows:
        raise FileError("文件里没有行。", "The file holds no rows.")
    number, cells = max(rows, key=lambda row: recognised(map(_words, row[1][:MOST_COLUMNS]), wanted))
    if len(cells) > MOST_COLUMNS:
        raise FileError(
            f"表头有 {len(cells)} 列，最多读 {MOST_COLUMNS} 列。请删去多余的列。",
            f"The header has {len(cells)} columns and at most {MOST_COLUMNS} are read. Delete those not needed.",
        )
    columns = _distinct([_words(cell) for cell in cells])
    return Table(columns, number, guess(columns, wanted))


def csv_dialect(stream: BinaryIO, wanted: Mapping[str, str]) -> tuple[Dialect, list[tuple[int, Cells]]]:
    """Return how a file is written, and its first rows with their numbers: the delimiter that yields most headings."""
    head, telling = _samples(stream)
    encoding = decode(telling).encoding
    text = head.decode(encoding, "replace")
    tried = {delimiter: _first_rows(text, delimiter) for delimiter in _DELIMITERS}

    def fitness(delimiter: str) -> tuple[int, int]:
        rows = [cells for _, cells in tried[delimiter]]
        known = max((recognised(map(_words, cells[:MOST_COLUMNS]), wanted) for cells in rows), default=0)
        return known, len(rows[0]) if rows else 0

    best = max(_DELIMITERS, key=fitness)
    return Dialect(_WIDER.get(encoding, encoding), best), tried[best]


def csv_rows(stream: BinaryIO, cursor: Cursor, table: Table, dialect: Dialect) -> Iterator[Line]:
    """Yield the rows behind a cursor; ``number`` counts rows as a spreadsheet does, the header among them."""
    pieces = _Pieces(io.TextIOWrapper(stream, dialect.encoding, "fenghuo.mark", newline=""))
    reader = csv.reader(pieces, delimiter=dialect.delimiter)
    number = 0
    while True:
        pieces.size, number = 0, number + 1
        try:
            cells = next(reader, None)
            if cells is None:
                return
            line = table.line(number, stream.tell(), cells) if number > max(cursor.line, table.header) else None
        except (csv.Error, RowError) as error:
            line = unfit(number, stream.tell(), (), error.reason if isinstance(error, RowError) else f"{error}")
        if line and number > cursor.line:
            yield line


@dataclass(slots=True)
class _Pieces:
    """The lines of a text one row is made of, at most so many characters: a quotation mark may never be closed."""

    text: TextIO
    size: int = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        piece = self.text.readline(MOST_LINE_BYTES)
        if not piece:
            raise StopIteration
        self.size += len(piece)
        if self.size < MOST_LINE_BYTES:
            return piece
        while len(piece) == MOST_LINE_BYTES and not piece.endswith("\n"):
            piece = self.text.readline(MOST_LINE_BYTES)
        raise RowError("line", f"is longer than {MOST_LINE_BYTES} characters; is a quotation mark never closed?")


def _samples(stream: BinaryIO) -> tuple[bytes, bytes]:
    """Return the beginning of a file, and with it the first part that tells the encoding, in whole lines."""
    head = telling = chunk = stream.read(_CHUNK_BYTES)
    while chunk and chunk.isascii():
        chunk = stream.read(_CHUNK_BYTES)
        telling = head + chunk
    return _whole(head), _whole(telling if chunk else head)


def _whole(part: bytes) -> bytes:
    """Return a part without the line that its end cuts, which would look like a fault of the encoding."""
    return part[: part.rfind(b"\n") + 1] or part if len(part) >= _CHUNK_BYTES else part


def _first_rows(text: str, delimiter: str) -> list[tuple[int, Cells]]:
    rows = list[tuple[int, Cells]]()
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
            if any(cells):
                rows.append((number, cells))
            if len(rows) == HEADER_WITHIN:
                break
    except csv.Error:
        pass
    return rows


def _words(cell: object) -> str:
    return "" if cell is None else " ".join(tidy(str(cell)).strip("\ufeff").split())


def _distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Return names of columns that are all different: those without one, or with one twice, get their number."""
    taken = set[str]()
    distinct = []
    for number, name in enumerate(names, 1):
        name = name if name and name not in taken else f"{name}#{number}"
        taken.add(name)
        distinct.append(name)
    return tuple(distinct)
