"""Clustering of a file: the texts of one brand brought together by what they are about, without a store."""

import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, cast

from crawlers.dates import read_time
from crawlers.importing import DAMAGE, uncompressed
from crawlers.lines import Line, RowError, parse_row, read_lines
from domain.errors import Mistake, UsageError
from monitor.language import say
from monitor.progress import progress
from text.matters import Matters

APART = timedelta(minutes=1)
"""How far apart lines without a time are taken to be."""

_TEXTS_AT_ONCE = 500
_START = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Post:
    """One line of the file: what it is called by, what it says, when."""

    id: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Clustered:
    """The matter of each post in the order of lines, and the lines that could not be read."""

    matters: Sequence[tuple[str, int]]
    mistakes: Sequence[Mistake]


def cluster_file(name: str, id_key: str, text_key: str) -> Clustered:
    """Read a file of JSON Lines ("-" is standard input; gzip too), taken as one brand, and place every text."""
    posts: list[Post] = []
    mistakes: list[Mistake] = []
    with _opened(name) as stream:
        for each in _posts(stream, name, id_key, text_key):
            if isinstance(each, Post):
                posts.append(each)
            else:
                mistakes.append(each)
    return Clustered([(post.id, matter) for post, matter in zip(posts, _placed(posts), strict=True)], mistakes)


def _placed(posts: Sequence[Post]) -> Iterable[int]:
    """Return the matter of each post; they are placed in the order of their times."""
    matters, found = Matters(), [0] * len(posts)
    with progress(say("归并", "clustering"), len(posts)) as advance:
        for done, index in enumerate(sorted(range(len(posts)), key=lambda number: posts[number].at), start=1):
            found[index] = matters.assign(posts[index].text, posts[index].at)
            if done % _TEXTS_AT_ONCE == 0:
                advance(done)
    return found


def _posts(stream: BinaryIO, name: str, id_key: str, text_key: str) -> Iterator[Post | Mistake]:
    last = _START
    try:
        for line in read_lines(stream):
            try:
                post = _post(line, id_key, text_key, last)
            except RowError as error:
                yield Mistake(name, line.number, error.field, error.reason)
                continue
            if post:
                last = post.at
                yield post
    except DAMAGE as error:
        raise UsageError(
            say(f"{name} 已损坏，读不下去：{error}", f"{name} is damaged and can't be read on: {error}")
        ) from error


def _post(line: Line, id_key: str, text_key: str, last: datetime) -> Post | None:
    row = parse_row(line)
    if row is None:
        return None
    text = row.get(text_key)
    if not isinstance(text, str):
        raise RowError(text_key, say("须为文字（用 --text 指定键）", "must be a text (choose its key with --text)"))
    name = row.get(id_key, line.number)
    if isinstance(name, bool) or not isinstance(name, str | int) or {"\t", "\n", "\r"} & set(str(name)):
        raise RowError(id_key, say("须为不含制表符的文字或整数", "must be a text without tabs, or a whole number"))
    stated = row.get("time")
    if stated is None:
        return Post(str(name), text, last + APART)
    if (at := read_time(stated, UTC, last)) is None:
        raise RowError("time", say("读不懂，请用 ISO 8601 或秒数", "can't be read; use ISO 8601 or epoch seconds"))
    return Post(str(name), text, at)


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        yield uncompressed(cast(io.BufferedReader, sys.stdin.buffer))
        return
    if not Path(name).is_file():
        raise UsageError(say(f"没有文件 {name}。请检查路径。", f"There is no file {name}; check the path."))
    with Path(name).open("rb") as stream:
        yield uncompressed(stream)
