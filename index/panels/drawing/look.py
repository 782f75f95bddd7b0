"""How charts are shown, and what a chart is drawn from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from index.panels.panel import Field, Panel, Row, Scope

Spec = dict[str, Any]


def _itself(_: Field, value: str) -> str:
    return value


def _nowhere(_: Panel, __: Row) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Look:
    """Language, names of values, where a number leads ("" = nowhere), ranks of levels and the scale's highest.

    ``width`` is in pixels; None fills what contains the chart (in a page).
    """

    lang: str = "zh"
    label: Callable[[Field, str], str] = _itself
    href: Callable[[Panel, Row], str] = _nowhere
    ranks: Mapping[str, int] = field(default_factory=dict)
    top: int = 4
    width: int | None = None

    def says(self, zh: str, en: str) -> str:
        """Return the one of two wordings that is asked for."""
        return en if self.lang == "en" else zh


@dataclass(frozen=True, slots=True)
class Drawing:
    """What one chart is drawn from; ``past`` are the rows of its history, ages are told from ``now``."""

    panel: Panel
    rows: Sequence[Row]
    scope: Scope
    look: Look
    past: Sequence[Row]
    now: datetime

    def label(self, row: Row) -> str:
        """Return what a row's value is called."""
        return self.look.label(self.panel.split, row.value) if self.panel.split else ""

    def link(self, row: Row) -> dict[str, str]:
        """Return where a row leads, as a field of its datum."""
        href = self.look.href(self.panel, row)
        return {"href": href} if href else {}

    def named(self, place: int) -> str:
        """Return what a measure is called."""
        return self.look.says(self.panel.measures[place].zh, self.panel.measures[place].en)

    def clock(self, moment: datetime) -> str:
        """Return an instant as the clocks of the scope's zone show it, in a form that is drawn as it stands."""
        return f"{moment + self.scope.ahead:%Y-%m-%dT%H:%M:%SZ}"
