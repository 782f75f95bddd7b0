"""Colours, fonts and the common parts of every chart."""

from typing import Any

FONTS = "Noto Sans CJK SC, Noto Sans CJK TC, Noto Sans SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"

INK = "#1f2933"
QUIET = "#616e7c"
LINE = "#e4e7eb"
PAPER = "#ffffff"
CALM = "#7b8fa8"
ALARM = "#c8383b"
KEPT = "#2f8f6b"
USUAL = "#cfd8e3"

TONES = {
    "negative": ALARM,
    "unsure": "#e3a63a",
    "neutral": "#9fb0c3",
    "positive": KEPT,
    "unscorable": "#d5dbe3",
    "waiting": "#edf0f4",
}
"""Tone → colour, in the order in which columns are stacked."""

RANKS = ("#f0c05a", "#e8903a", "#d65a35", "#a3161f")
"""Colours of a scale's levels, the lightest first; other scales take as many, evenly."""


def colour_of_rank(rank: int, top: int) -> str:
    """Return the colour of a level by its place in its scale: the gravest is always the darkest."""
    if top <= 1:
        return RANKS[-1]
    place = (max(1, min(rank, top)) - 1) / (top - 1)
    return RANKS[round(place * (len(RANKS) - 1))]


CONFIG: dict[str, Any] = {
    "font": FONTS,
    "background": PAPER,
    "view": {"stroke": None},
    "axis": {
        "labelColor": QUIET,
        "labelFontSize": 12,
        "titleColor": QUIET,
        "titleFontWeight": "normal",
        "gridColor": LINE,
        "domainColor": LINE,
        "tickColor": LINE,
        "labelLimit": 180,
    },
    "legend": {"labelColor": INK, "labelFontSize": 12, "symbolType": "square", "orient": "top", "title": None},
    "text": {"color": QUIET, "fontSize": 12},
}
