"""JSON Lines as they really come: read in bounded memory, every bad line named with its number and reason."""

import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

MOST_LINE_BYTES = 1_000_000
MOST_DEPTH = 20
TOO_LONG = f"is longer than {MOST_LINE_BYTES} bytes"
KEPT_OF_TOO_LONG = 1000
_SKIP_BYTES = 65_536
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
_LARGEST_INTEGER = 2**63


class RowError(ValueError):
    """A row that can't be taken: which field, and why, as a sentence without its subject."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Line:
    """One line: ``number`` counts from 1, ``end`` is the byte behind it.

    ``problem`` says why its reader can't take it, "" for most; ``whole`` is False for a last line that no line break
    ends.
    """

    number: int
    end: int
    data: bytes
    problem: str = ""
    whole: bool = True


def read_lines(stream: BinaryIO, number: int = 0, offset: int = 0) -> Iterator[Line]:
    """Yield the lines that follow in a stream which stands behind line ``number`` at byte ``offset``."""
    while piece := stream.readline(MOST_LINE_BYTES + 1):
        number, offset = number + 1, offset + len(piece)
        fits = len(piece) <= MOST_LINE_BYTES
        kept = piece if fits else piece[:KEPT_OF_TOO_LONG]
        while not fits and not piece.endswith(b"\n") and (rest := stream.readline(_SKIP_BYTES)):
            piece, offset = rest, offset + len(rest)
        yield Line(number, offset, kept, "" if fits else TOO_LONG, piece.endswith(b"\n"))


def parse_row(line: Line) -> dict[str, object] | None:
    """Return a line as a row, None for a blank one; RowError says what is wrong with any other."""
    if line.problem:
        raise RowError("line", line.problem)
    try:
        text = line.data.decode("utf-8-sig" if line.number == 1 else "utf-8").strip()
    except UnicodeDecodeError as error:
        raise RowError("line", f"is not UTF-8 (byte {error.start + 1}); convert the file to UTF-8") from None
    if not text:
        return None
    row = _decode(text)
    if not isinstance(row, dict):
        raise RowError("line", 'must be one JSON object such as {"time": …, "text": …}')
    if not all(_is_shallow(value, MOST_DEPTH) for value in row.values()):
        raise RowError("line", f"is nested deeper than {MOST_DEPTH} levels")
    return row


def shown(line: Line) -> str:
    """Return a line as text for the quarantine; bytes that are no UTF-8 are shown as escapes."""
    return line.data.decode("utf-8", "backslashreplace").strip()


def tidy(text: str) -> str:
    """Return a text without control characters and lone surrogates, line ends as newlines, the ends stripped."""
    if text.isprintable():
        return text.strip()
    return _UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def plain(value: object) -> object:
    """Return a JSON value that any store can hold: texts tidied, numbers finite and of 64 bits, else as text."""
    match value:
        case str():
            return tidy(value)
        case bool() | None:
            return value
        case int():
            return value if -_LARGEST_INTEGER <= value < _LARGEST_INTEGER else str(value)
        case float():
            return value if math.isfinite(value) else str(value)
        case Mapping():
            return {tidy(str(key)): plain(inner) for key, inner in value.items()}
        case list() | tuple():
            return [plain(inner) for inner in value]
        case _:
            return tidy(str(value))


def _decode(text: str) -> object:
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise RowError("line", f"is not JSON at column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise RowError("line", f"is nested deeper than {MOST_DEPTH} levels") from None
    except ValueError as error:
        raise error if isinstance(error, RowError) else RowError("line", "holds a number that is too long") from None


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    row = dict(pairs)
    if len(row) < len(pairs):
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise RowError(tidy(twice)[:50] or "line", "stands twice in this line; write each key once")
    return row


def _refuse_constant(name: str) -> object:
    raise RowError("line", f"holds {name}, which is not a JSON value; write null or leave the key out")


_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_refuse_constant)


def _is_shallow(value: object, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return True
    inner = value.values() if isinstance(value, dict) else value
    return levels > 1 and all(_is_shallow(each, levels - 1) for each in inner)
