"""What arrives in memory: each mention once, with its place of arrival and its repost family, as the ledger does it."""

from collections.abc import Sequence

from domain.mention import Appended, Entry, StoredMention
from index.ledger.connections import Connections
from index.ledger.families import Families, Near
from index.ledger.moments import to_us


class Arrivals:
    """Recognises what came before, and finds families by the ledger's own search, over its tables in memory."""

    def __init__(self) -> None:
        self._connections = Connections(None)
        self._near = Near()
        self._seen: set[str] = set()
        self._unmatched: set[str] = set()
        self._seq = 0

    def take(self, batch: Sequence[Entry]) -> tuple[list[StoredMention], Appended]:
        """Return what is new of a batch and names a topic, in order, and what became of the rest."""
        fresh, unmatched = [], 0
        for entry in batch:
            marks = {entry.mention.id, f"\0{entry.mention.fingerprint}"} - {"\0"}
            if not self._seen.isdisjoint(marks) or not entry.hits and entry.mention.id in self._unmatched:
                continue
            if entry.hits:
                self._seen |= marks
                fresh.append(entry)
            else:
                self._unmatched.add(entry.mention.id)
                unmatched += 1
        ids = tuple(entry.mention.id for entry in fresh)
        return self._placed(fresh), Appended(ids, len(batch) - len(fresh) - unmatched, unmatched)

    def close(self) -> None:
        """Free what the search holds."""
        self._connections.close()

    def _placed(self, entries: Sequence[Entry]) -> list[StoredMention]:
        with self._connections.writing() as connection:
            texts = [(entry.sketch, to_us(entry.mention.event_time)) for entry in entries]
            places = Families(connection, self._near).assign(texts)
        stored = [
            StoredMention(self._seq + number, each.mention, each.hits, each.risks, each.sentiment, place.family)
            for number, (each, place) in enumerate(zip(entries, places, strict=True), start=1)
        ]
        self._seq += len(stored)
        return stored
