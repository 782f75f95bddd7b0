"""Mentions written or read lately: they are scored and judged at once, and read again for every picture of a matter."""

import sqlite3
from collections.abc import Iterable, Sequence

from domain.mention import StoredMention
from index.ledger.documents import write_json
from index.ledger.entries import COLUMNS, stored

KEPT = 6_000
"""So many of the versions met last are kept at least, and twice as many at most: some 30 MB."""

Version = tuple[int, int]
"""A mention's place and the number of its last change."""


class Recent:
    """Version → mention, of those met last: two generations, of which the older is dropped whole.

    What is kept is never out of date, as a change of a mention makes another version of it. All is forgotten when a
    transaction fails, as its numbers are given again, and when mentions are erased.
    """

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Drop everything."""
        self._young: dict[Version, StoredMention] = {}
        self._old: dict[Version, StoredMention] = {}

    def read(self, connection: sqlite3.Connection, rows: Iterable[Version]) -> list[StoredMention]:
        """Return the mentions of these versions, in their order; only what is not kept is read and decoded."""
        versions = list(rows)
        found = {version: held for version in versions if (held := self._kept(version)) is not None}
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
        rows = connection.execute(
            "SELECT version.seq, version.change FROM mention "
            "JOIN mention AS version INDEXED BY mention_version ON version.seq = mention.seq "
            "WHERE mention.id IN (SELECT value FROM json_each(?))",
            (write_json(list(ids)),),
        )
        return {each.mention.id: each for each in self.read(connection, rows)}

    def keep(self, change: int, mention: StoredMention) -> None:
        """Keep a mention as it is stored since ``change``."""
        if len(self._young) >= KEPT:
            self._old, self._young = self._young, {}
        self._young[mention.seq, change] = mention

    def _kept(self, version: Version) -> StoredMention | None:
        held = self._young.get(version)
        if held is None and (held := self._old.get(version)) is not None:
            self.keep(version[1], held)
        return held
