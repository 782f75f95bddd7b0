"""Every failure the product raises on purpose. Messages are full sentences that say what to do and carry no secret."""

from dataclasses import dataclass


class FenghuoError(Exception):
    """Root of all failures that a person can act on; the command line prints it without a traceback."""

    def told(self, language: str) -> str:
        """Return the message in Chinese ("zh") or English ("en"), where there are both."""
        return str(self)


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in a file somebody wrote: where it is, what is wrong, what is allowed."""

    file: str
    line: int
    field: str
    problem: str
    allowed: str = ""

    def __str__(self) -> str:
        allowed = f", {self.allowed}" if self.allowed else ""
        return f"{self.file}:{self.line}: {self.field}: {self.problem}{allowed}"


class ConfigError(FenghuoError):
    """The configuration can't be used; ``mistakes`` holds all of them, not just the first."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


class QueryError(FenghuoError):
    """A query can't be read: ``column`` counts from 1, ``zh`` and ``en`` are what is wrong and what to write."""

    def __init__(self, column: int, zh: tuple[str, str], en: tuple[str, str]) -> None:
        super().__init__(f"column {column}: {en[0]} ({en[1]})")
        self.column = column
        self.zh, self.en = zh, en

    def told(self, language: str) -> str:
        """Return the message in Chinese or English."""
        return str(self) if language == "en" else f"第 {self.column} 列：{self.zh[0]}（{self.zh[1]}）"


class LedgerError(FenghuoError):
    """The ledger can't be opened, read or written."""


class NewerSchemaError(LedgerError):
    """The ledger was written by a newer Fenghuo; this one refuses to touch it."""


class LibraryError(FenghuoError):
    """The library (Elasticsearch) can't be used; alerts don't depend on it, and what it misses waits in the ledger."""


class LibraryAwayError(LibraryError):
    """The library can't be reached or is too busy; trying again later may help without anybody doing anything."""


class LibraryRefusedError(LibraryError):
    """The library answers and refuses; somebody has to mend what the message names."""


class ConflictError(LedgerError):
    """Somebody else changed the same incident first; read it again and repeat."""


class LockedError(FenghuoError):
    """Another process holds the lock of this ledger; the message names it."""


class NotFoundError(FenghuoError):
    """The id names nothing."""


class RefusedError(FenghuoError):
    """An action of a person is not allowed now; the message says why and what would make it allowed."""


class UsageError(FenghuoError):
    """A command was called with words that make no sense together."""
