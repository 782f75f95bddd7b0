"""One way to search, count and chart what was heard, over the ledger or over Elasticsearch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from domain.mention import StoredMention
from domain.query import Node
from index.panels.panel import Field, Panel, Row, Scope


class Sort(StrEnum):
    """In which order mentions are found; ties go by time, then by arrival, newest first."""

    TIME = "time"
    REACH = "reach"
    RELEVANCE = "relevance"
    ARRIVAL = "arrival"


Place = tuple[int | float | str, ...]
"""Where a page ended: give it back as ``after`` with the same sort. Its numbers mean nothing else."""

Spans = tuple[tuple[int, int], ...]


class Note(StrEnum):
    """What a reader must know of an answer."""

    AWAY = "away"
    """Elasticsearch is away: the ledger answered, which goes back only as far as it is kept."""
    BEHIND = "behind"
    """Elasticsearch has not everything yet: the newest may be missing."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What is looked for: a scope, the topics (any of them; none = all), ids (None = all), and a query.

    ``everywhere`` asks for all nodes that share the library; the ledger knows only its own.
    """

    scope: Scope
    query: Node | None = None
    topics: tuple[str, ...] = ()
    ids: tuple[str, ...] | None = None
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A mention that was found, with the spans in its ``full_text`` that the query hit, and the node that has it."""

    stored: StoredMention
    spans: Spans
    node: str


@dataclass(frozen=True, slots=True)
class Found:
    """One page. ``after`` None means that there is no more; ``partial``: it ended early, after very many candidates."""

    hits: Sequence[Hit]
    after: Place | None = None
    partial: bool = False
    notes: frozenset[Note] = frozenset()


@dataclass(frozen=True, slots=True)
class Counted:
    """A number; ``at_least`` where a free query matched too much to count all of it."""

    number: int
    at_least: bool = False
    notes: frozenset[Note] = frozenset()


@dataclass(frozen=True, slots=True)
class Facets:
    """Field → values with how many mentions have each, most first."""

    values: Mapping[Field, Sequence[tuple[str, int]]] = field(default_factory=dict)
    at_least: bool = False
    notes: frozenset[Note] = frozenset()


@dataclass(frozen=True, slots=True)
class Measured:
    """The rows of a panel or of a count over time."""

    rows: Sequence[Row]
    at_least: bool = False
    notes: frozenset[Note] = frozenset()


class Library(Protocol):
    """Search over mentions, and panels. The evaluator of the text room says what a query means; backends narrow down.

    Both backends give the same ids, counts, facets and panels, and the same order by time, reach and arrival; the order
    of relevance is each backend's own, its set of hits is not.
    """

    def find(self, ask: Ask, *, sort: Sort = Sort.TIME, after: Place | None = None, limit: int = 50) -> Found:
        """Return one page of mentions."""
        ...

    def count(self, ask: Ask) -> Counted:
        """Return how many mentions match."""
        ...

    def facets(self, ask: Ask, fields: Sequence[Field], limit: int = 12) -> Facets:
        """Return the most frequent values of fields among the mentions that match; ties go by value."""
        ...

    def over_time(self, ask: Ask) -> Measured:
        """Return how many mentions match in each of the scope's steps that has any."""
        ...

    def measure(self, panel: Panel, scope: Scope, *, everywhere: bool = False) -> Measured:
        """Return the rows of a panel."""
        ...

    def get(self, ids: Sequence[str]) -> Sequence[StoredMention]:
        """Return this node's mentions with these ids, in the order asked, those already trimmed here included."""
        ...
