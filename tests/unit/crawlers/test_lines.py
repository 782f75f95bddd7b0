import re
from io import BytesIO

import pytest

from crawlers.lines import MOST_LINE_BYTES, Line, RowError, parse_row, read_lines
from tests.shared import shared


def parse(data: bytes, number: int = 2) -> dict[str, object] | None:
    return parse_row(Line(number, len(data), data))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"a": 1, "b": 2, "a": 3}', "stands twice"),
        (b'{"a": NaN}', "holds NaN"),
        (b'{"a": -Infinity}', "holds -Infinity"),
        (b'{"a": ' + b"[" * 30 + b"]" * 30 + b"}", "nested deeper"),
        (b'{"a": ' + b"[" * 100_000 + b"}", "nested deeper"),
        (b'{"a": ' + b"9" * 5000 + b"}", "number that is too long"),
        (b'{"a": "\xff"}', "is not UTF-8 (byte 8)"),
        (b'["a"]', "one JSON object"),
        (b'{"a": 1', "is not JSON at column"),
        ('{"a": 1}'.encode("utf-16"), "is not UTF-8"),
    ],
)
def test_a_bad_line_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(RowError, match=re.escape(reason)):
        parse(data)


def test_a_byte_order_mark_may_begin_a_file_and_blank_lines_are_nothing() -> None:
    assert parse(b'\xef\xbb\xbf{"a": 1}', number=1) == {"a": 1}
    assert parse(b" \r\n") is None


def test_lines_are_counted_with_the_byte_behind_them() -> None:
    lines = list(read_lines(BytesIO(b"ab\n\ncd"), number=3, offset=10))
    assert [(line.number, line.end, line.data, line.whole) for line in lines] == [
        (4, 13, b"ab\n", True),
        (5, 14, b"\n", True),
        (6, 16, b"cd", False),
    ]


def test_a_line_longer_than_a_line_may_be_is_cut_and_the_next_is_read() -> None:
    long, after = read_lines(BytesIO(b"x" * (3 * MOST_LINE_BYTES) + b"\n{}\n"))
    assert (bool(long.problem), len(long.data), after.number, after.data) == (True, 1000, 2, b"{}\n")
    with pytest.raises(RowError, match="longer than"):
        parse_row(long)


def test_the_json_test_suite_is_taken_or_refused_as_it_says() -> None:
    files = sorted(shared("data", "hostile", "json", "test_parsing").glob("*.json"))
    assert len(files) > 300
    for path in files:
        try:
            row = parse(path.read_bytes())
        except RowError as error:
            assert not path.name.startswith("y_object") or "duplicated" in path.name, (path.name, error)
        else:
            assert row is None or not path.name.startswith("n_"), path.name
