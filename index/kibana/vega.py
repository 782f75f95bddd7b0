"""The one panel that Lens can't draw, as Vega-Lite: a share against its usual band.

Kibana gives a Vega panel one query over the span that is shown, so the band is the p chart of that span: its mean share
and three standard errors. The band of our own pages is from the 28 days before, and allows for the usual swing.
"""

import json
from typing import Any

from index.kibana.style import Style
from index.panels.drawing.theme import ALARM, USUAL
from index.panels.fields import FIELDS, TIMESTAMP
from index.panels.panel import Data, Measure, Panel

Json = dict[str, Any]
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
WHOLE, PART = "whole", "part"


def vega_of(panel: Panel, style: Style) -> Json:
    """Return what a dashboard embeds: a Vega visualisation by value."""
    title = style.says(panel.zh, panel.en)
    spec = json.dumps(share_spec(panel, style), ensure_ascii=False, indent=2)
    data = {"aggs": [], "searchSource": {"query": {"query": "", "language": "kuery"}, "filter": []}}
    return {"title": title, "description": "", "type": "vega", "params": {"spec": spec}, "uiState": {}, "data": data}


def share_spec(panel: Panel, style: Style) -> Json:
    """Return the specification: Kibana fills time range, interval and the filters of the dashboard in."""
    part, whole = panel.measures
    aggregation = {
        "date_histogram": {"field": TIMESTAMP, "fixed_interval": {"%autointerval%": True}, "min_doc_count": 1},
        "aggs": {PART: _counted(panel.data, part), WHOLE: _counted(panel.data, whole)},
    }
    body = {"size": 0, "aggs": {"at": aggregation}}
    url = {"%context%": True, "%timefield%": TIMESTAMP, "index": style.pattern(panel.data), "body": body}
    return {
        "$schema": SCHEMA,
        "data": {"url": url, "format": {"property": "aggregations.at.buckets"}},
        "transform": _transform(),
        "layer": _layers(panel, style),
    }


def _transform() -> list[Json]:
    """Return how shares and band come from the buckets."""
    limit = "3 * sqrt(datum.usual * (1 - datum.usual) / datum.whole)"
    sums = [{"op": "sum", "field": "whole", "as": "all"}, {"op": "sum", "field": "part", "as": "negative"}]
    return [
        {"calculate": f"datum.{WHOLE}.doc_count", "as": "whole"},
        {"calculate": f"datum.{PART}.doc_count", "as": "part"},
        {"filter": "datum.whole > 0"},
        {"joinaggregate": sums},
        {"calculate": "datum.part / datum.whole", "as": "share"},
        {"calculate": "datum.negative / datum.all", "as": "usual"},
        {"calculate": f"max(0, datum.usual - {limit})", "as": "low"},
        {"calculate": f"min(1, datum.usual + {limit})", "as": "high"},
    ]


def _layers(panel: Panel, style: Style) -> list[Json]:
    """Return band, line and points; a point beyond the band is drawn in full."""
    part, whole = panel.measures
    x = {"field": "key", "type": "temporal", "title": None}
    y = {"type": "quantitative", "title": style.says(panel.zh, panel.en), "axis": {"format": "%"}}
    share = {"x": x, "y": {**y, "field": "share"}}
    tooltip = [
        {"field": "share", "format": ".0%", "title": style.says("占比", "share")},
        {"field": "part", "title": style.says(part.zh, part.en)},
        {"field": "whole", "title": style.says(whole.zh, whole.en)},
    ]
    beyond = {"condition": {"test": "datum.share > datum.high", "value": 1}, "value": 0.25}
    return [
        {
            "mark": {"type": "area", "color": USUAL, "opacity": 0.65},
            "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
        },
        {"mark": {"type": "line", "color": ALARM}, "encoding": share},
        {
            "mark": {"type": "point", "color": ALARM, "filled": True},
            "encoding": {**share, "opacity": beyond, "tooltip": tooltip},
        },
    ]


def _counted(data: Data, measure: Measure) -> Json:
    """Return the filter aggregation of a measure that counts."""
    clauses = [{"terms": {FIELDS[data][name].elastic: list(values)}} for name, values in measure.where.items()]
    return {"filter": {"bool": {"filter": clauses}}}
