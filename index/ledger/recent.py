"""Mentions read lately: judging asks every second for the newest mentions of a matter, which hardly differ."""

from collections.abc import Sequence
from typing import Any

from domain.mention import StoredMention
from index.ledger.entries import stored

KEPT = 2_000
"""So many of the versions read last are kept at least, and twice as many at most: some 10 MB."""


class Recent:
    """Version → mention, of those read last: two generations, of which the older is dropped whole.

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
        version = (row[0], change)
        held = self._young.get(version)
        if held is None:
            held = self._old.get(version) or stored(row)
            if len(self._young) >= KEPT:
                self._old, self._young = self._young, {}
            self._young[version] = held
        return held
