"""The handbook: every playbook and every statement that lies ready, shipped ones and the customer's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from config.preset import PRESETS
from config.settings import Settings
from domain.errors import ConfigError, NotFoundError
from domain.statement import Statement
from domain.step import Playbook
from playbooks.playbook_files import Known, PlaybookFile, bound, playbook_files
from playbooks.reading import Reading
from playbooks.statement_files import statement_files


@dataclass(frozen=True, slots=True)
class Handbook:
    """Playbooks (one per id and language, in the order that ``choose`` reads) and statements (likewise)."""

    playbooks: tuple[Playbook, ...]
    statements: tuple[Statement, ...]

    def statement(self, id: str, lang: str) -> Statement:
        """Return a statement; NotFoundError names those there are in that language."""
        there = {each.id: each for each in self.statements if each.lang == lang}
        if id not in there:
            raise NotFoundError(
                f"There is no statement “{id}” ({lang}); there are {', '.join(sorted(there)) or 'none'}."
            )
        return there[id]


def load_handbook(settings: Settings) -> Handbook:
    """Read the shipped playbooks and statements and, over them, those in the configuration's own folders.

    A file of the same id (and, for statements, language) replaces the earlier one. ConfigError carries every mistake.
    """
    reading = Reading(settings.folder, settings.language)
    statements: dict[tuple[str, str], Statement] = {}
    for folder in _folders("statements", settings.statements):
        statements |= statement_files(folder, settings.categories, reading)
    shelf: dict[str, PlaybookFile] = {}
    for folder in _folders("playbooks", settings.playbooks):
        for id, file in playbook_files(folder, reading).items():
            shelf.pop(id, None)
            shelf[id] = file
    levels = [level.id for level in settings.scale.levels]
    known = Known(settings.categories, levels, {id for id, _ in statements})
    playbooks = tuple(bound(shelf, known, reading))
    if reading.mistakes:
        raise ConfigError(sorted(reading.mistakes, key=lambda mistake: (mistake.file, mistake.line)))
    return Handbook(playbooks, tuple(statements.values()))


def _folders(kind: str, own: Sequence[Path]) -> tuple[Path, ...]:
    return (PRESETS / kind, *own)
