"""Search in Elasticsearch while it answers, in the ledger while it doesn't, and the reader is told which."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import TypeVar

from domain.errors import FenghuoError
from domain.mention import StoredMention
from index.panels.panel import Field, Panel, Scope
from index.ports.library import Ask, Counted, Facets, Found, Library, Measured, Note, Place, Sort

ASK_AGAIN = timedelta(seconds=20)
"""After a failure the ledger answers for so long, so that not every reader waits for a library that is away."""

log = logging.getLogger("fenghuo.library")
Answer = TypeVar("Answer", Found, Counted, Facets, Measured)


class FallingBack:
    """Keeps ``index.ports.Library`` on two of them; ``is_behind`` says whether the first lacks the newest.

    ``first`` opens the library when it is first asked; what it raises counts as being away.
    """

    def __init__(
        self,
        first: Callable[[], Library],
        ledger: Library,
        clock: Callable[[], datetime],
        is_behind: Callable[[], bool],
    ) -> None:
        self._first = cache(first)
        self._ledger = ledger
        self._clock = clock
        self._is_behind = is_behind
        self._away_until: datetime | None = None

    def find(self, ask: Ask, *, sort: Sort = Sort.TIME, after: Place | None = None, limit: int = 50) -> Found:
        """Return one page of mentions."""
        return self._answer(lambda library: library.find(ask, sort=sort, after=after, limit=limit))

    def count(self, ask: Ask) -> Counted:
        """Return how many mentions match."""
        return self._answer(lambda library: library.count(ask))

    def facets(self, ask: Ask, fields: Sequence[Field], limit: int = 12) -> Facets:
        """Return the most frequent values of fields among the mentions that match; ties go by value."""
        return self._answer(lambda library: library.facets(ask, fields, limit))

    def over_time(self, ask: Ask) -> Measured:
        """Return how many mentions match in each of the scope's steps that has any."""
        return self._answer(lambda library: library.over_time(ask))

    def measure(self, panel: Panel, scope: Scope, *, everywhere: bool = False) -> Measured:
        """Return the rows of a panel."""
        return self._answer(lambda library: library.measure(panel, scope, everywhere=everywhere))

    def get(self, ids: Sequence[str]) -> Sequence[StoredMention]:
        """Return mentions by id: the ledger's own, and the library's for those already trimmed here."""
        here = {each.mention.id: each for each in self._ledger.get(ids)}
        if (missing := [id for id in ids if id not in here]) and self._is_there():
            try:
                here |= {each.mention.id: each for each in self._first().get(missing)}
            except FenghuoError as error:
                self._gone(error)
        return [here[id] for id in ids if id in here]

    def _answer(self, asking: Callable[[Library], Answer]) -> Answer:
        if self._is_there():
            try:
                answer = asking(self._first())
                self._away_until = None
                return replace(answer, notes=frozenset({Note.BEHIND})) if self._is_behind() else answer
            except FenghuoError as error:
                self._gone(error)
        return replace(asking(self._ledger), notes=frozenset({Note.AWAY}))

    def _is_there(self) -> bool:
        return self._away_until is None or self._clock() >= self._away_until

    def _gone(self, error: FenghuoError) -> None:
        if self._away_until is None:
            log.warning("%s The ledger answers meanwhile.", error)
        self._away_until = self._clock() + ASK_AGAIN
