"""Charts of values one under another: bars, kept against missed, and ages."""

from datetime import datetime, timedelta
from typing import Any

from index.panels.drawing.look import Drawing, Spec
from index.panels.drawing.theme import ALARM, CALM, INK, KEPT, QUIET, colour_of_rank
from index.panels.panel import Field, Fold, Row

ROW_HEIGHT = 24
OLD = timedelta(hours=6)
"""A source that brought nothing for so long is drawn in the colour of alarm."""


def bars(drawing: Drawing) -> Spec:
    """Return one bar for each value with its number; a second count is drawn as the darker part of it."""
    nested = len(drawing.panel.measures) > 1 and bool(drawing.panel.measures[1].where)
    values = [_bar(drawing, row, nested) for row in drawing.rows]
    y, x = _names(drawing), {"field": "n", "type": "quantitative", "title": None, "axis": None}
    tooltip = [{"field": "label", "title": " "}, {"field": "told", "title": drawing.named(0)}]
    links = _links(values)
    layers: list[Spec] = [
        {
            "mark": {"type": "bar", "color": CALM, "cornerRadiusEnd": 2},
            "encoding": {
                "x": x,
                "y": y,
                **links,
                "tooltip": tooltip,
                **({"color": _by_rank()} if drawing.panel.split is Field.LEVEL else {}),
            },
        }
    ]
    if nested:
        inner = {"field": "part", "type": "quantitative", "title": None}
        layers.append(
            {
                "mark": {"type": "bar", "color": ALARM, "cornerRadiusEnd": 2, "height": {"band": 0.55}},
                "encoding": {"x": inner, "y": y, **links, "tooltip": tooltip},
            }
        )
    return _layered(drawing, values, [*layers, _numbers(x, y)])


def kept(drawing: Drawing) -> Spec:
    """Return two measures side by side in one bar for each value: what was kept and what was missed."""
    values: list[dict[str, Any]] = []
    for row in drawing.rows:
        for place, colour in ((0, KEPT), (1, ALARM)):
            number = row.numbers[place] or 0
            share = {"label": drawing.label(row), "series": drawing.named(place), "n": number, "colour": colour}
            values.append({**share, "order": place, **drawing.link(row)})
    names = [drawing.named(0), drawing.named(1)]
    return {
        "height": {"step": ROW_HEIGHT + 6},
        "data": {"values": values},
        "mark": {"type": "bar", "cornerRadiusEnd": 2},
        "encoding": {
            "x": {"field": "n", "type": "quantitative", "stack": "zero", "axis": {"title": None, "tickMinStep": 1}},
            "y": _names(drawing),
            "order": {"field": "order"},
            "color": {"field": "series", "scale": {"domain": names, "range": [KEPT, ALARM]}, "title": None},
            **_links(values),
            "tooltip": [{"field": "label", "title": " "}, {"field": "series", "title": " "}, {"field": "n"}],
        },
    }


def age(drawing: Drawing) -> Spec:
    """Return how many hours ago the measured instant of each value was, the oldest on top."""
    values = [_aged(drawing, row) for row in drawing.rows]
    values.sort(key=lambda value: -value["n"])
    y, x = _names(drawing), {"field": "n", "type": "quantitative", "title": None, "axis": None}
    color = {"condition": {"test": "datum.old", "value": ALARM}, "value": CALM}
    tooltip = [{"field": "label", "title": " "}, {"field": "told", "title": drawing.named(0)}]
    encoding = {"x": x, "y": y, "color": color, "tooltip": tooltip, **_links(values)}
    bar: Spec = {"mark": {"type": "bar", "cornerRadiusEnd": 2}, "encoding": encoding}
    return _layered(drawing, values, [bar, _numbers(x, y)])


def figure(drawing: Drawing) -> Spec:
    """Return one number, large."""
    numbers = [row.numbers[0] for row in drawing.rows]
    mark = {"type": "text", "fontSize": 30, "fontWeight": "bold", "color": INK}
    value = {"shown": _number(drawing, numbers[0] if numbers else 0)}
    return {"height": 60, "data": {"values": [value]}, "mark": mark, "encoding": {"text": {"field": "shown"}}}


