"""Counting as a panel: facets and counts over time are panels that nobody has to draw."""

from index.panels.panel import Chart, Data, Field, Measure, Panel, without_time

COUNT = Measure("提及", "mentions")


def counting(split: Field | None, limit: int = 12) -> Panel:
    """Return the panel that counts mentions by a field, or over time where there is none."""
    return Panel(
        id="count",
        zh="计数",
        en="count",
        about=("", ""),
        data=Data.MENTIONS,
        measures=(COUNT,),
        chart=Chart.BARS if split else Chart.COLUMNS,
        split=split,
        over_time=split is None,
        limit=limit,
    )


def total() -> Panel:
    """Return the panel that counts all mentions of its scope."""
    return without_time(counting(None))
