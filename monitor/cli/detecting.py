"""``fenghuo detect``: the volume detector on a series of counts. Needs no configuration."""

from typing import Annotated

import typer

from monitor.cli.output import result
from monitor.language import say

SERIES = say(
    "CSV 文件，列为 timestamp,value（旧的在前）；- 为标准输入", "CSV with timestamp,value, oldest first; - for stdin"
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        help=say(
            "给数量序列逐行打异常分（0–1；每行只看此前各行，同一事件只报一次）",
            "score a series of counts row by row, 0 to 1: each row by those before it, one event once",
        )
    )(detect)


def detect(series: Annotated[str, typer.Argument(metavar="SERIES.csv", help=SERIES)]) -> None:
    """Print timestamp,anomaly_score for each row; above 0.5 the row exceeds the record of three weeks."""
    from monitor.detecting import scored

    result("timestamp,anomaly_score")
    for timestamp, score in scored(series):
        result(f"{timestamp},{score:.6f}")
