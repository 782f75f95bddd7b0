"""Numbers with what they are of, as sentences are made from them."""

from collections.abc import Mapping
from datetime import timedelta

from alerting.engine import Engine
from domain.clock import MINUTE


def number(value: float) -> str:
    """Return a number as it is written: 41, 120,000, 2.5."""
    return f"{value:,.0f}" if value >= 100 or float(value).is_integer() else f"{value:,.1f}"


def counted(engine: Engine, value: float, zh: str, en: str) -> str:
    """Return a number with its noun: 12 条, 12 mentions, 1 mention. ``en`` is the singular."""
    plural = en if value == 1 else f"{en[:-1]}ies" if en.endswith("y") else f"{en}s"
    return engine.says(f"{number(value)} {zh}", f"{number(value)} {plural}")


def span(engine: Engine, length: timedelta) -> str:
    """Return a length of time in its two largest units: 1 小时 50 分钟, 1 h 50 min."""
    minutes = max(1, length // MINUTE)
    units = engine.says("天 小时 分钟", "d h min").split()
    parts = zip((minutes // 1440, minutes // 60 % 24, minutes % 60), units, strict=True)
    return " ".join([f"{size} {unit}" for size, unit in parts if size][:2])


def voices(engine: Engine, numbers: Mapping[str, float]) -> str:
    """Return by how many authors, on how many sources: 3 位作者，2 个来源."""
    authors = counted(engine, numbers.get("authors", 0), "位作者", "author")
    sources = counted(engine, numbers.get("sources", 0), "个来源", "source")
    return f"{authors}{engine.says('，', ', ')}{sources}"


def mentions(engine: Engine, value: float) -> str:
    """Return a number of mentions."""
    return counted(engine, value, "条提及", "mention")
