"""What the other rooms may ask for charts."""

from collections.abc import Sequence
from typing import Protocol

from domain.mention import StoredMention
from index.panels.panel import Panel, Row, Scope
from index.ports.library import Ask, Place, Sort


class Panels(Protocol):
    """Panels measured on what is stored."""

    def measure(self, panel: Panel, scope: Scope) -> Sequence[Row]:
        """Return the rows of a panel, by time and value, or by the first number, the largest first."""
        ...

    def places(self, ask: Ask, sort: Sort, after: Place | None, limit: int) -> Sequence[Place]:
        """Return where the next mentions behind ``after`` stand that a query could match, in the order asked."""
        ...

    def at(self, places: Sequence[Place]) -> Sequence[tuple[StoredMention, Place]]:
        """Return the mentions at places, in their order."""
        ...

    def counted(self, panel: Panel, ask: Ask) -> Sequence[Row]:
        """Return the rows of a panel of mentions, of those that the words of an exact query find."""
        ...

    def change(self) -> int:
        """Return a number that is another one whenever anything that panels show may have changed."""
        ...
