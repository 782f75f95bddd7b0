"""Mentions as stored: appending, late tones, and every way to read them back."""

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from domain.mention import Appended, Entry, Mention, StoredMention
from domain.query import Node, Phrase
from domain.sentiment import Sentiment
from index.ledger import append, scores, search, toned
from index.ledger.documents import load, write_json
from index.ledger.entries import hash63
from index.ledger.families import Near
from index.ledger.moments import from_us, to_us
from index.ledger.recent import Recent
from index.ledger.topics import KnownKeys
from index.ports import Correction, FamilySize

_RISKY = "mention_topic INDEXED BY mention_topic_risk"
"""Few mentions raise a risk: they are looked for among their like, not among everything that is said of a topic."""

_ORDERS = {"time": "event DESC, seq DESC", "reach": "reach DESC, event DESC, seq DESC"}


class Mentions:
    """Keeps ``index.ports.Mentions``."""

    def __init__(self, connection: sqlite3.Connection, near: Near, recent: Recent, keys: KnownKeys) -> None:
        self._connection = connection
        self._key = keys.find
        self._near = near
        self._recent = recent

    def append(self, batch: Sequence[Entry], now: datetime) -> Appended:
        """Store what is new, count it, mark its topics; entries without hits leave only id and minute."""
        return self.append_all([batch], now)[0]

    def append_all(self, batches: Sequence[Sequence[Entry]], now: datetime) -> Sequence[Appended]:
        """Append several batches at once, and return what became of each."""
        return append.append(self._connection, self._near, self._recent, batches, now)

    def settle_scores(self, scored: Mapping[str, Sentiment], now: datetime) -> int:
        """Put late scores by mention id, move the measures, mark the topics; return how many changed."""
        return scores.settle(self._connection, self._recent, scored, now)

    def all_toned(self, model: str) -> None:
        """Note that the whole history has the tones of one model again, so that shares compare with all of it."""
        toned.note_all(self._connection, model)

    def unscored(self, limit: int) -> Sequence[Mention]:
        """Return stored mentions that wait for the scorer, oldest arrival first."""
        versions = "SELECT seq, change FROM mention WHERE sentiment IS NULL ORDER BY seq LIMIT ?"
        return [each.mention for each in self._read(versions, (limit,))]

    def correct(self, mention: str, sentiment: Sentiment, actor: str, now: datetime) -> None:
        """Replace a mention's sentiment by a person's, and keep it as a training example."""
        scores.correct(self._connection, self._recent, mention, sentiment, actor, now)

    def corrections(self) -> Sequence[Correction]:
        """Return the corrections of mentions that are still stored, oldest first."""
        rows = self._connection.execute(
            "SELECT body, correction.sentiment, actor, at FROM correction JOIN mention ON id = correction.mention "
            "ORDER BY at, id"
        )
        return [
            Correction(load(Mention, body), load(Sentiment, sentiment), actor, from_us(at))
            for body, sentiment, actor, at in rows
        ]

    def get(self, ids: Sequence[str]) -> Sequence[StoredMention]:
        """Return the mentions with these ids that exist, in the order asked."""
        found = self._recent.by_ids(self._connection, ids)
        return [found[mention] for mention in ids if mention in found]

    def of_topic(
        self, topic: str, since: datetime, until: datetime, *, risk: str = "", limit: int = 200, by: str = "time"
    ) -> Sequence[StoredMention]:
        """Return mentions of a topic by event time (``since`` <= t < ``until``), newest or widest reach first."""
        if risk:
            return self._chosen(
                topic, since, until, limit, _RISKY, ("AND risk != '' AND instr(risk, ?)", f"|{risk}|"), by
            )
        return self._chosen(topic, since, until, limit, by=by)

    def copies(
        self, topic: str, family: int, since: datetime, until: datetime, limit: int = 200
    ) -> Sequence[StoredMention]:
        """Return the mentions of one family in a topic and window, newest first."""
        return self._chosen(topic, since, until, limit, also=("AND family = ?", family))

    def of_author(
        self, topic: str, author: tuple[str, str], since: datetime, until: datetime, limit: int = 50
    ) -> Sequence[StoredMention]:
        """Return what one author, (platform, name), said in a topic and window, newest first."""
        return self._chosen(topic, since, until, limit, also=("AND author = ?", hash63("\0".join(author))))

    def was_said(self, topic: str, words: str, before: datetime) -> bool:
        """Say whether a phrase occurs in a mention of the topic from before an instant, however old."""
        chosen = search.Filter((topic,), None, before)
        return bool(search.find(self._connection, Phrase(words), chosen, None, 1))

    def _chosen(
        self,
        topic: str,
        since: datetime,
        until: datetime,
        limit: int,
        source: str = "mention_topic",
        also: tuple[str, object] | tuple[str] = ("",),
        by: str = "time",
    ) -> list[StoredMention]:
        """Return mentions of a topic in a window that meet one more condition, given with its value."""
        order, (condition, *value) = _ORDERS[by], also
        chosen = (
            f"SELECT seq AS place, event AS at, reach FROM {source} WHERE topic = ? AND event >= ? AND event < ? "
            f"{condition} ORDER BY {order} LIMIT ?"
        )
        span = self._key(topic), to_us(since), to_us(until)
        versions = f"SELECT seq, change FROM ({chosen}) JOIN mention INDEXED BY mention_version ON seq = place"
        order = order.replace("event", "at").replace("seq", "place")
        return self._read(f"{versions} ORDER BY {order}", (*span, *value, limit))

    def _read(self, versions: str, values: Sequence[object]) -> list[StoredMention]:
        """Return the mentions whose place and last change a statement gives."""
        return self._recent.mentions(self._connection, self._connection.execute(versions, values))

    def families_of(self, topic: str, since: datetime, until: datetime, limit: int = 20) -> Sequence[FamilySize]:
        """Return the largest repost families of a topic in a window, largest first."""
        return self._families("mention_topic", (self._key(topic), to_us(since), to_us(until), limit))

    def family_sizes(
        self, topic: str, families: Collection[int], since: datetime, until: datetime
    ) -> Sequence[FamilySize]:
        """Return the sizes of those of these families that occur in a topic and window, largest first."""
        wanted = "json_each(?) CROSS JOIN mention_topic INDEXED BY mention_topic_family ON family = value"
        span = (self._key(topic), to_us(since), to_us(until))
        return self._families(wanted, (write_json(sorted(families)), *span, len(families)))

    def _families(self, source: str, values: tuple[object, ...]) -> list[FamilySize]:
        rows = self._connection.execute(
            "SELECT family, count(*) AS copies, count(DISTINCT author), count(DISTINCT source) "
            f"FROM {source} WHERE topic = ? AND event >= ? AND event < ? "
            "GROUP BY family ORDER BY copies DESC, family LIMIT ?",
            values,
        )
        return [FamilySize(*row) for row in rows]

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
        return search.find(self._connection, query, search.Filter(topics, since, until), after, limit)
