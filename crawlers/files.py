"""The drop folder: JSON Lines files that other collectors write, read as they grow and never touched."""

import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from io import BufferedReader
from pathlib import Path

import orjson

from crawlers.clean import Origin
from crawlers.importing import DAMAGE, Batch, batch_of, grouped, uncompressed
from crawlers.lines import Line, read_lines
from domain.mention import Rejected

SUFFIXES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
RESTED = timedelta(seconds=60)
"""A file that nobody has written to for so long is finished: a last line without a line break is then whole."""

_HEAD_BYTES = 256


@dataclass(frozen=True, slots=True)
class Position:
    """How far a file was read. ``head`` is the hash of its first ``head_bytes``: another hash is another file.

    ``size`` and ``changed`` (nanoseconds) are the file's when all of it was read, -1 while more is waited for.
    """

    line: int = 0
    byte: int = 0
    head: str = ""
    head_bytes: int = 0
    size: int = -1
    changed: int = -1


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    size: int
    changed: int
    rested: bool


@dataclass(frozen=True, slots=True)
class _Part:
    """Some lines of a file, where reading stands behind them, and what stopped it."""

    lines: Sequence[Line]
    position: Position
    problem: str = ""


def poll(folder: Path, cursor: str, origin: Origin, now: datetime) -> Iterator[Batch]:
    """Yield what is new in a folder, oldest file first; store each batch with its cursor in one transaction.

    OSError if the folder can't be read. A file that can't be opened is told as a rejected row; the rest goes on.
    """
    files = _files(folder, now)
    kept = {name: Position(**position) for name, position in orjson.loads(cursor or "{}").items()}
    positions = {file.path.name: kept.get(file.path.name, Position()) for file in files}
    for file in files:
        name = file.path.name
        if (positions[name].size, positions[name].changed) == (file.size, file.changed):
            continue
        of_file = replace(origin, label=f"{origin.label}/{name}")
        for part in _parts(file, positions[name]):
            positions[name] = part.position
            row = Rejected(of_file.label, part.position.line + 1, "file", part.problem, "")
            yield batch_of(part.lines, of_file, now, _written(positions), [row] if part.problem else [])


def _files(folder: Path, now: datetime) -> list[_File]:
    """Return the regular files with a suffix of ours, oldest change first."""
    found = []
    for path in folder.iterdir():
        if not path.name.endswith(SUFFIXES) or path.name.startswith("."):
            continue
        with suppress(FileNotFoundError):
            facts = path.stat()
            rested = now.timestamp() - facts.st_mtime >= RESTED.total_seconds()
            if stat.S_ISREG(facts.st_mode):
                found.append(_File(path, facts.st_size, facts.st_mtime_ns, rested))
    return sorted(found, key=lambda file: (file.changed, file.path.name))


def _parts(file: _File, position: Position) -> Iterator[_Part]:
    try:
        stream = file.path.open("rb")
    except OSError as error:
        yield _Part((), position, f"can't be opened ({error.strerror}); let the user that runs the monitor read it")
        return
    with stream:
        yield from _read(stream, file, _checked(stream, file, position))


def _checked(stream: BufferedReader, file: _File, position: Position) -> Position:
    """Return the position, or the beginning where the file is not the one that was read, or was cut."""
    head = stream.read(_HEAD_BYTES)
    stream.seek(0)
    replaced = _hash(head[: position.head_bytes]) != position.head
    cut = file.size < (position.size if _is_compressed(file) else position.byte)
    start = Position() if not position.head or replaced or cut else position
    return replace(start, head=_hash(head), head_bytes=len(head), size=-1, changed=-1)


def _read(stream: BufferedReader, file: _File, position: Position) -> Iterator[_Part]:
    """Yield what stands behind a position; what is not finished yet is left for the next poll."""
    waits, problem = False, ""
    try:
        held = uncompressed(stream)
        held.seek(position.byte)
        for group in grouped(read_lines(held, position.line, position.byte)):
            if not (group[-1].whole or file.rested):
                waits = bool(group.pop())
            if group:
                position = replace(position, line=group[-1].number, byte=group[-1].end)
                yield _Part(group, position)
    except DAMAGE as error:
        waits, problem = not file.rested, f"the compressed file is damaged from here on: {error}"
    if not waits:
        yield _Part((), replace(position, size=file.size, changed=file.changed), problem)


def _is_compressed(file: _File) -> bool:
    return file.path.name.endswith(".gz")


def _hash(head: bytes) -> str:
    return blake2b(head, digest_size=8).hexdigest()


def _written(positions: Mapping[str, Position]) -> str:
    return orjson.dumps({name: asdict(position) for name, position in positions.items()}).decode()
