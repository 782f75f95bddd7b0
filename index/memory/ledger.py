"""The engine's part of a ledger as a whole, in memory."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from domain.clock import HOUR
from domain.mention import StoredMention
from index.ledger import GAP_AFTER
from index.memory.nouns import Held, Marks, Measures, Mentions, hear
from index.memory.shelves import Cases, Rules, Unplaced


class MemoryLedger:
    """Keeps ``index.ports.Judging``: mentions, measures, marks, rules and incidents of one run."""

    def __init__(self, *, gap_after: timedelta = GAP_AFTER, known_gaps: frozenset[int] = frozenset()) -> None:
        self._held = Held()
        self.mentions = Mentions(self._held)
        self.measures = Measures(self._held, max(1, -(-gap_after // HOUR)), known_gaps)
        self.marks = Marks()
        self.rules = Rules()
        self.matters = Unplaced()
        self.incidents = Cases()

    def hear(self, mentions: Sequence[StoredMention]) -> None:
        """Take in mentions in order of arrival, count them and mark their topics."""
        hear(self._held, self.marks, mentions)

    def notice_intake(self, hours: Iterable[int]) -> None:
        """Know that something came in in these hours, although it named nothing: the house was not deaf."""
        self._held.intake.update(hours)
