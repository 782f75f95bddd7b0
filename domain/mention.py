"""A mention: one post, article, comment or complaint that may name a brand, and what is known of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.risk import Risk
from domain.sentiment import Sentiment
from domain.topic import Hit

Json = object
"""A value that JSON can carry."""


class Kind(StrEnum):
    """What sort of place a mention comes from."""

    NEWS = "news"
    SOCIAL = "social"
    FORUM = "forum"
    COMMENT = "comment"
    REVIEW = "review"
    VIDEO = "video"
    TREND = "trend"
    COMPLAINT = "complaint"


class TimeFlag(StrEnum):
    """Why a mention counts at its stated time, or at its arrival instead."""

    STATED = "stated"
    ABSENT = "absent"
    UNREADABLE = "unreadable"
    TOO_OLD = "too_old"
    FUTURE = "future"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """What somebody said, as collected. Times are aware UTC; ``event_time`` never lies after ``arrived_at``.

    ``id`` is 32 hex characters (hash of the canonical URL, guid or given id). ``fingerprint`` is the hash of source,
    author and folded text: the same fingerprint is the same mention under another guid or date; empty = not compared.
    ``live`` mentions can alarm, others are backfill: counted, never alarming.
    """

    id: str
    text: str
    source: str
    kind: Kind
    event_time: datetime
    arrived_at: datetime
    live: bool = True
    fingerprint: str = ""
    stated_time: str = ""
    time_flag: TimeFlag = TimeFlag.STATED
    title: str = ""
    url: str = ""
    author: str = ""
    platform: str = ""
    lang: str = "und"
    followers: int | None = None
    verified: bool | None = None
    views: int | None = None
    likes: int | None = None
    reposts: int | None = None
    comments: int | None = None
    parent: str = ""
    region: str = ""
    product: str = ""
    brands: tuple[str, ...] = ()
    extra: Mapping[str, Json] = field(default_factory=dict)

    @property
    def reach(self) -> int:
        """Return how many people may have seen it: views where known, else followers, else 0."""
        return self.views if self.views is not None else self.followers or 0

    @property
    def full_text(self) -> str:
        """Return title and text as one text, the title once."""
        return full_text(self.title, self.text)


def full_text(title: str, text: str) -> str:
    """Return title and text as one text, the title once."""
    if not title or text.startswith(title):
        return text
    return f"{title}\n{text}" if text else title


def speaks(lang: str, languages: Collection[str]) -> bool:
    """Say whether a language tag (zh-Hans) is one of ``languages``, or a kind of one (zh)."""
    return lang in languages or lang.partition("-")[0] in languages


@dataclass(frozen=True, slots=True)
class Entry:
    """A mention ready for the ledger: matched to topics, its risk words found, scored or not yet (None).

    ``words`` are the tokens of its full text as ``text.tokens.search_text`` gives them, if they were cut already.
    """

    mention: Mention
    hits: tuple[Hit, ...]
    risks: tuple[Risk, ...] = ()
    sentiment: Sentiment | None = None
    sketch: tuple[int, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class StoredMention:
    """A mention as the ledger holds it: ``seq`` is its order of arrival, ``family`` the id of its repost family."""

    seq: int
    mention: Mention
    hits: tuple[Hit, ...]
    risks: tuple[Risk, ...]
    sentiment: Sentiment | None
    family: int


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that can't be taken: where it stood, why, and the row itself so that it can be replayed."""

    origin: str
    line: int
    field: str
    reason: str
    raw: str


@dataclass(frozen=True, slots=True)
class Appended:
    """What became of a batch. ``ids`` are the newly stored ones, in order; the rest of the batch is counted."""

    ids: tuple[str, ...] = ()
    duplicate: int = 0
    unmatched: int = 0

    @property
    def stored(self) -> int:
        """Return how many mentions are new in the ledger."""
        return len(self.ids)
