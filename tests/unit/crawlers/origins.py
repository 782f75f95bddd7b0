"""Origins and instants that the crawlers' tests share."""

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from crawlers.clean import Origin, clean
from domain.mention import Kind, Mention

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2024, 3, 16, 4, 0, tzinfo=UTC)
"""Noon of a Saturday in Shanghai."""

PUSHED = Origin(name="import", label="rows.jsonl", timezone=SHANGHAI)
FEED = Origin(name="食品新闻", label="食品新闻", timezone=SHANGHAI, kind=Kind.NEWS, dedup_by_text=True, strict=False)
ROW: dict[str, object] = {"time": "2024-03-16T11:00:00+08:00", "text": "山茶茶饮喝出异物"}


def mention_of(row: Mapping[str, object], origin: Origin = PUSHED, arrived: datetime = NOON) -> Mention:
    """Return the mention of a row that has to be taken."""
    taken = clean(row, origin, arrived)
    assert isinstance(taken, Mention), taken
    return taken
