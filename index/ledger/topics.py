"""Topics known to the ledger, and the back-counting of new ones from what is stored."""

import hashlib
import sqlite3
from collections.abc import Sequence
from datetime import datetime

from domain.mention import StoredMention
from domain.topic import Hit, Topic
from index.ledger.documents import dump_all, write_json
from index.ledger.entries import COLUMNS, facts_of, stored, topic_row
from index.ledger.tally import Tally, next_changes
from text.match import Matcher
from text.variants import Variants


class TopicKeys(dict[str, int]):
    """Topic id → the small number that stands for it in every table; an unknown topic gets one when it is asked for."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__()
        self._connection = connection

    def __missing__(self, topic: str) -> int:
        key = find_key(self._connection, topic)
        if key is None:
            key = self._connection.execute("INSERT INTO topic (id) VALUES (?)", (topic,)).lastrowid
        assert key is not None
        self[topic] = key
        return key


class KnownKeys:
    """The keys of topics in one reading, each looked up once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._found: dict[str, int] = {}

    def find(self, topic: str) -> int | None:
        """Return a topic's key, None if the ledger never met it."""
        key = self._found.get(topic)
        if key is None and (key := find_key(self._connection, topic)) is not None:
            self._found[topic] = key
        return key


def find_key(connection: sqlite3.Connection, topic: str) -> int | None:
    """Return a topic's key, None if the ledger never met it."""
    row = connection.execute("SELECT key FROM topic WHERE id = ?", (topic,)).fetchone()
    return int(row[0]) if row else None


def find_keys(connection: sqlite3.Connection, topics: Sequence[str]) -> list[int]:
    """Return the keys of those topics that the ledger ever met."""
    rows = connection.execute(
        "SELECT key FROM topic WHERE id IN (SELECT value FROM json_each(?))", (write_json(list(topics)),)
    )
    return [key for (key,) in rows]


class Topics:
    """Keeps ``index.ports.Topics``.

    A topic that is new, whose query changed, or that comes back is back-counted: mentions up to the newest at that
    moment are matched again; those that are counted already stay as they are.
    """

    def __init__(self, connection: sqlite3.Connection, variants: Variants | None) -> None:
        self._connection = connection
        self._variants = variants

    def register(self, topics: Sequence[Topic], now: datetime) -> Sequence[str]:
        """Make these the topics that are counted; return the ids that are new and need back-counting."""
        newest = self._newest()
        wanted = {topic.id: _definition(topic) for topic in topics}
        held = {
            topic: (definition, active)
            for topic, definition, active in self._connection.execute("SELECT id, definition, active FROM topic")
        }
        for topic, (_, active) in held.items():
            if active and topic not in wanted:
                self._retire(topic, newest)
        for topic, definition in wanted.items():
            if held.get(topic) != (definition, 1):
                self._enter(topic, definition, newest, fresh=held.get(topic, ("", 0))[0] != definition)
        return [topic for topic in self.uncounted() if topic in wanted]

    def back_count(self, topic: Topic, limit: int, now: datetime) -> bool:
        """Count up to ``limit`` stored mentions to a new topic, without marking; return True when it is done."""
        row = self._connection.execute("SELECT key, cursor, until FROM topic WHERE id = ?", (topic.id,)).fetchone()
        if row is None or row[2] is None:
            return True
        key, cursor, until = row
        mentions = [
            stored(each)
            for each in self._connection.execute(
                f"SELECT {COLUMNS} FROM mention WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?", (cursor, until, limit)
            )
        ]
        self._count(key, topic, mentions)
        done = len(mentions) < limit
        self._connection.execute(
            "UPDATE topic SET cursor = ?, until = ? WHERE key = ?",
            (until if done else mentions[-1].seq, None if done else until, key),
        )
        return done

    def uncounted(self) -> Sequence[str]:
        """Return ids of topics whose back-counting is not done."""
        rows = self._connection.execute("SELECT id FROM topic WHERE active AND until IS NOT NULL ORDER BY key")
        return [topic for (topic,) in rows]

    def _newest(self) -> int:
        (newest,) = self._connection.execute("SELECT coalesce(max(seq), 0) FROM mention").fetchone()
        return int(newest)

    def _retire(self, topic: str, newest: int) -> None:
        """Stop counting a topic; what comes while it is away is back-counted if it returns."""
        self._connection.execute(
            "UPDATE topic SET active = 0, cursor = CASE WHEN until IS NULL THEN ? ELSE cursor END WHERE id = ?",
            (newest, topic),
        )

    def _enter(self, topic: str, definition: str, newest: int, *, fresh: bool) -> None:
        self._connection.execute("INSERT OR IGNORE INTO topic (id) VALUES (?)", (topic,))
        self._connection.execute(
            "UPDATE topic SET definition = ?, active = 1, cursor = CASE WHEN ? THEN 0 ELSE cursor END WHERE id = ?",
            (definition, fresh, topic),
        )
        self._connection.execute(
            "UPDATE topic SET until = CASE WHEN cursor < ? THEN ? END WHERE id = ?", (newest, newest, topic)
        )

    def _count(self, key: int, topic: Topic, mentions: Sequence[StoredMention]) -> None:
        tally, rows, changed = Tally(), [], []
        matcher = Matcher((), [topic], self._variants)
        for each in mentions:
            if any(hit.topic == topic.id for hit in each.hits) or not (found := matcher.match(each.mention)):
                continue
            added = facts_of(each)
            tally.add([key], added)
            rows.append(topic_row(key, added))
            changed.append((dump_all(Hit, (*each.hits, *found)), each.seq))
        if not rows:
            return
        change = next_changes(self._connection, len(rows))
        self._connection.executemany("INSERT INTO mention_topic VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        self._connection.executemany(
            "UPDATE mention SET hits = ?, change = ? WHERE seq = ?",
            [(hits, number, seq) for number, (hits, seq) in enumerate(changed, start=change - len(rows) + 1)],
        )
        tally.write(self._connection, change)


def _definition(topic: Topic) -> str:
    return hashlib.sha256(repr(topic.query).encode()).hexdigest()
