"""What the other rooms may ask for charts."""

from collections.abc import Sequence
from typing import Protocol

from index.panels.panel import Panel, Row, Scope


class Panels(Protocol):
    """Panels measured on what is stored."""

    def measure(self, panel: Panel, scope: Scope) -> Sequence[Row]:
        """Return the rows of a panel, by time and value, or by the first number, the largest first."""
        ...

    def change(self) -> int:
        """Return a number that is another one whenever anything that panels show may have changed."""
        ...
