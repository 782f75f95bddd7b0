"""Workbooks (XLSX): their sheets read row by row, what they unpack to checked before anything is parsed."""

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import IO, Any, BinaryIO
from xml.etree.ElementTree import Element, iterparse

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from crawlers.fieldmap import FileError
from crawlers.importing import Cursor
from crawlers.lines import Line
from crawlers.tables import HEADER_WITHIN, MOST_COLUMNS, Cells, Table

MOST_ROWS = 1_048_576
"""What a sheet can hold by the format."""

MOST_STRINGS = 2_000_000
MOST_BYTES = 1_000_000_000
MOST_STRING_BYTES = 100_000_000
"""Unpacked, all parts together and the shared texts: sheets are streamed, those texts are held in memory."""

MOST_PART_BYTES = 2_000_000
"""Unpacked: any other part is parsed as a whole. Also how much XML one row or one text may be."""

_CHUNK_BYTES = 1_000_000
_HEAVY = (
    ("xl/worksheets/", b"row", MOST_ROWS, MOST_BYTES),
    ("xl/sharedstrings.xml", b"si", MOST_STRINGS, MOST_STRING_BYTES),
)
"""Parts that may be large, of how many elements of which name, in how many bytes."""

_SPACE = f"{{{SHEET_MAIN_NS}}}"
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_FAULTS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#GETTING_DATA"})


class _Reader(ExcelReader):  # type: ignore[misc]  # the library has no types
    """Reads the texts of a workbook at a tenth of the library's price: 800,000 of them took it half a minute."""

    def read_strings(self) -> None:
        """Read the texts that cells share, without formats and readings."""
        part = next((each for each in self.package.Override if each.ContentType == SHARED_STRINGS), None)
        if part is not None:
            with self.archive.open(part.PartName[1:]) as unpacked:
                self.shared_strings = list(_texts(unpacked))


