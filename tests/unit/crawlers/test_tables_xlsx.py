import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from crawlers.fieldmap import FileError
from crawlers.formats import Format
from tests.unit.crawlers.exports import HEADINGS, batches, imported, planned, workbook

Change = Callable[[str, bytes], bytes]
STRINGS = "xl/sharedStrings.xml"
SHARED = (
    b'<Override PartName="/xl/sharedStrings.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)


def changed(path: Path, change: Change) -> Path:
    """Write a workbook again, every part through ``change``."""
    with zipfile.ZipFile(path) as packed:
        parts = {name: change(name, packed.read(name)) for name in packed.namelist()}
    parts.setdefault(STRINGS, change(STRINGS, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return path


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return workbook(tmp_path / "rows.xlsx", {"数据": [HEADINGS, ("2024-03-16 11:00", "山茶茶饮喝出异物", "甲")]})


def test_dates_numbers_and_texts_are_taken_as_the_sheet_shows_them(tmp_path: Path) -> None:
    rows = [
        (*HEADINGS, "点赞数", "编号"),
        (datetime(2024, 3, 16, 8, 30), "有时刻", "甲", 12.0, 4_990_000_000_000_001),  # noqa: DTZ001 - a cell has no zone
        (date(2024, 3, 15), "只有日期", 10086, "1.2万", "b"),
        (45367.5, "天数", None, None, "c"),
        (),
        ("#N/A", "没有时间", "乙", 1, "d"),
    ]
    mentions, (bad,) = imported(workbook(tmp_path / "rows.xlsx", {"数据": rows}))
    assert [f"{mention.event_time:%d %H:%M}" for mention in mentions] == ["16 00:30", "14 16:00", "16 04:00"]
    assert [(mention.author, mention.likes) for mention in mentions] == [("甲", 12), ("10086", 12_000), ("", None)]
    assert (bad.line, bad.field) == (6, "time")


def test_a_formula_counts_by_the_value_it_had(book: Path) -> None:
    def formula(name: str, part: bytes) -> bytes:
        cell = '<c r="B2" t="str"><f>A1&amp;"!"</f><v>算出</v></c>'.encode()
        return re.sub(rb'<c r="B2".*?</c>', lambda _: cell, part) if "sheet1" in name else part

    ((mention,), rejected) = imported(changed(book, formula))
    assert (mention.text, rejected) == ("算出", [])


def test_texts_that_cells_share_are_read_without_formats_and_readings(book: Path) -> None:
    def share(name: str, part: bytes) -> bytes:
        if name == STRINGS:
            runs = "<si><t>无关</t></si><si><r><t>山茶</t></r><r><t>茶</t></r><rPh><t>shan</t></rPh></si>"
            return shared_texts(runs.encode())
        part = re.sub(rb'<c r="B2".*?</c>', b'<c r="B2" t="s"><v>1</v></c>', part)
        return part.replace(b"</Types>", SHARED)

    ((mention,), rejected) = imported(changed(book, share))
    assert (mention.text, rejected) == ("山茶茶", [])


def test_the_first_visible_sheet_is_read_or_the_one_asked_for(tmp_path: Path) -> None:
    rows = {"甲表": [HEADINGS, ("2024-03-16", "甲文", "甲")], "乙表": [HEADINGS, ("2024-03-16", "乙文", "乙")]}
    path = workbook(tmp_path / "rows.xlsx", rows)
    assert planned(path).sheets == ("甲表", "乙表")
    assert [mention.text for mention in imported(path, "乙表")[0]] == ["乙文"]
    with pytest.raises(FileError, match="There are: 甲表, 乙表"):
        planned(path, "丙表")


def test_a_workbook_goes_on_behind_the_row_where_it_stopped(tmp_path: Path) -> None:
    rows = [HEADINGS, *(("2024-03-16", f"第{i}条", "甲") for i in range(700))]
    path = workbook(tmp_path / "rows.csv", {"数据": rows})
    whole = batches(path)
    assert planned(path).format is Format.XLSX
    assert [part.received for part in whole] == [500, 200]
    assert [part.mentions for part in batches(path, after=whole[0].cursor)] == [whole[1].mentions]


def shared_texts(texts: bytes) -> bytes:
    return b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + texts + b"</sst>"


def bomb(name: str, part: bytes) -> bytes:
    return shared_texts(b"<si><t>" + b"0" * 101_000_000 + b"</t></si>") if name == STRINGS else part


def one_row(name: str, part: bytes) -> bytes:
    return part.replace(b"<sheetData>", b"<sheetData><row>" + b"<c/>" * 1_500_000 + b"</row>")


def laughing(name: str, part: bytes) -> bytes:
    return (
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha">]>' + part.partition(b"?>")[2] if "sheet1" in name else part
    )


def styled(name: str, part: bytes) -> bytes:
    return part.replace(b"</cellXfs>", b"<xf/>" * 1_000_000 + b"</cellXfs>")


def texts(name: str, part: bytes) -> bytes:
    return shared_texts(b"<si/>" * 2_000_001) if name == STRINGS else part


@pytest.mark.parametrize("hostile", [bomb, one_row, laughing, styled, texts])
def test_a_hostile_workbook_is_refused_before_it_is_parsed(book: Path, hostile: Change) -> None:
    with pytest.raises(FileError, match="beyond the limits"):
        planned(changed(book, hostile))


def far(name: str, part: bytes) -> bytes:
    return part.replace(b'<row r="2"', b'<row r="99999999999"').replace(b'r="C2"', b'r="ZZZ2"')


def test_a_cell_that_claims_to_stand_far_away_costs_nothing(book: Path) -> None:
    ((mention,), rejected) = imported(changed(book, far))
    assert (mention.author, rejected) == ("", [])


def test_a_damaged_sheet_gives_what_it_held_and_says_where(tmp_path: Path) -> None:
    rows = [HEADINGS, *(("2024-03-16", f"第{i}条", "甲") for i in range(20))]
    path = workbook(tmp_path / "rows.xlsx", {"数据": rows})
    mentions, (bad,) = imported(changed(path, lambda name, part: part.replace(b'<c r="B15" ', b'<c r="B15')))
    assert (len(mentions), bad.field) == (13, "file")
    assert "damaged" in bad.reason


def zipped(name: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr(name, "x")
    return held.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (zipped("word/document.xml"), "no XLSX workbook"),
        (b"PK\x03\x04 and no more", "can't be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old .xls or an encrypted workbook"),
        (zipped("xl/workbook.xml"), "can't be read"),
    ],
)
def test_what_is_no_workbook_is_told_with_what_to_do(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "rows.xlsx"
    path.write_bytes(data)
    with pytest.raises(FileError, match=reason):
        planned(path)
