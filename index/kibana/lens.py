"""A panel as a Lens visualisation: a chart that people can open and change in Kibana."""

from typing import Any

from index.kibana.columns import TIME, VALUE, columns_of, kql
from index.kibana.style import Style
from index.panels.panel import Chart, Field, Panel

Json = dict[str, Any]

LAYER = "layer"
LAYER_REFERENCE = f"indexpattern-datasource-layer-{LAYER}"


def lens_of(panel: Panel, style: Style) -> Json:
    """Return the attributes of a Lens panel that stands in a dashboard by value."""
    columns, order = columns_of(panel, style)
    kind, visualization = _visualization(panel)
    return {
        "title": "",
        "description": style.says(*panel.about),
        "visualizationType": kind,
        "type": "lens",
        "references": [{"type": "index-pattern", "id": style.view(panel.data), "name": LAYER_REFERENCE}],
        "state": {
            "visualization": visualization,
            "query": {"query": kql(panel.data, panel.where), "language": "kuery"},
            "filters": [],
            "datasourceStates": {
                "formBased": {
                    "layers": {
                        LAYER: {
                            "columns": columns,
                            "columnOrder": order,
                            "incompleteColumns": {},
                            "sampling": 1,
                            "indexPatternId": style.view(panel.data),
                        }
                    },
                    "currentIndexPatternId": style.view(panel.data),
                },
                "indexpattern": {"layers": {}},
                "textBased": {"layers": {}},
            },
            "internalReferences": [],
            "adHocDataViews": {},
        },
    }


def _visualization(panel: Panel) -> tuple[str, Json]:
    """Return the type of a visualisation and its state."""
    if panel.chart is Chart.FIGURE:
        return "lnsMetric", {"layerId": LAYER, "layerType": "data", "metricAccessor": "n0"}
    if panel.chart is Chart.AGE or panel.split is Field.FAMILY:
        return "lnsDatatable", _table(panel)
    return "lnsXY", _xy(panel)


def _table(panel: Panel) -> Json:
    numbers = [f"n{place}" for place in range(len(panel.measures))]
    columns = [{"columnId": VALUE, "isTransposed": False, "isMetric": False}]
    columns += [{"columnId": name, "isTransposed": False, "isMetric": True} for name in numbers]
    first = {"columnId": "n0", "direction": "asc" if panel.chart is Chart.AGE else "desc"}
    return {"layerId": LAYER, "layerType": "data", "columns": columns, "sorting": first}


def _xy(panel: Panel) -> Json:
    series = _series(panel)
    layer: Json = {
        "layerId": LAYER,
        "layerType": "data",
        "accessors": [f"n{place}" for place in range(len(panel.measures))],
        "position": "top",
        "seriesType": series,
        "showGridlines": False,
        "xAccessor": TIME if panel.over_time else VALUE,
    }
    if panel.over_time and panel.split is not None:
        layer["splitAccessor"] = VALUE
    shown = {"x": True, "yLeft": True, "yRight": True}
    return {
        "legend": {"isVisible": True, "position": "bottom"},
        "valueLabels": "show" if not panel.over_time else "hide",
        "fittingFunction": "None",
        "axisTitlesVisibilitySettings": {"x": False, "yLeft": False, "yRight": False},
        "tickLabelsVisibilitySettings": shown,
        "labelsOrientation": {"x": 0, "yLeft": 0, "yRight": 0},
        "gridlinesVisibilitySettings": shown,
        "preferredSeriesType": series,
        "layers": [layer],
    }


def _series(panel: Panel) -> str:
    if panel.over_time:
        return "bar_stacked"
    return "bar_horizontal_stacked" if panel.chart is Chart.KEPT else "bar_horizontal"
