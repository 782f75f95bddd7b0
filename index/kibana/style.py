"""What all objects of one export share: language, index names, and where our own pages are."""

from dataclasses import dataclass

from index.library.names import Names
from index.panels.panel import Data

CORE = "8.8.0"
DASHBOARD = "10.2.0"
SEARCH = "10.5.0"
DATA_VIEW = "8.0.0"
"""The lowest versions supported: a newer Kibana migrates them on import, an older one than wrote them refuses."""


@dataclass(frozen=True, slots=True)
class Style:
    """How an export is written; ``pages`` is the address of the dashboard that drill-downs lead to."""

    lang: str
    names: Names
    pages: str

    def says(self, zh: str, en: str) -> str:
        """Return the one of two wordings that is asked for."""
        return en if self.lang == "en" else zh

    def view(self, data: Data) -> str:
        """Return the fixed id of a noun's data view."""
        return f"{self.names.prefix}-{data.value}"

    def pattern(self, data: Data) -> str:
        """Return the indices of a noun's data view."""
        if data is Data.INCIDENTS:
            return self.names.incidents
        return f"{self.names.mentions if data is Data.MENTIONS else self.names.signals}-*"
