"""What the pages are made from: ledger, library, settings, the names of levels and categories, and the present."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from alerting.engine import Engine
from config.settings import Settings
from index.ports import Ledger, Library, View


@dataclass(frozen=True, slots=True)
class House:
    """Everything that pages are made from; ``engine`` speaks the language of the page."""

    ledger: Ledger
    settings: Settings
    library: Library
    engine: Engine
    now: Callable[[], datetime]

    def speaking(self, lang: str) -> "House":
        """Return the same house in a language ("" = the configured one)."""
        return replace(self, engine=replace(self.engine, lang=lang)) if lang else self

    def says(self, zh: str, en: str) -> str:
        """Return the one of two wordings that is in the page's language."""
        return self.engine.says(zh, en)

    @property
    def lags(self) -> bool:
        """Say whether what is stored shows a few seconds later: the library is written behind the ledger."""
        return self.settings.library is not None

    @property
    def lang(self) -> str:
        """Return the language of the page."""
        return self.engine.lang

    @contextmanager
    def reading(self) -> Iterator[View]:
        """Open a consistent reading."""
        with self.ledger.read() as view:
            yield view
