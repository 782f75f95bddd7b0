"""Secrets: named in the configuration, read where they are used, never shown."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from domain.errors import FenghuoError


class SecretError(FenghuoError):
    """A secret can't be read; the message names where it was looked for and never what was found."""


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a secret is kept: an environment variable or a file. It prints as ``***``; only ``reveal`` reads it."""

    env: str = ""
    file: Path | None = None

    def reveal(self, environ: Mapping[str, str] = os.environ) -> str:
        """Return the secret itself, or raise SecretError saying where to put it."""
        value = environ.get(self.env, "") if self.file is None else self._from_file(self.file)
        if not value.strip():
            raise SecretError(f"The secret is empty: {self.hint}.")
        return value.strip()

    def is_set(self, environ: Mapping[str, str] = os.environ) -> bool:
        """Say whether ``reveal`` would succeed."""
        try:
            return bool(self.reveal(environ))
        except SecretError:
            return False

    @property
    def hint(self) -> str:
        """Return what to do so that the secret can be read."""
        return f"put it into the file {self.file}" if self.file else f"set the environment variable {self.env}"

    def _from_file(self, file: Path) -> str:
        try:
            return file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SecretError(f"The secret can't be read ({type(error).__name__}): {self.hint}.") from None

    def __repr__(self) -> str:
        return "***"
