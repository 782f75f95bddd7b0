"""The feed of changes: each thing stands once, at the number of its newest change."""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.signal import Signal
from index.ledger.documents import load, write_json
from index.ledger.moments import DAY_US, EPOCH, from_us, to_us
from index.ledger.tally import next_changes
from index.ports.changes import Change, Kept, Place, Stored

_FEED = {
    Stored.MENTION: "SELECT change, 'mention', id, 0, NULL FROM mention WHERE change > :after",
    Stored.SIGNAL: "SELECT change, 'signal', id, 0, NULL FROM signal WHERE change > :after",
    Stored.INCIDENT: "SELECT change, 'incident', id, 0, NULL FROM incident WHERE change > :after",
}
_ERASED = "SELECT change, 'mention', id, 1, event FROM removed WHERE change > :after AND erased"
_KEPT = (
    "SELECT change, seq, id, event, family, body, hits, risks, sentiment, words "
    "FROM mention JOIN mention_words ON mention_words.rowid = seq"
)
_PAGE = "SELECT * FROM ({} ORDER BY change LIMIT :limit)"
_LONG_AGO = EPOCH.replace(year=1)


class Changes:
    """Keeps ``index.ports.Changes``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def after(self, number: int, limit: int = 500, kind: Stored | None = None) -> Sequence[Change]:
        """Return changes after a number, oldest first, of all kinds or of one."""
        feeds = [_FEED[kind]] if kind is not None else [*_FEED.values()]
        feeds += [_ERASED] if kind in (None, Stored.MENTION) else []
        pages = " UNION ALL ".join(_PAGE.format(feed) for feed in feeds)
        rows = self._connection.execute(f"{pages} ORDER BY change LIMIT :limit", {"after": number, "limit": limit})
        return [
            Change(change, Stored(what), str(id), bool(erased), None if event is None else from_us(event))
            for change, what, id, erased, event in rows
        ]

    def newest(self) -> int:
        """Return the number of the last change there was."""
        (value,) = self._connection.execute("SELECT value FROM counter WHERE name = 'change'").fetchone()
        return int(value)

    def waiting(self, number: int) -> int:
        """Return how many mentions were appended, changed or erased after a number."""
        (count,) = self._connection.execute(
            "SELECT (SELECT count(*) FROM mention WHERE change > :after) + "
            "(SELECT count(*) FROM removed WHERE change > :after AND erased)",
            {"after": number},
        ).fetchone()
        return int(count)

    def days(self, since: datetime | None = None) -> Mapping[datetime, int]:
        """Return day (UTC) → mentions held, for event times from ``since`` on."""
        rows = self._connection.execute(
            # Whole division rounds towards zero: days before 1970 need the floor.
            f"SELECT (event - ((event % {DAY_US}) + {DAY_US}) % {DAY_US}) AS day, count(*) FROM mention "
            "WHERE event >= ? GROUP BY day ORDER BY day",
            (to_us(since or _LONG_AGO),),
        )
        return {from_us(day): count for day, count in rows}

    def between(self, since: datetime, until: datetime, after: Place | None = None, limit: int = 500) -> Sequence[Kept]:
        """Return mentions with ``since`` <= event time < ``until``, oldest event first, behind ``after``."""
        event, seq = after if after is not None else (to_us(since), -1)
        rows = self._connection.execute(
            f"{_KEPT} WHERE event >= :event AND event < :until AND (event > :event OR seq > :seq) "
            "ORDER BY event, seq LIMIT :limit",
            {"event": event, "until": to_us(until), "seq": seq, "limit": limit},
        )
        return [Kept(*row) for row in rows]

    def mentions(self, ids: Sequence[str]) -> Mapping[str, Kept]:
        """Return id → mention for the ids that are stored, read afresh."""
        rows = self._connection.execute(
            f"{_KEPT} WHERE id IN (SELECT value FROM json_each(?))", (write_json(list(ids)),)
        )
        return {each.id: each for each in (Kept(*row) for row in rows)}

    def evidence(self, ids: Sequence[str]) -> Mapping[str, Sequence[int]]:
        """Return mention id → numbers of the incidents whose evidence it is, for those that are evidence."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for mention, incident in self._connection.execute(
            "SELECT mention, incident FROM evidence WHERE mention IN (SELECT value FROM json_each(?)) "
            "ORDER BY mention, incident",
            (write_json(list(ids)),),
        ):
            found[mention].append(incident)
        return found

    def matters(self, families: Sequence[int]) -> Mapping[int, Sequence[int]]:
        """Return family → the matters it belongs to, one for each brand, for those that were placed."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for family, matter in self._connection.execute(
            "SELECT family, matter FROM family_matter WHERE family IN (SELECT value FROM json_each(?)) "
            "ORDER BY family, matter",
            (write_json(list(families)),),
        ):
            found[family].append(matter)
        return found

    def signals(self, ids: Sequence[str]) -> Sequence[tuple[Signal, int]]:
        """Return the signals with these ids, each with the incident it joined (0 = none)."""
        rows = self._connection.execute(
            "SELECT body, incident FROM signal WHERE id IN (SELECT value FROM json_each(?)) ORDER BY seq",
            (write_json(list(ids)),),
        )
        return [(load(Signal, body), incident) for body, incident in rows]

    def touch(self, kind: Stored, id: str) -> None:
        """Note a change of something that didn't change, so that those who follow take it again."""
        change = next_changes(self._connection, 1)
        tables = [kind.value, *(["removed"] if kind is Stored.MENTION else [])]
        for table in tables:
            self._connection.execute(f"UPDATE {table} SET change = ? WHERE id = ?", (change, id))