def nothing(drawing: Drawing) -> Spec:
    """Return a line that says that there is nothing to draw."""
    text = drawing.look.says("这一时段没有数据", "Nothing in this span")
    return {"height": 60, "data": {"values": [{}]}, "mark": {"type": "text", "text": text, "color": QUIET}}


def _bar(drawing: Drawing, row: Row, nested: bool) -> dict[str, Any]:
    number = row.numbers[0]
    told = _number(drawing, number)
    value: dict[str, Any] = {"label": drawing.label(row), "n": round(number or 0, 3), "shown": told, "told": told}
    if nested and (part := row.numbers[1]):
        value |= {"part": part, "told": f"{told} · {drawing.named(1)} {part:.0f}"}
    if drawing.panel.split is Field.LEVEL:
        value["colour"] = colour_of_rank(drawing.look.ranks.get(row.value, 1), drawing.look.top)
    return {**value, **drawing.link(row)}


def _aged(drawing: Drawing, row: Row) -> dict[str, Any]:
    newest = datetime.fromtimestamp((row.numbers[0] or 0) / 1000, drawing.now.tzinfo)
    ago = max(timedelta(0), drawing.now - newest)
    shown = _span(drawing, ago)
    value = {"label": drawing.label(row), "n": ago / timedelta(hours=1), "old": ago >= OLD}
    return {**value, "shown": shown, "told": shown, **drawing.link(row)}


def _span(drawing: Drawing, ago: timedelta) -> str:
    minutes = int(ago / timedelta(minutes=1))
    days, hours = divmod(minutes // 60, 24)
    if days:
        return drawing.look.says(f"{days} 天 {hours} 小时前", f"{days} d {hours} h ago")
    if hours:
        return drawing.look.says(f"{hours} 小时 {minutes % 60} 分前", f"{hours} h {minutes % 60} min ago")
    return drawing.look.says(f"{minutes} 分钟前", f"{minutes} min ago")


def _number(drawing: Drawing, number: float | None) -> str:
    if number is None:
        return drawing.look.says("尚无", "none yet")
    if drawing.panel.measures[0].fold is Fold.MEAN:
        return f"{number:,.1f}"
    if number >= 1e8 and drawing.look.lang != "en":
        return f"{number / 1e8:.1f} 亿"
    if number >= 1e4 and drawing.look.lang != "en":
        return f"{number / 1e4:.1f} 万"
    return f"{number / 1e6:.1f} M" if number >= 1e6 else f"{number:,.0f}"


def _names(drawing: Drawing) -> Spec:
    axis = {"title": None, "domain": False, "ticks": False, "labelColor": INK, "labelPadding": 6}
    if drawing.panel.split is Field.FAMILY:
        axis["labelLimit"] = 260
    return {"field": "label", "type": "nominal", "sort": None, "axis": axis}


def _numbers(x: Spec, y: Spec) -> Spec:
    mark = {"type": "text", "align": "left", "dx": 5, "color": QUIET}
    return {"mark": mark, "encoding": {"x": x, "y": y, "text": {"field": "shown"}}}


def _by_rank() -> Spec:
    return {"field": "colour", "type": "nominal", "scale": None, "legend": None}


def _links(values: list[dict[str, Any]]) -> Spec:
    return {"href": {"field": "href"}} if any("href" in value for value in values) else {}


def _layered(drawing: Drawing, values: list[dict[str, Any]], layers: list[Spec]) -> Spec:
    """Return layers over the same values, with room for the numbers right of the longest bar."""
    most = max((float(value["n"]) for value in values), default=0.0)
    layers[0]["encoding"]["x"] = {**layers[0]["encoding"]["x"], "scale": {"domain": [0, (most or 1.0) * 1.22]}}
    return {"height": {"step": ROW_HEIGHT}, "data": {"values": values}, "layer": layers}
