"""A panel's rows as a Vega-Lite specification, the same for the page and for pictures."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from index.panels.drawing.look import Drawing, Look, Spec
from index.panels.drawing.over_time import columns, share
from index.panels.drawing.ranked import age, bars, figure, kept, nothing
from index.panels.drawing.theme import CONFIG
from index.panels.panel import Chart, Panel, Row, Scope

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"

_CHARTS: Mapping[Chart, Callable[[Drawing], Spec]] = {
    Chart.COLUMNS: columns,
    Chart.SHARE: share,
    Chart.BARS: bars,
    Chart.KEPT: kept,
    Chart.AGE: age,
    Chart.FIGURE: figure,
}


def spec_of(
    panel: Panel, rows: Sequence[Row], scope: Scope, look: Look, past: Sequence[Row] = (), now: datetime | None = None
) -> Spec:
    """Return the specification of a panel; ``past`` are the rows of its history, ages are told from ``now``.

    Times are written as the clocks of the scope's zone show them, so that every browser draws the same hours.
    """
    drawing = Drawing(panel, rows, scope, look, past, now or scope.until)
    return {
        "$schema": SCHEMA,
        "description": f"{look.says(panel.zh, panel.en)}: {look.says(*panel.about)}",
        "width": look.width or "container",
        "autosize": {"type": "fit-x" if look.width is None else "pad", "contains": "padding"},
        "config": CONFIG,
        **(_CHARTS[panel.chart](drawing) if rows else nothing(drawing)),
    }