def _texts(unpacked: IO[bytes]) -> Iterator[str]:
    """Yield one text for each ``si``: its own, or those of its runs."""
    events = iterparse(unpacked, ("start", "end"))
    _, root = next(events)
    for event, element in events:
        if event == "end" and element.tag == f"{_SPACE}si":
            runs: list[Element] = [element, *element.iterfind(f"{_SPACE}r")]
            yield "".join(run.findtext(f"{_SPACE}t") or "" for run in runs)
            root.clear()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of an opened workbook: its name, and where in the archive it is."""

    name: str
    part: str
    book: _Reader


def open_sheet(stream: BinaryIO, wanted: str) -> tuple[Sheet, list[str]]:
    """Return a sheet, the one ``wanted`` or the first visible one, and the names of all; FileError if there is none."""
    check_workbook(stream)
    try:
        reader = _Reader(stream, read_only=True, data_only=True, keep_links=False)
        reader.read_manifest()
        reader.read_strings()
        reader.read_workbook()
        apply_stylesheet(reader.archive, reader.wb)
        found = [(each.state, Sheet(each.name, place.target, reader)) for each, place in reader.parser.find_sheets()]
    except Exception as error:  # a hostile part makes the parser raise anything
        raise _damaged(f"{type(error).__name__}: {error}") from None
    names = [sheet.name for _, sheet in found]
    visible = [sheet for state, sheet in found if state == "visible"] or [sheet for _, sheet in found]
    chosen = [sheet for _, sheet in found if sheet.name == wanted] if wanted else visible[:1]
    if not chosen:
        listed = ", ".join(names)
        raise FileError(
            f"没有工作表“{wanted}”。有：{listed}。请用 --sheet 指定其中一个。",
            f"There is no sheet {wanted!r}. There are: {listed}. Choose one by --sheet.",
        )
    return chosen[0], names


def first_rows(sheet: Sheet) -> list[tuple[int, Cells]]:
    """Return the first rows that are not empty, with their numbers."""
    try:
        return list(islice(((number, cells) for number, cells in _rows(sheet) if any(cells)), HEADER_WITHIN))
    except EOFError as error:
        raise _damaged(str(error)) from None


def sheet_rows(stream: BinaryIO, cursor: Cursor, table: Table, wanted: str) -> Iterator[Line]:
    """Yield the rows behind a cursor, ``number`` as the spreadsheet shows it; EOFError where the sheet is damaged."""
    sheet, _ = open_sheet(stream, wanted)
    behind = max(cursor.line, table.header)
    for number, cells in _rows(sheet):
        line = table.line(number, stream.tell(), cells) if number > behind else None
        if line:
            yield line


def check_workbook(stream: BinaryIO) -> None:
    """Unpack all parts once without keeping them; FileError for what is no workbook, too large or hostile."""
    try:
        with zipfile.ZipFile(stream) as packed:
            parts = [part for part in packed.infolist() if part.filename.lower().endswith((".xml", ".rels"))]
            if not any(part.filename.lower() == "xl/workbook.xml" for part in parts):
                raise FileError(
                    "这不是 XLSX 工作簿。请另存为 .xlsx 或 CSV。",
                    "This is no XLSX workbook. Save it as .xlsx or as CSV.",
                )
            if (total := sum(part.file_size for part in parts)) > MOST_BYTES:
                raise _too_large("*.xml", f"{total} > {MOST_BYTES} bytes")
            for part in parts:
                with packed.open(part) as unpacked:
                    _check(part, unpacked)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise _damaged(str(error)) from None
    stream.seek(0)


def _check(part: zipfile.ZipInfo, unpacked: IO[bytes]) -> None:
    """Read one part as a stream: no declarations of its own, not too large, its rows or texts of bounded size."""
    name = part.filename.lower()
    ours = (rule for rule in _HEAVY if name.startswith(rule[0]))
    _, mark, most, limit = next(ours, (name, b"", 0, MOST_PART_BYTES))
    if part.file_size > limit:
        raise _too_large(part.filename, f"{part.file_size} > {limit} bytes")
    begins = re.compile(rb"<(?:\w+:)?" + mark + rb"[\s>/]") if mark else None
    found, since, tail = 0, 0, b""
    while chunk := unpacked.read(_CHUNK_BYTES):
        held = (tail + chunk).replace(b"\0", b"")
        if _DTD.search(held):
            raise _too_large(part.filename, "DOCTYPE / ENTITY")
        marks = [each.start() for each in begins.finditer(held)] if begins else []
        found += len(marks)
        since = len(held) - marks[-1] if marks else since + len(chunk)
        if found > most and begins or since > MOST_PART_BYTES + _CHUNK_BYTES:
            raise _too_large(part.filename, f"{found} × <{mark.decode()}>")
        tail = held[-20:]


def _rows(sheet: Sheet) -> Iterator[tuple[int, Cells]]:
    """Yield the rows that a sheet holds with their numbers; what was yielded is let go of, tree and all."""
    book = sheet.book.wb
    formats = {"date_formats": book._date_formats, "timedelta_formats": book._timedelta_formats}
    parser = WorkSheetParser(None, sheet.book.shared_strings, data_only=True, epoch=book.epoch, **formats)
    data = Element("")
    try:
        with sheet.book.archive.open(sheet.part) as unpacked:
            for event, element in iterparse(unpacked, ("start", "end")):
                if element.tag == f"{_SPACE}sheetData":
                    data = element
                elif event == "end" and element.tag == f"{_SPACE}row":
                    number, cells = parser.parse_row(element)
                    parser.row_dimensions.clear()
                    data.clear()
                    yield number, _placed(cells)
    except Exception as error:  # a hostile cell makes the parser raise anything
        raise EOFError(f"{type(error).__name__}: {error}") from None


def _placed(cells: Sequence[Mapping[str, Any]]) -> Cells:
    """Return the cells of a row at their columns, as far as columns are read."""
    values = {cell["column"]: _cell(cell["value"]) for cell in cells if cell["column"] <= MOST_COLUMNS + 1}
    return [values.get(column, "") for column in range(1, max(values, default=0) + 1)]


def _cell(value: object) -> object:
    """Return what a cell shows as JSON can carry it: dates as ISO 8601, whole numbers without a point."""
    match value:
        case None:
            return ""
        case str():
            return "" if value in _FAULTS else value
        case datetime():
            midnight = value.time() == time()
            return (value.date() if midnight else value).isoformat()
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case float() if value.is_integer():
            return _cell(int(value))
        case int() if abs(value) >= 2**63:
            return str(value)
        case _:
            return value


def _too_large(part: str, facts: str) -> FileError:
    return FileError(
        f"工作簿的 {part} 超出限度（{facts}）。请只留数据表另存为 CSV 再导入。",
        f"{part} in the workbook is beyond the limits ({facts}). Save the sheet with the data as CSV and import that.",
    )


def _damaged(reason: str) -> FileError:
    return FileError(
        f"工作簿读不了（{reason[:200]}）。请用表格软件打开后另存为 .xlsx 或 CSV。",
        f"The workbook can't be read ({reason[:200]}). Open it in a spreadsheet and save it as .xlsx or CSV.",
    )
