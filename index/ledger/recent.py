"""What was written or read lately: mentions are scored and judged at once, and both are read at every judging.

Each is kept under its version, so what is kept is never out of date: a change makes another version of it. All is
forgotten when a transaction fails, as its numbers are given again, and when mentions are erased.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from domain.incident import Incident
from domain.mention import StoredMention
from index.ledger.documents import load, write_json
from index.ledger.entries import COLUMNS, stored

MENTIONS = 6_000
"""So many mentions are kept at least, and twice as many at most: some 30 MB."""

INCIDENTS = 100
"""So many incidents are kept at least, and twice as many at most: 60 KB each where there is much evidence."""

T = TypeVar("T")
Version = tuple[int, int]
"""The number of what is kept, and that of its version: of a mention, its place and its last change."""


class _Kept(Generic[T]):
    """Version → what was met last, in two generations, of which the older is dropped whole."""

    def __init__(self, least: int) -> None:
        self._least = least
        self.forget()

    def forget(self) -> None:
        """Drop everything."""
        self._young: dict[Version, T] = {}
        self._old: dict[Version, T] = {}

    def get(self, version: Version) -> T | None:
        """Return what is kept of a version."""
        held = self._young.get(version)
        if held is None and (held := self._old.get(version)) is not None:
            self.put(version, held)
        return held

    def put(self, version: Version, met: T) -> None:
        """Keep a version."""
        if len(self._young) >= self._least:
            self._old, self._young = self._young, {}
        self._young[version] = met


class Recent:
    """The mentions and incidents met last."""

    def __init__(self) -> None:
        self._mentions = _Kept[StoredMention](MENTIONS)
        self._incidents = _Kept[Incident](INCIDENTS)

    def forget(self) -> None:
        """Drop everything."""
        self._mentions.forget()
        self._incidents.forget()

    def keep(self, change: int, mention: StoredMention) -> None:
        """Keep a mention as it is stored since ``change``."""
        self._mentions.put((mention.seq, change), mention)

    def keep_incident(self, incident: Incident) -> None:
        """Keep an incident as it is stored."""
        self._incidents.put((incident.id, incident.version), incident)

    def mentions(self, connection: sqlite3.Connection, rows: Iterable[Version]) -> list[StoredMention]:
        """Return the mentions of these versions, in their order; only what is not kept is read and decoded."""
        versions, kept = list(rows), self._mentions.get
        found = {version: held for version in versions if (held := kept(version)) is not None}
        if unread := [version[0] for version in versions if version not in found]:
            for change, *row in connection.execute(
                f"SELECT change, {COLUMNS} FROM mention WHERE seq IN (SELECT value FROM json_each(?))",
                (write_json(unread),),
            ):
                found[row[0], change] = mention = stored(row)
                self.keep(change, mention)
        return [found[version] for version in versions]

    def by_ids(self, connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, StoredMention]:
        """Return id → mention for the ids that are stored."""
        return {each.mention.id: each for each in self.mentions(connection, self.versions(connection, ids))}

    def versions(self, connection: sqlite3.Connection, ids: Sequence[str]) -> list[Version]:
        """Return the versions of those of these ids that are stored, in order of arrival."""
        rows = connection.execute(
            "SELECT version.seq, version.change FROM mention "
            "JOIN mention AS version INDEXED BY mention_version ON version.seq = mention.seq "
            "WHERE mention.id IN (SELECT value FROM json_each(?))",
            (write_json(list(ids)),),
        )
        return sorted(rows)

    def renumber(self, versions: Sequence[Version], first: int) -> None:
        """Keep what is kept of these versions under the numbers that a change gave them, in their order."""
        for change, version in enumerate(versions, start=first):
            if (held := self._mentions.get(version)) is not None:
                self.keep(change, held)

    def incidents(self, connection: sqlite3.Connection, rows: Iterable[Version]) -> list[Incident]:
        """Return the incidents of these versions, in their order."""
        return [self._incidents.get(version) or self._read(connection, version) for version in list(rows)]

    def _read(self, connection: sqlite3.Connection, version: Version) -> Incident:
        (body,) = connection.execute("SELECT body FROM incident WHERE id = ? AND version = ?", version).fetchone()
        self._incidents.put(version, incident := load(Incident, body))
        return incident
