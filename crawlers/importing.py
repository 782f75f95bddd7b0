"""Import: files of any format of ours, JSON Lines from standard input; resumable and in bounded memory."""

import gzip
import io
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

import orjson

from crawlers.clean import Origin, clean_line
from crawlers.lines import Line, read_lines
from domain.mention import Mention, Rejected

BATCH_LINES = 500
BATCH_BYTES = 4_000_000
_HEAD_BYTES = 65_536
_GZIP = b"\x1f\x8b"
DAMAGE = (EOFError, gzip.BadGzipFile, zlib.error)
"""What reading a damaged or unfinished file raises."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a file was read: behind line ``line``, at byte ``byte`` of what it holds uncompressed."""

    line: int = 0
    byte: int = 0

    @classmethod
    def parse(cls, kept: str) -> "Cursor":
        """Return a cursor as it was kept, the beginning for ""."""
        return cls(**orjson.loads(kept)) if kept else cls()

    def __str__(self) -> str:
        return orjson.dumps({"line": self.line, "byte": self.byte}).decode()


Reader = Callable[[BinaryIO, Cursor], Iterator[Line]]
"""What a format is read by: from a stream at its beginning to the lines behind a cursor, each one JSON object."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some lines of a file. Store its mentions, its rejected rows and its cursor in one transaction."""

    mentions: Sequence[Mention]
    rejected: Sequence[Rejected]
    cursor: str

    @property
    def received(self) -> int:
        """Return how many rows these lines held."""
        return len(self.mentions) + len(self.rejected)

    @property
    def extra_keys(self) -> frozenset[str]:
        """Return the names of what was kept in ``extra``: keys unknown to us, and values that could not be read."""
        return frozenset(key for mention in self.mentions for key in mention.extra)


def identity(path: Path, sheet: str = "") -> str:
    """Return the key under which the progress of importing a file is kept: another content or sheet is another key."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    facts = f"{path.resolve()}\x1f{path.stat().st_size}\x1f{sheet}\x1f".encode() + head
    return f"import:{blake2b(facts, digest_size=16).hexdigest()}"


def json_lines(stream: BinaryIO, cursor: Cursor) -> Iterator[Line]:
    """Yield the lines behind a cursor of a stream that can be wound to it."""
    stream.seek(cursor.byte)
    return read_lines(stream, cursor.line, cursor.byte)


def read_file(
    path: Path, origin: Origin, now: Callable[[], datetime], after: str = "", reader: Reader = json_lines
) -> Iterator[Batch]:
    """Yield what stands behind the cursor ``after``, batch by batch; OSError if the file can't be opened."""
    cursor = Cursor.parse(after)
    with path.open("rb") as stream:
        yield from _batches(reader(uncompressed(stream), cursor), origin, now, cursor)


def read_stream(stream: BinaryIO, origin: Origin, now: Callable[[], datetime], after: str = "") -> Iterator[Batch]:
    """Yield the batches of JSON Lines from a stream that stands at ``after``."""
    cursor = Cursor.parse(after)
    yield from _batches(read_lines(stream, cursor.line, cursor.byte), origin, now, cursor)


def _batches(lines: Iterator[Line], origin: Origin, now: Callable[[], datetime], cursor: Cursor) -> Iterator[Batch]:
    """Yield lines as batches. Damage, of the compression or of the file, ends them with a rejected row."""
    try:
        for group in grouped(lines):
            cursor = Cursor(group[-1].number, group[-1].end)
            yield batch_of(group, origin, now(), str(cursor))
    except DAMAGE as error:
        reason = f"the file is damaged from here on: {error}"
        yield Batch((), [Rejected(origin.label, cursor.line + 1, "file", reason, "")], str(cursor))


def grouped(lines: Iterator[Line]) -> Iterator[list[Line]]:
    """Yield lines in groups of bounded number and size; those before a damage are yielded before it is raised."""
    group, size = list[Line](), 0
    try:
        for line in lines:
            group.append(line)
            size += len(line.data)
            if len(group) == BATCH_LINES or size >= BATCH_BYTES:
                yield group
                group, size = [], 0
    except DAMAGE:
        if group:
            yield group
        raise
    if group:
        yield group


def batch_of(
    lines: Iterable[Line], origin: Origin, arrived: datetime, cursor: str, rejected: Sequence[Rejected] = ()
) -> Batch:
    """Return the rows of some lines as a batch, behind them rows that were rejected for another reason."""
    taken = [clean_line(line, origin, arrived) for line in lines]
    mentions = [each for each in taken if isinstance(each, Mention)]
    return Batch(mentions, [*(each for each in taken if isinstance(each, Rejected)), *rejected], cursor)


def uncompressed(stream: io.BufferedReader) -> BinaryIO:
    """Return a stream as it is, or what it holds where it is compressed by gzip."""
    return gzip.GzipFile(fileobj=stream) if stream.peek(2)[:2] == _GZIP else stream  # type: ignore[return-value]
