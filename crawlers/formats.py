"""Which format a file is in, by what it holds and not by its name, and how its rows become ours."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import orjson

from crawlers.arrays import json_array
from crawlers.fieldmap import FieldMap, FileError, guess
from crawlers.importing import DAMAGE, Cursor, Reader, json_lines, uncompressed
from crawlers.lines import Line, RowError, parse_row, plain
from crawlers.sheets import first_rows, open_sheet, sheet_rows
from crawlers.tables import csv_dialect, csv_rows, headed

_HEAD_BYTES = 65_536
_SAMPLE_ROWS = 50
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_MARK = b"\xef\xbb\xbf"
_JSON_NAMES = (".jsonl", ".ndjson", ".json", ".jsonl.gz", ".ndjson.gz", ".json.gz")


class Format(StrEnum):
    """The formats that can be imported."""

    JSON_LINES = "JSON Lines"
    JSON_ARRAY = "JSON array"
    CSV = "CSV"
    XLSX = "XLSX"


@dataclass(frozen=True, slots=True)
class Plan:
    """How a file is going to be read. ``fields`` is None where its rows already are in our keys.

    ``columns`` are what its headings say, ``sheets`` the sheets of a workbook with the chosen one first.
    """

    format: Format
    reader: Reader
    columns: tuple[str, ...] = ()
    fields: FieldMap | None = None
    encoding: str = ""
    delimiter: str = ""
    header: int = 0
    sheets: tuple[str, ...] = ()


def plan(path: Path, wanted: Mapping[str, str], sheet: str = "") -> Plan:
    """Look into a file and return how to read it; FileError where it can't be read, OSError if not be opened."""
    found = format_of(path)
    if sheet and found is not Format.XLSX:
        raise FileError(
            f"--sheet 只用于 XLSX；这个文件是 {found}。", f"--sheet is for XLSX only; this file is {found}."
        )
    with path.open("rb") as stream:
        try:
            return _PLANS[found](uncompressed(stream), wanted, sheet)
        except DAMAGE as error:
            raise FileError(f"文件已损坏：{error}。", f"The file is damaged: {error}.") from None


def format_of(path: Path) -> Format:
    """Return the format of a file by its beginning. Its name counts only where JSON Lines begin with a bad line."""
    with path.open("rb") as stream:
        try:
            head = uncompressed(stream).read(_HEAD_BYTES)
        except DAMAGE:
            return Format.JSON_LINES
    if head.startswith(_ZIP):
        return Format.XLSX
    if head.startswith(_OLE):
        raise FileError(
            "这是旧版 .xls 或加密的工作簿。请去掉密码，另存为 .xlsx 或 CSV。",
            "This is an old .xls or an encrypted workbook. Save it without a password as .xlsx or as CSV.",
        )
    text = head.removeprefix(_MARK).lstrip()
    if text.startswith(b"["):
        return Format.JSON_ARRAY
    if not text or text.startswith(b"{"):
        return Format.JSON_LINES
    first, _, rest = text.partition(b"\n")
    is_table = any(mark in first for mark in b",;\t") and not rest.lstrip().startswith(b"{")
    named_json = path.name.lower().endswith(_JSON_NAMES)
    return Format.JSON_LINES if named_json and not is_table else Format.CSV


def _json_plan(form: Format, reader: Reader, stream: BinaryIO, wanted: Mapping[str, str], sheet: str) -> Plan:
    columns = _keys(reader, stream)
    ours = {"time", "text"} <= set(columns) or not columns
    if ours and not wanted:
        return Plan(form, reader)
    try:
        fields = guess(columns, wanted)
    except FileError:
        if wanted or not {"time", "text"} & set(columns):
            raise
        return Plan(form, reader)
    return Plan(form, partial(_translated, reader, fields), columns, fields)


def _csv_plan(stream: BinaryIO, wanted: Mapping[str, str], sheet: str) -> Plan:
    dialect, rows = csv_dialect(stream, wanted)
    table = headed(rows, wanted)
    reader = partial(csv_rows, table=table, dialect=dialect)
    return Plan(
        Format.CSV, reader, table.columns, table.fields, dialect.encoding, dialect.delimiter, header=table.header
    )


def _sheet_plan(stream: BinaryIO, wanted: Mapping[str, str], sheet: str) -> Plan:
    chosen, names = open_sheet(stream, sheet)
    table = headed(first_rows(chosen), wanted)
    sheets = (chosen.name, *(name for name in names if name != chosen.name))
    reader = partial(sheet_rows, table=table, wanted=chosen.name)
    return Plan(Format.XLSX, reader, table.columns, table.fields, header=table.header, sheets=sheets)


_PLANS: Mapping[Format, Callable[[BinaryIO, Mapping[str, str], str], Plan]] = {
    Format.JSON_LINES: partial(_json_plan, Format.JSON_LINES, json_lines),
    Format.JSON_ARRAY: partial(_json_plan, Format.JSON_ARRAY, json_array),
    Format.CSV: _csv_plan,
    Format.XLSX: _sheet_plan,
}


def _keys(reader: Reader, stream: BinaryIO) -> tuple[str, ...]:
    """Return the keys of the first rows that can be read, in their order."""
    keys = dict[str, None]()
    try:
        for line in islice(reader(stream, Cursor()), _SAMPLE_ROWS):
            keys |= dict.fromkeys(_row(line) or ())
    except DAMAGE:
        pass
    return tuple(keys)


def _translated(reader: Reader, fields: FieldMap, stream: BinaryIO, cursor: Cursor) -> Iterator[Line]:
    """Yield the rows of a reader in our keys; those that can't be read stay as they are, to be told."""
    for line in reader(stream, cursor):
        row = _row(line)
        if row is None:
            yield line
        else:
            yield Line(line.number, line.end, orjson.dumps(plain(fields.translate(row))))


def _row(line: Line) -> dict[str, object] | None:
    try:
        return parse_row(line)
    except RowError:
        return None
