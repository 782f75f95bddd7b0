import io
import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.arrays import json_array
from crawlers.importing import Cursor
from crawlers.lines import Line, RowError, parse_row
from tests.shared import shared
from tests.unit.crawlers.exports import batches, imported

Value = st.recursive(
    st.none() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
Rows = st.lists(st.dictionaries(st.text('ab[{",}]', max_size=4), Value, max_size=3), max_size=5)
ROW = {"time": "2024-03-16", "text": '山茶茶 [{",]}" \\ "'}


def elements(data: bytes, cursor: Cursor = Cursor()) -> list[Line]:  # noqa: B008 - frozen
    return list(json_array(io.BytesIO(data), cursor))


@settings(max_examples=60, deadline=None)
@given(Rows, st.sampled_from([None, 2]), st.booleans())
def test_every_element_is_found_whole(rows: list[dict[str, object]], indent: int | None, ascii_only: bool) -> None:
    data = json.dumps(rows, indent=indent, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    lines = elements(data)
    assert [json.loads(line.data.decode("utf-8", "surrogatepass")) for line in lines] == rows
    for line in lines:
        assert elements(data, Cursor(line.number, line.end)) == lines[line.number :]


def test_a_malformed_element_costs_no_other(tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    good = json.dumps(ROW)
    path.write_text(f'\ufeff[{good}, {{"a": 1 "b"}}, 7, {good[:-1]}, "time": 1}}, {good},]', encoding="utf-8")
    mentions, rejected = imported(path)
    assert len(mentions) == 2
    assert [row.line for row in rejected] == [2, 3, 4]


@pytest.mark.parametrize("tail", ["", ",", ', {"time": "2024', "] []", "] x"])
def test_an_array_that_is_cut_off_or_goes_on_is_told(tmp_path: Path, tail: str) -> None:
    path = tmp_path / "rows.json"
    path.write_text(f"[{json.dumps(ROW)}{tail}", encoding="utf-8")
    taken = batches(path)
    assert "damaged" in taken[-1].rejected[-1].reason
    assert sum(len(each.mentions) for each in taken) == (1 if tail else 0) or tail == ""


def test_an_element_without_end_takes_no_memory() -> None:
    data = b'[{"text": "' + b"0" * 40_000_000 + b'"}, {"a": "' + b'\\"' * 3_000_000 + b'"}, {"b": 1}]'
    tracemalloc.start()
    lines = elements(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [bool(line.problem) for line in lines] == [True, True, False]
    assert peak < len(data) / 4


def test_hostile_json_is_cut_or_told_to_be_damaged() -> None:
    for path in sorted(shared("data", "hostile", "json", "test_parsing").iterdir()):
        data = path.read_bytes()
        if b"[" not in data[:1]:
            continue
        try:
            for line in elements(data):
                parse_row(line)
        except (EOFError, RowError) as error:
            assert str(error)
