"""Signals, incidents and levels for the tests of this room, made from what a test cares about."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from domain.incident import Incident, IncidentState
from domain.level import Level, Scale
from domain.signal import Signal

NOW = datetime(2026, 3, 16, 2, 0, tzinfo=UTC)
BRAND = "山茶茶饮"


def level(id: str, rank: int, name: str, hours: float) -> Level:
    return Level(id, rank, name, id.title(), timedelta(hours=hours), 5, "", "")


FOUR = Scale(
    "four",
    (
        level("general", 1, "一般", 24),
        level("important", 2, "重要", 8),
        level("urgent", 3, "紧急", 2),
        level("major", 4, "重大", 0.5),
    ),
)


def signal(
    category: str,
    evidence: Iterable[int] = (),
    *,
    level: str = "general",
    families: Iterable[int] = (),
    brand: str = BRAND,
    rule: str = "rule",
    count: float | None = None,
) -> Signal:
    """Return a signal; its evidence are mentions called by number."""
    mentions = tuple(str(number) for number in evidence)
    return Signal(
        id=f"{rule}/{category}/{'.'.join(mentions)}/{level}",
        rule=rule,
        rule_type="keyword",
        brand=brand,
        category=category,
        topic=f"brand:{brand}",
        level=level,
        since=NOW - timedelta(hours=1),
        until=NOW,
        fired_at=NOW,
        numbers={"count": float(len(mentions)) if count is None else count, "line": 3.0},
        evidence=mentions,
        families=tuple(families),
    )


def incident(
    id: int,
    category: str,
    evidence: Iterable[int] = (),
    *,
    closed: bool = False,
    brand: str = BRAND,
    families: Iterable[int] = (),
    merged_into: int = 0,
    level: str = "general",
) -> Incident:
    """Return a stored incident; a closed one was closed an hour ago."""
    over = IncidentState.MERGED if merged_into else IncidentState.VERIFIED
    return Incident(
        brand=brand,
        category=category,
        level=level,
        rank=FOUR.get(level).rank,
        detected_at=NOW - timedelta(hours=3),
        id=id,
        version=1,
        state=over if closed or merged_into else IncidentState.DETECTED,
        categories=(category,),
        evidence=tuple(str(number) for number in evidence),
        families=tuple(families),
        closed_at=NOW - timedelta(hours=1) if closed or merged_into else None,
        merged_into=merged_into,
    )
