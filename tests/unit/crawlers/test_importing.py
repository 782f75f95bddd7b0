import gzip
import tracemalloc
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path

import orjson
import pytest

from crawlers.importing import BATCH_LINES, Batch, identity, read_file, read_stream
from tests.shared import shared
from tests.unit.crawlers.origins import NOON, PUSHED, ROW


def now() -> datetime:
    return NOON


def rows(count: int) -> bytes:
    return b"".join(orjson.dumps(ROW | {"id": number}) + b"\n" for number in range(count))


def ids(batches: list[Batch]) -> list[str]:
    return [mention.id for batch in batches for mention in batch.mentions]


@pytest.mark.parametrize("packed", [bytes, gzip.compress])
def test_an_import_goes_on_where_it_stopped(tmp_path: Path, packed: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(packed(rows(3 * BATCH_LINES + 7)))
    batches = list(read_file(path, PUSHED, now))
    assert [batch.received for batch in batches] == [BATCH_LINES] * 3 + [7]
    rest = list(read_file(path, PUSHED, now, after=batches[1].cursor))
    assert ids(rest) == ids(batches[2:])
    assert list(read_file(path, PUSHED, now, after=batches[-1].cursor)) == []


def test_bad_rows_are_told_with_their_line_and_the_rest_is_taken() -> None:
    (batch,) = read_stream(BytesIO(rows(1) + b"{\n" + rows(1) + b'{"text": "x"}'), PUSHED, now)
    assert len(batch.mentions) == 2
    assert [(row.line, row.field) for row in batch.rejected] == [(2, "line"), (4, "time")]
    assert batch.received == 4


def test_what_was_kept_aside_is_named(tmp_path: Path) -> None:
    (batch,) = read_stream(BytesIO(orjson.dumps(ROW | {"mood": 1, "kind": "toot"})), PUSHED, now)
    assert batch.extra_keys == {"mood", "kind"}


def test_a_file_that_breaks_off_gives_what_it_held_and_says_where(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl.gz"
    packed = gzip.compress(rows(2000))
    path.write_bytes(packed[: len(packed) // 2])
    batches = list(read_file(path, PUSHED, now))
    taken = sum(len(batch.mentions) for batch in batches)
    (damage,) = batches[-1].rejected
    assert 0 < taken < 2000
    assert (damage.line, damage.field) == (taken + 1, "file")
    assert "damaged" in damage.reason


def test_a_compressed_bomb_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "bomb.gz"
    with gzip.open(path, "wb", compresslevel=1) as stream:
        for _ in range(60):
            stream.write(b"0" * 1_000_000)
        stream.write(b"\n" + rows(1))
    tracemalloc.start()
    (batch,) = read_file(path, PUSHED, now)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (len(batch.mentions), batch.rejected[0].line) == (1, 1)
    assert peak < 8_000_000


def test_another_content_is_another_import(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(rows(2))
    first = identity(path)
    assert identity(path) == first
    path.write_bytes(rows(3))
    assert identity(path) != first


def test_the_real_trends_are_taken_whole() -> None:
    batches = list(read_file(shared("data", "streams", "hot_search", "dev.jsonl.gz"), PUSHED, now))
    assert sum(batch.received for batch in batches) > 10_000
    assert [row for batch in batches for row in batch.rejected] == []
    assert len(set(ids(batches))) == len(ids(batches))
