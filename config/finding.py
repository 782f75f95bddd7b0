"""What is found wrong or doubtful in a configuration, before it is put into words."""

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path

Loc = Sequence[str | int]
"""The way to a value: keys and positions."""


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """A line of a file; lines count from 1."""

    file: Path
    line: int


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """A value of a finding that is itself words."""

    zh: str
    en: str


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: ``code`` names the wording (config.wording), ``values`` fill it in."""

    place: Place
    field: str
    code: str
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)


def field_name(loc: Loc) -> str:
    """Return a way as people write it: ``sources[0].url``."""
    name = ""
    for step in loc:
        name += f"[{step}]" if isinstance(step, int) else f".{step[:40]}" if name else step[:40]
    return name


def relative(file: Path, folder: Path) -> str:
    """Return a file's path as it is written in a file of ``folder``."""
    return str(file.relative_to(folder)) if file.is_relative_to(folder) else str(file)
