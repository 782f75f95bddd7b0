"""Mentions as rows: how an entry is written, how a stored mention is read back, and what of it is counted."""

import sqlite3
from collections.abc import Sequence
from typing import Any, NamedTuple

from xxhash import xxh3_64_intdigest

from domain.mention import Entry, Kind, Mention, StoredMention
from domain.risk import Risk
from domain.sentiment import Sentiment
from domain.topic import Hit
from index.ledger.documents import dump, dump_all, load, load_all, write_json
from index.ledger.moments import to_us

MAX_REACH = 10**12
"""No mention reaches more people than this; what a page claims beyond it is cut, so that sums fit 64 bits."""

COLUMNS = "seq, body, hits, risks, sentiment, family"
"""What ``stored`` reads, in its order."""


def hash63(text: str) -> int:
    """Return a hash of a text that fits SQLite's signed integers."""
    return xxh3_64_intdigest(text.encode("utf-8", "surrogatepass")) >> 1


class Facts(NamedTuple):
    """What a mention adds to the measures of each of its topics. ``event`` is in microseconds since 1970."""

    seq: int
    event: int
    live: bool
    family: int
    author: int
    source: int
    source_name: str
    reach: int
    complaint: bool
    risks: tuple[str, ...]
    tone: str


def tone_of(sentiment: Sentiment | None) -> str:
    """Return the tone's name, ``unscorable`` where there is none, "" while the mention waits for the scorer."""
    if sentiment is None:
        return ""
    return sentiment.tone.value if sentiment.tone is not None else "unscorable"


def voices(mention: Mention) -> tuple[int, int]:
    """Return the hashes of author and source; an unknown author counts as one author per source."""
    known = f"{mention.platform}\0{mention.author}" if mention.author else f"\0\0{mention.source}"
    return hash63(known), hash63(mention.source)


def facts(seq: int, family: int, mention: Mention, risks: Sequence[Risk], sentiment: Sentiment | None) -> Facts:
    """Return what a mention adds."""
    author, source = voices(mention)
    return Facts(
        seq=seq,
        event=to_us(mention.event_time),
        live=mention.live,
        family=family,
        author=author,
        source=source,
        source_name=mention.source,
        reach=max(0, min(mention.reach, MAX_REACH)),
        complaint=mention.kind is Kind.COMPLAINT,
        risks=tuple(sorted({risk.category for risk in risks})),
        tone=tone_of(sentiment),
    )


def facts_of(stored: StoredMention) -> Facts:
    """Return what a stored mention adds."""
    return facts(stored.seq, stored.family, stored.mention, stored.risks, stored.sentiment)


def mention_row(entry: Entry, added: Facts, novel: bool, change: int) -> tuple[object, ...]:
    """Return the row of the table ``mention`` for a new entry."""
    mention = entry.mention
    return (
        added.seq,
        mention.id,
        mention.fingerprint or None,
        added.event,
        added.live,
        added.family,
        novel,
        change,
        dump(mention),
        dump_all(Hit, entry.hits),
        dump_all(Risk, entry.risks),
        None if entry.sentiment is None else dump(entry.sentiment),
    )


def topic_row(topic: int, added: Facts) -> tuple[object, ...]:
    """Return the row of the table ``mention_topic`` for one topic of a mention."""
    risk = f"|{'|'.join(added.risks)}|" if added.risks else ""
    return (topic, added.event, added.seq, added.family, added.author, added.source, added.reach, risk)


def stored(row: Sequence[Any]) -> StoredMention:
    """Return the mention of a row of COLUMNS."""
    seq, body, hits, risks, sentiment, family = row
    return StoredMention(
        seq=seq,
        mention=load(Mention, body),
        hits=load_all(Hit, hits),
        risks=load_all(Risk, risks),
        sentiment=None if sentiment is None else load(Sentiment, sentiment),
        family=family,
    )


def by_ids(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, StoredMention]:
    """Return id → mention for the ids that are stored."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM mention WHERE id IN (SELECT value FROM json_each(?))", (write_json(list(ids)),)
    )
    return {each.mention.id: each for each in map(stored, rows)}
