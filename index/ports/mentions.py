"""What the other rooms may ask about mentions as stored."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.mention import Appended, Entry, Mention, StoredMention
from domain.query import Node
from domain.sentiment import Sentiment


@dataclass(frozen=True, slots=True)
class FamilySize:
    """A repost family inside one topic: how many copies, by how many authors, on how many sources."""

    family: int
    copies: int
    authors: int
    sources: int


@dataclass(frozen=True, slots=True)
class Correction:
    """A tone that a person gave a mention: an example to train on."""

    mention: Mention
    sentiment: Sentiment
    actor: str
    at: datetime


class Heard(Protocol):
    """Mentions read back by id, by topic and by family: all that judging asks of them."""

    def get(self, ids: Sequence[str]) -> Sequence[StoredMention]:
        """Return the mentions with these ids that exist, in the order asked."""
        ...

    def of_topic(
        self, topic: str, since: datetime, until: datetime, *, risk: str = "", limit: int = 200, by: str = "time"
    ) -> Sequence[StoredMention]:
        """Return mentions of a topic by event time (``since`` <= t < ``until``), newest or widest reach first."""
        ...

    def families_of(self, topic: str, since: datetime, until: datetime, limit: int = 20) -> Sequence[FamilySize]:
        """Return the largest repost families of a topic in a window, largest first."""
        ...

    def family_sizes(
        self, topic: str, families: Collection[int], since: datetime, until: datetime
    ) -> Sequence[FamilySize]:
        """Return the sizes of those of these families that occur in a topic and window, largest first."""
        ...

    def copies(
        self, topic: str, family: int, since: datetime, until: datetime, limit: int = 200
    ) -> Sequence[StoredMention]:
        """Return the mentions of one family in a topic and window, newest first."""
        ...

    def of_author(
        self, topic: str, author: tuple[str, str], since: datetime, until: datetime, limit: int = 50
    ) -> Sequence[StoredMention]:
        """Return what one author, (platform, name), said in a topic and window, newest first."""
        ...

    def was_said(self, topic: str, words: str, before: datetime) -> bool:
        """Say whether a phrase occurs in a mention of the topic from before an instant, however old."""
        ...


class Mentions(Heard, Protocol):
    """Mentions as stored, with full text search."""

    def append(self, batch: Sequence[Entry], now: datetime) -> Appended:
        """Store what is new, count it, mark its topics; entries without hits leave only id and minute."""
        ...

    def append_all(self, batches: Sequence[Sequence[Entry]], now: datetime) -> Sequence[Appended]:
        """Append several batches at once, and return what became of each."""
        ...

    def settle_scores(self, scores: Mapping[str, Sentiment], now: datetime) -> int:
        """Put scores by mention id and move the measures; return how many changed. Only a first score marks topics."""
        ...

    def all_toned(self, model: str) -> None:
        """Note that the whole history has the tones of one model again, so that shares compare with all of it."""
        ...

    def unscored(self, limit: int) -> Sequence[Mention]:
        """Return stored mentions that wait for the scorer, oldest arrival first."""
        ...

    def correct(self, mention: str, sentiment: Sentiment, actor: str, now: datetime) -> None:
        """Replace a mention's sentiment by a person's, and keep it as a training example."""
        ...

    def corrections(self) -> Sequence[Correction]:
        """Return the corrections of mentions that are still stored, oldest first."""
        ...

    def find(
        self,
        query: Node | None = None,
        *,
        topics: Sequence[str] = (),
        since: datetime | None = None,
        until: datetime | None = None,
        after: int | None = None,
        limit: int = 50,
    ) -> Sequence[StoredMention]:
        """Return mentions that match, newest arrival first; page on with the last ``seq`` as ``after``."""
        ...
