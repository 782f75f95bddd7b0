"""Charts over time: stacked columns, and a share against its usual band."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from index.panels.drawing.look import Drawing, Spec
from index.panels.drawing.theme import ALARM, PAPER, QUIET, TONES, USUAL, colour_of_rank
from index.panels.panel import Field, Row
from index.panels.usual import Band, band_of

HEIGHT = 200
ONE_DAY = timedelta(hours=30)
MOST_TICKS = 5


def columns(drawing: Drawing) -> Spec:
    """Return stacked columns, one for each bucket, coloured by value."""
    values = [
        {**_span(drawing, row), "series": drawing.label(row), "n": row.numbers[0], **drawing.link(row)}
        for row in drawing.rows
    ]
    colours = _colours(drawing)
    order = {label: place for place, (label, _) in enumerate(colours)}
    for value in values:
        value["order"] = order.get(str(value["series"]), len(order))
    return {
        "height": HEIGHT,
        "data": {"values": values},
        "mark": {"type": "bar", "orient": "vertical", "stroke": PAPER, "strokeWidth": 0.6},
        "encoding": {
            **_x(drawing),
            "y": _count_axis(values),
            "color": {
                "field": "series",
                "type": "nominal",
                "title": None,
                "scale": {"domain": [each for each, _ in colours], "range": [each for _, each in colours]},
            },
            "order": {"field": "order", "type": "quantitative"},
            **({"href": {"field": "href"}} if any("href" in value for value in values) else {}),
            "tooltip": [_when(drawing), {"field": "series", "title": " "}, {"field": "n", "title": drawing.named(0)}],
        },
    }


def share(drawing: Drawing) -> Spec:
    """Return the first measure as a share of the second; a point beyond the usual band is filled."""
    band = band_of([_pair(row) for row in drawing.past])
    values = [_share_of(drawing, row, band) for row in drawing.rows if row.numbers[1]]
    y = {"type": "quantitative", "title": None, "axis": {"format": "%", "tickCount": 5, "domain": False}}
    tooltip = [_when(drawing), {"field": "told", "title": drawing.look.says("占比", "share")}]
    x = _x(drawing)["x"]
    beyond = {"condition": {"test": "datum.beyond", "value": ALARM}, "value": PAPER}
    links = {"href": {"field": "href"}} if any("href" in value for value in values) else {}
    layers: list[Spec] = [] if band is None else _usual(x, y)
    return {
        **_caption(drawing, band),
        "height": HEIGHT,
        "data": {"values": values},
        "layer": [
            *layers,
            {
                "mark": {"type": "line", "color": ALARM, "strokeWidth": 1.8},
                "encoding": {"x": x, "y": {**y, "field": "share"}},
            },
            {
                "mark": {"type": "point", "size": 46, "stroke": ALARM, "strokeWidth": 1.6, "opacity": 1},
                "encoding": {"x": x, "y": {**y, "field": "share"}, "fill": beyond, **links, "tooltip": tooltip},
            },
        ],
    }


def _usual(x: Spec, y: Spec) -> list[Spec]:
    """Return the band and the usual share in its middle."""
    return [
        {
            "mark": {"type": "area", "color": USUAL, "opacity": 0.65, "interpolate": "monotone"},
            "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
        },
        {
            "mark": {"type": "line", "color": QUIET, "strokeDash": [4, 3], "strokeWidth": 1},
            "encoding": {"x": x, "y": {**y, "field": "usual"}},
        },
    ]


def _caption(drawing: Drawing, band: Band | None) -> Spec:
    """Return what is usual in words, or that too little is known to tell."""
    if band is None:
        text = drawing.look.says("历史太少，尚不知平时占比", "Too little history to know the usual share")
    else:
        text = drawing.look.says(
            f"平时 {band.share:.0%}；阴影为平时的波动范围，实心点为超出",
            f"Usual {band.share:.0%}; shaded is the usual swing, filled points are beyond it",
        )
    return {"title": {"text": text, "anchor": "start", "fontSize": 12, "fontWeight": "normal", "color": QUIET}}


def _share_of(drawing: Drawing, row: Row, band: Band | None) -> dict[str, Any]:
    part, whole = _pair(row)
    value: dict[str, Any] = {**_span(drawing, row), "share": part / whole, **drawing.link(row)}
    value["told"] = drawing.look.says(
        f"{part / whole:.0%}（{part:.0f}/{whole:.0f}）", f"{part / whole:.0%} ({part:.0f} of {whole:.0f})"
    )
    if band is not None:
        low, high = band.limits(whole)
        value |= {"low": low, "high": high, "usual": band.share, "beyond": not low <= part / whole <= high}
    return value


def _pair(row: Row) -> tuple[float, float]:
    return row.numbers[0] or 0, row.numbers[1] or 0


def _span(drawing: Drawing, row: Row) -> dict[str, Any]:
    assert row.at is not None
    return {"at": drawing.clock(row.at), "end": drawing.clock(row.at + drawing.scope.step)}


def _format(drawing: Drawing) -> str:
    if drawing.scope.step >= timedelta(days=1):
        return "%m-%d"
    return "%H:%M" if drawing.scope.until - drawing.scope.since <= ONE_DAY else "%m-%d %H:%M"


def _x(drawing: Drawing) -> Spec:
    domain = [drawing.clock(moment) for moment in drawing.scope.buckets]
    shown = "%m-%d" if drawing.scope.until - drawing.scope.since > 3 * ONE_DAY else _format(drawing)
    axis = {"format": shown, "grid": False, "labelOverlap": True, "tickCount": 8}
    scale = {"type": "utc", "domain": domain}
    x = {"field": "at", "type": "temporal", "title": None, "scale": scale, "axis": axis}
    return {"x": x, "x2": {"field": "end"}}


def _when(drawing: Drawing) -> Spec:
    return {
        "field": "at",
        "type": "temporal",
        "timeUnit": "utcyearmonthdatehoursminutes",
        "format": f"%Y-{'%m-%d' if drawing.scope.step >= timedelta(days=1) else '%m-%d %H:%M'}",
        "title": drawing.look.says("时间", "time"),
    }


def _count_axis(values: Sequence[Spec]) -> Spec:
    """Return the axis of columns: counts are whole, so a highest column of two has two marks."""
    heights: Counter[str] = Counter()
    for value in values:
        heights[value["at"]] += value["n"]
    ticks = min(MOST_TICKS, max(1, *heights.values())) if heights else 1
    axis = {"title": None, "domain": False, "tickMinStep": 1, "tickCount": ticks}
    return {"field": "n", "type": "quantitative", "stack": "zero", "axis": axis}


def _colours(drawing: Drawing) -> Sequence[tuple[str, str]]:
    """Return the values that occur with their colours, in the order of stacking."""
    look, split = drawing.look, drawing.panel.split
    there = {row.value for row in drawing.rows}
    if split is Field.TONE:
        return [(look.label(split, tone), colour) for tone, colour in TONES.items() if tone in there]
    by_rank = sorted(there, key=lambda level: (-look.ranks.get(level, 0), level))
    return [(look.label(Field.LEVEL, each), colour_of_rank(look.ranks.get(each, 1), look.top)) for each in by_rank]
