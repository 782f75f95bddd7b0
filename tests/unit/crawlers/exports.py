"""Files of other systems, written for the tests of importing them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import openpyxl

from crawlers.formats import Plan, plan
from crawlers.importing import Batch, read_file
from domain.mention import Mention, Rejected
from tests.unit.crawlers.origins import NOON, PUSHED

HEADINGS = ("发布时间", "内容", "昵称")


def now() -> datetime:
    return NOON


def planned(path: Path, sheet: str = "", **wanted: str) -> Plan:
    return plan(path, wanted, sheet)


def batches(path: Path, after: str = "", sheet: str = "", **wanted: str) -> list[Batch]:
    return list(read_file(path, PUSHED, now, after, planned(path, sheet, **wanted).reader))


def imported(path: Path, sheet: str = "", **wanted: str) -> tuple[list[Mention], list[Rejected]]:
    """Return what a file gives: mentions, and rows that were rejected."""
    parts = batches(path, sheet=sheet, **wanted)
    return [each for part in parts for each in part.mentions], [each for part in parts for each in part.rejected]


def workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    """Write a workbook of these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path
