"""Entries and other values for the ledger's tests, made from what a test cares about."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from domain.mention import Entry, Kind, Mention
from domain.risk import Risk
from domain.sentiment import Sentiment, Tone
from domain.topic import Hit
from text.sketch import sketch

NOW = datetime(2026, 3, 15, 9, 30, tzinfo=UTC)
BRAND = "brand:山茶茶饮"


def mention(number: int | str, text: str = "", *, age: float = 0, arrived: datetime = NOW, **fields: object) -> Mention:
    """Return a mention of ``age`` minutes before its arrival; its text is its own unless one is given."""
    given = {"source": "食品新闻", "kind": Kind.NEWS, "author": f"作者{number}", **fields}
    return Mention(
        id=f"{number:032x}" if isinstance(number, int) else number,
        text=text or f"山茶茶饮今天第{number}家门店开业",
        event_time=arrived - timedelta(minutes=age),
        arrived_at=arrived,
        **given,  # type: ignore[arg-type]
    )


def entry(
    number: int | str,
    text: str = "",
    *,
    topics: Iterable[str] = (BRAND,),
    risks: Iterable[str] = (),
    tone: Tone | str | None = None,
    **fields: object,
) -> Entry:
    """Return an entry that hits ``topics``; ``tone`` "unscorable" is settled without one, None waits."""
    made = mention(number, text, **fields)  # type: ignore[arg-type]
    return Entry(
        mention=made,
        hits=tuple(Hit(topic, ("山茶茶饮",), ((0, 4),)) for topic in topics),
        risks=tuple(Risk(category, 2, ("异物",)) for category in risks),
        sentiment=None if tone is None else scored(tone),
        sketch=sketch(made.full_text),
    )


def scored(tone: Tone | str, model: str = "m1") -> Sentiment:
    """Return a sentiment of this tone."""
    if tone == "unscorable":
        return Sentiment(None, None, model)
    return Sentiment(0.1 if tone == Tone.NEGATIVE else 0.7, Tone(tone), model)
