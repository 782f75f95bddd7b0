"""Series of counts scored row by row: what the volume detector thinks of a file."""

import csv
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path
from typing import TextIO

from alerting.record import Scorer
from domain.errors import UsageError
from monitor.language import say

COLUMNS = ("timestamp", "value")


def scored(file: str) -> Iterator[tuple[str, float]]:
    """Yield (timestamp as written, anomaly score 0..1) of each row of a CSV file, "-" for standard input, in order.

    UsageError names file, line and column of a row that can't be read.
    """
    name = say("标准输入", "standard input") if file == "-" else file
    scorer = Scorer()
    with _opened(file) as stream:
        rows = csv.DictReader(stream)
        lacking = [column for column in COLUMNS if column not in (rows.fieldnames or ())]
        if lacking:
            raise _refused(name, 1, ", ".join(lacking), say("缺少这一列", "there is no such column"), "timestamp,value")
        for row in rows:
            moment = _moment(row["timestamp"], name, rows.line_num)
            yield row["timestamp"], scorer.score(moment, _value(row["value"], name, rows.line_num))


def _opened(file: str) -> AbstractContextManager[TextIO]:
    if file == "-":
        return nullcontext(sys.stdin)
    if not Path(file).is_file():
        raise UsageError(say(f"没有文件 {file}。请检查路径。", f"There is no file {file}; check the path."))
    return Path(file).open(encoding="utf-8-sig", errors="replace", newline="")


def _moment(written: str | None, name: str, line: int) -> datetime:
    """Return the instant that a cell means; without a zone it is read as UTC, as only distances count."""
    try:
        moment = datetime.fromisoformat((written or "").strip())
    except ValueError:
        raise _refused(
            name, line, "timestamp", say(f"看不懂时间“{written}”", f"“{written}” is no time"), "2026-03-16 09:05:00"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _value(written: str | None, name: str, line: int) -> float:
    try:
        value = float(written or "")
    except ValueError:
        value = -1.0
    if not isfinite(value) or value < 0:
        problem = say(f"“{written}”不是数量", f"“{written}” is no count")
        raise _refused(name, line, "value", problem, say("不小于 0 的数", "a number that is not below 0"))
    return value


def _refused(name: str, line: int, column: str, problem: str, allowed: str) -> UsageError:
    return UsageError(f"{name}:{line}: {column}: {problem}" + say(f"，应为 {allowed}", f", expected {allowed}"))
