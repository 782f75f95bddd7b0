"""Search in the ledger: this node, as far back as it is kept."""

from collections.abc import Iterator, Sequence

from domain.mention import StoredMention
from index.panels.panel import Field, Panel, Scope
from index.ports import Ledger, View
from index.ports.library import Ask, Counted, Facets, Found, Measured, Place, Sort
from index.search.confirming import (
    MOST_READ,
    PAGE,
    Candidate,
    all_confirmed,
    facets_of,
    is_exact,
    over_time_of,
    page_of,
    ranked,
)
from index.search.counting import counting, total


class LedgerLibrary:
    """Keeps ``index.ports.Library`` on the ledger; every method may raise LedgerError."""

    def __init__(self, ledger: Ledger, node: str) -> None:
        self._ledger = ledger
        self._node = node

    def find(self, ask: Ask, *, sort: Sort = Sort.TIME, after: Place | None = None, limit: int = 50) -> Found:
        """Return one page of mentions."""
        with self._ledger.read() as view:
            return page_of(self._candidates(view, ask, sort, after), ask.query, limit)

    def count(self, ask: Ask) -> Counted:
        """Return how many mentions match."""
        with self._ledger.read() as view:
            if is_exact(ask.query):
                return Counted(int(view.panels.counted(total(), ask)[0].numbers[0] or 0))
            found, more = all_confirmed(self._candidates(view, ask), ask.query)
            return Counted(len(found), at_least=more)

    def facets(self, ask: Ask, fields: Sequence[Field], limit: int = 12) -> Facets:
        """Return the most frequent values of fields among the mentions that match; ties go by value."""
        with self._ledger.read() as view:
            if not is_exact(ask.query):
                found, more = all_confirmed(self._candidates(view, ask), ask.query)
                return facets_of(found, fields, limit, more)
            rows = {field: view.panels.counted(counting(field, limit), ask) for field in fields}
        return Facets(
            {
                field: ranked(((row.value, int(row.numbers[0] or 0)) for row in each), limit)
                for field, each in rows.items()
            }
        )

    def over_time(self, ask: Ask) -> Measured:
        """Return how many mentions match in each of the scope's steps that has any."""
        with self._ledger.read() as view:
            if is_exact(ask.query):
                return Measured(view.panels.counted(counting(None), ask))
            found, more = all_confirmed(self._candidates(view, ask), ask.query)
            return over_time_of(found, ask.scope, more)

    def measure(self, panel: Panel, scope: Scope, *, everywhere: bool = False) -> Measured:
        """Return the rows of a panel; the ledger knows its own node only."""
        with self._ledger.read() as view:
            return Measured(view.panels.measure(panel, scope))

    def get(self, ids: Sequence[str]) -> Sequence[StoredMention]:
        """Return this node's mentions with these ids that are still here, in the order asked."""
        with self._ledger.read() as view:
            return view.mentions.get(ids)

    def _candidates(
        self, view: View, ask: Ask, sort: Sort = Sort.TIME, after: Place | None = None
    ) -> Iterator[Candidate]:
        for size in (2 * PAGE, MOST_READ):
            places = view.panels.places(ask, sort, after, size)
            for start in range(0, len(places), PAGE):
                for stored, place in view.panels.at(places[start : start + PAGE]):
                    yield Candidate(stored, (*place, self._node), self._node)
            if len(places) < size:
                return
            after = places[-1]
