"""Loading: a folder in, settings out, or every mistake at once."""

from collections.abc import Iterable
from dataclasses import dataclass
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
    main = folder / MAIN if folder.is_dir() or folder.suffix not in (".yaml", ".yml") else folder
    reader = Reader(main)
    return _loaded(reader, reader.read())


def loads(text: str, folder: Path) -> Loaded:
    """Read a text as if it were the ``fenghuo.yaml`` of a folder."""
    reader = Reader(folder / MAIN)
    return _loaded(reader, reader.read_text(text))


def _loaded(reader: Reader, tree: Tree) -> Loaded:
    document, found = None, list(reader.findings)
    try:
        document = Document.model_validate(tree.plain())
    except ValidationError as error:
        found += [] if reader.broken else refusals(error, tree)
    if not reader.broken:
        found += mistakes_across(tree)
    language = language_of(tree)
    if found or document is None:
        raise ConfigError(_told(found, reader.main.parent, language))
    settings = resolve(document, reader.main.parent)
    warnings = _told(doubts(settings, tree), reader.main.parent, language)
    return Loaded(settings, tuple(warnings), tuple(reader.files))


def _told(findings: Iterable[Finding], folder: Path, language: str) -> list[Mistake]:
    """Put findings into words, in the order of files and lines, each once."""
    told = {str(mistake): mistake for mistake in (tell(each, folder, language) for each in findings)}
    return sorted(told.values(), key=lambda mistake: (mistake.file, mistake.line))


def language_of(tree: Tree) -> str:
    """Return the language that mistakes are told in: the configured one, Chinese by default."""
    node = tree.at("language")
    return "en" if node and node.value == "en" else "zh"
