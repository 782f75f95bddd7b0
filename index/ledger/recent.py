"""Mentions written or read lately: they are scored and judged at once, and read again for every picture of a matter."""

from collections.abc import Sequence
from typing import Any

from domain.mention import StoredMention
from index.ledger.entries import stored

KEPT = 3_000
"""So many of the versions met last are kept at least, and twice as many at most: some 20 MB."""


class Recent:
    """Version → mention, of those met last: two generations, of which the older is dropped whole.

    A version is a mention's place and the number of its last change, so that what is kept is never out of date. All is
    forgotten when a transaction fails, as its numbers are given again, and when mentions are erased.
    """

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Drop everything."""
        self._young: dict[tuple[int, int], StoredMention] = {}
        self._old: dict[tuple[int, int], StoredMention] = {}

    def read(self, change: int, row: Sequence[Any]) -> StoredMention:
        """Return the mention of a row of COLUMNS, last changed by ``change``."""
        held = self._young.get((row[0], change))
        if held is None:
            held = self._old.get((row[0], change)) or stored(row)
            self.keep(change, held)
        return held

    def keep(self, change: int, mention: StoredMention) -> None:
        """Keep a mention as it is stored since ``change``."""
        if len(self._young) >= KEPT:
            self._old, self._young = self._young, {}
        self._young[mention.seq, change] = mention
