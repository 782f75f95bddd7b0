import gzip
import os
from datetime import datetime, timedelta
from pathlib import Path

import orjson
import pytest

from crawlers.files import RESTED, poll
from domain.mention import Rejected
from tests.unit.crawlers.origins import NOON, PUSHED, ROW


class Drop:
    """A drop folder that is polled with the cursor that the last batch left."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cursor = ""
        self.rejected: list[Rejected] = []

    def write(self, name: str, data: bytes, at: datetime = NOON) -> None:
        path = self.folder / name
        with path.open("ab") as stream:
            stream.write(data)
        os.utime(path, (at.timestamp(), at.timestamp()))

    def poll(self, now: datetime = NOON + timedelta(seconds=1), batches: int = 1000) -> list[str]:
        texts = []
        for _, batch in zip(range(batches), poll(self.folder, self.cursor, PUSHED, now), strict=False):
            texts += [mention.text for mention in batch.mentions]
            self.rejected += batch.rejected
            self.cursor = batch.cursor
        return texts


@pytest.fixture
def drop(tmp_path: Path) -> Drop:
    return Drop(tmp_path)


def lines(*texts: str) -> bytes:
    return b"".join(orjson.dumps(ROW | {"text": text}) + b"\n" for text in texts)


def test_new_files_and_appended_lines_are_read_once(drop: Drop) -> None:
    drop.write("a.jsonl", lines("一"))
    assert drop.poll() == ["一"]
    assert drop.poll() == []
    drop.write("a.jsonl", lines("二"), NOON + timedelta(seconds=2))
    drop.write("b.ndjson", lines("三"), NOON + timedelta(seconds=3))
    assert drop.poll() == ["二", "三"]
    assert (drop.folder / "a.jsonl").exists()


def test_a_half_written_line_is_waited_for(drop: Drop) -> None:
    whole = lines("一", "二")
    drop.write("a.jsonl", whole[:-10])
    assert drop.poll() == ["一"]
    assert drop.poll() == []
    drop.write("a.jsonl", whole[-10:])
    assert drop.poll() == ["二"]
    assert drop.rejected == []


def test_a_last_line_without_a_break_is_taken_once_the_file_rests(drop: Drop) -> None:
    drop.write("a.jsonl", lines("一").rstrip())
    assert drop.poll() == []
    assert drop.poll(NOON + RESTED) == ["一"]
    assert drop.poll(NOON + 2 * RESTED) == []


def test_a_file_that_was_replaced_or_cut_is_read_from_its_beginning(drop: Drop) -> None:
    drop.write("a.jsonl", lines("一", "二"))
    drop.poll()
    (drop.folder / "a.jsonl").unlink()
    drop.write("a.jsonl", lines("三", "四", "五"))
    assert drop.poll() == ["三", "四", "五"]
    (drop.folder / "a.jsonl").write_bytes(lines("三"))
    assert drop.poll() == ["三"]


def test_reading_goes_on_behind_the_last_batch_that_was_stored(drop: Drop) -> None:
    drop.write("a.jsonl", lines(*(str(number) for number in range(1200))))
    assert len(drop.poll(batches=1)) == 500
    assert drop.poll()[0] == "500"


def test_compressed_files_are_read_and_an_unfinished_one_is_waited_for(drop: Drop) -> None:
    packed = gzip.compress(lines("一", "二"))
    drop.write("a.jsonl.gz", packed[:-12])
    drop.poll()
    drop.write("a.jsonl.gz", packed[-12:])
    drop.poll()
    drop.write("b.jsonl.gz", packed[:-4], NOON + timedelta(seconds=5))
    drop.poll(NOON + 2 * RESTED)
    assert [(row.origin, "damaged" in row.reason) for row in drop.rejected] == [("rows.jsonl/b.jsonl.gz", True)]
    assert drop.poll(NOON + 3 * RESTED) == []


def test_bad_lines_are_told_with_file_and_line(drop: Drop) -> None:
    drop.write("a.jsonl", lines("一") + b"{\n" + lines("二"))
    assert drop.poll() == ["一", "二"]
    assert [(row.origin, row.line) for row in drop.rejected] == [("rows.jsonl/a.jsonl", 2)]


def test_what_is_no_file_of_lines_is_left_alone(drop: Drop) -> None:
    drop.write("notes.txt", b"x")
    drop.write(".hidden.jsonl", lines("一"))
    (drop.folder / "folder.jsonl").mkdir()
    os.mkfifo(drop.folder / "pipe.jsonl")
    (drop.folder / "gone.jsonl").symlink_to(drop.folder / "nowhere")
    assert drop.poll() == []
    assert drop.cursor == ""


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(poll(tmp_path / "nowhere", "", PUSHED, NOON))
