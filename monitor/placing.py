"""Placing: each new repost family of a brand finds its matter, behind the append and never in its way."""

import threading
from collections.abc import Sequence

from alerting.engine import Engine
from domain.matter import Placed
from domain.mention import StoredMention
from index.ports import Ledger, View
from text.matters import Matters

AT_ONCE = 100
REMEMBERED = 3_000
"""So many of the newest families of a brand are read back after a start, and after people split or merged."""


class Placing:
    """Remembers the matters of each brand; what is stored is the truth, and memory is made from it where it differs."""

    def __init__(self) -> None:
        self._brands: dict[str, Matters] = {}
        self._through = self._acts = -1
        self._alone = threading.Lock()

    def place(self, ledger: Ledger, engine: Engine) -> bool:
        """Place some of the families that wait, in one short transaction; return whether there were any arrivals."""
        with self._alone:
            with ledger.read() as view:
                before = view.matters.through()
                fresh, through = view.matters.unplaced(AT_ONCE)
                if through == before:
                    return False
                acts = len(view.matters.acts()) if fresh else self._acts
                if fresh and (before, acts) != (self._through, self._acts):
                    self._brands.clear()
                placed = self._placed(view, engine, fresh)
            with ledger.write() as tx:
                still = tx.matters.through() == before and (not fresh or len(tx.matters.acts()) == acts)
                if still:
                    tx.matters.place(placed, through)
            self._through, self._acts = (through, acts) if still else (-1, -1)
            return True

    def _placed(self, view: View, engine: Engine, fresh: Sequence[StoredMention]) -> list[Placed]:
        placed: list[Placed] = []
        first = view.matters.next_number()
        for each in fresh:
            topics = {hit.topic for hit in each.hits}
            for brand in (brand for brand, topic in engine.topics.items() if topic in topics):
                matters = self._of(view, brand)
                matters.begin_at(max(first, 1 + max((one.matter for one in placed), default=0)))
                matter = matters.assign(each.mention.full_text, each.mention.event_time)
                placed.append(Placed(brand, each.family, matter, each.seq))
        return placed

    def _of(self, view: View, brand: str) -> Matters:
        if brand not in self._brands:
            matters = self._brands[brand] = Matters()
            for stored, matter in view.matters.newest(brand, REMEMBERED):
                matters.observe(stored.mention.full_text, stored.mention.event_time, matter)
        return self._brands[brand]
