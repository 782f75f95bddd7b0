"""Loading: a folder in, settings out, or every mistake at once."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from config.checks import mistakes_across
from config.document import Document
from config.finding import Finding
from config.read import MAIN, Reader
from config.refusal import refusals
from config.resolve import resolve
from config.settings import Settings
from config.tree import Tree
from config.warn import doubts
from config.wording import tell
from domain.errors import ConfigError, Mistake


@dataclass(frozen=True, slots=True)
class Loaded:
    """A configuration that can be used: warnings never keep it from that. ``files`` are all that were read."""

    settings: Settings
    warnings: tuple[Mistake, ...]
    files: tuple[Path, ...]


def load(folder: Path) -> Loaded:
    """Read ``fenghuo.yaml`` of a folder (or a main file by its path); ConfigError carries every mistake in it."""
    main = folder if folder.suffix in (".yaml", ".yml") and not folder.is_dir() else folder / MAIN
    reader = Reader(main)
    return _loaded(reader, reader.read())


def load_with_rules(folder: Path, rules: Path) -> Loaded:
    """Read a folder as ``load`` does, with the rules of a draft laid over those in force.

    The draft is written as the ``rules`` section: a list of rules, or ``own`` and ``disable``; the key ``rules`` above
    it may stand there or not. A rule with the id of one in force changes only the keys it names.
    """
    main = folder if folder.suffix in (".yaml", ".yml") and not folder.is_dir() else folder / MAIN
    reader = Reader(main)
    return _loaded(reader, reader.read(rules))


def loads(written: str, folder: Path) -> Loaded:
    """Read a text as if it were the ``fenghuo.yaml`` of a folder."""
    reader = Reader(folder / MAIN)
    return _loaded(reader, reader.read_text(written))


def _loaded(reader: Reader, tree: Tree) -> Loaded:
    folder, language = reader.main.parent, "en" if reader.english else "zh"
    document, found = _checked(reader, tree)
    if document is None or found:
        raise ConfigError(list(told(found, folder, language)))
    settings = resolve(document, folder)
    doubtful = doubts(settings, tree, os.environ, datetime.now(settings.timezone).date())
    return Loaded(settings, told(doubtful, folder, language), tuple(reader.files))


def _checked(reader: Reader, tree: Tree) -> tuple[Document | None, list[Finding]]:
    """Return the document if it is one, and all that is wrong.

    Where a file could not be read, nothing is said of what is missing: it may stand there.
    """
    document, found = None, list(reader.findings)
    try:
        document = Document.model_validate(tree.plain())
    except ValidationError as error:
        found += (each for each in refusals(error, tree) if not reader.broken or each.code != "missing")
    return document, found if reader.broken else [*found, *mistakes_across(tree)]


def told(findings: Iterable[Finding], folder: Path, language: str) -> tuple[Mistake, ...]:
    """Put findings into words, in the order of files and lines, each once."""
    mistakes = dict.fromkeys(tell(each, folder, language) for each in findings)
    return tuple(sorted(mistakes, key=lambda mistake: (mistake.file, mistake.line)))
