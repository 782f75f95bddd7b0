"""Search in Elasticsearch: the whole library, of one node or of all that share it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from domain.mention import StoredMention
from index.library.cluster import Cluster
from index.library.documents import mention_of
from index.panels.aggregation import aggregation, clauses, rows_of
from index.panels.fields import TIMESTAMP
from index.panels.panel import Data, Field, Panel, Row, Scope
from index.ports.library import Ask, Counted, Facets, Found, Measured, Place, Sort
from index.search import dsl
from index.search.confirming import (
    PAGE,
    Candidate,
    all_confirmed,
    facets_of,
    is_exact,
    over_time_of,
    page_of,
    ranked,
)
from index.search.counting import counting

_TIES: tuple[tuple[str, str], ...] = (("mention.time_us", "desc"), ("mention.seq", "desc"), ("mention.node", "asc"))
_ORDERS: Mapping[Sort, tuple[tuple[str, str], ...]] = {
    Sort.TIME: _TIES,
    Sort.REACH: (("mention.reach", "desc"), *_TIES),
    Sort.RELEVANCE: (("_score", "desc"), *_TIES),
    Sort.ARRIVAL: (("mention.seq", "desc"), ("mention.node", "asc")),
}
_SOURCE = {"includes": ["message", "mention.node", "mention.title", "mention.text_at", "mention.record"]}
LARGER_PAGE = 1_000
"""Of candidates beyond the first page: who confirms many of them has many to read."""

_DATA = {Data.MENTIONS: "mentions", Data.SIGNALS: "signals", Data.INCIDENTS: "incidents"}


class ElasticsearchLibrary:
    """Keeps ``index.ports.Library`` on a cluster; every method may raise LibraryAwayError or LibraryRefusedError."""

    def __init__(self, cluster: Cluster, node: str) -> None:
        self._cluster = cluster
        self._node = node

    def find(self, ask: Ask, *, sort: Sort = Sort.TIME, after: Place | None = None, limit: int = 50) -> Found:
        """Return one page of mentions."""
        return page_of(self._candidates(ask, sort, after, min(PAGE, limit + 1)), ask.query, limit)

    def count(self, ask: Ask) -> Counted:
        """Return how many mentions match."""
        if not is_exact(ask.query):
            found, more = all_confirmed(self._candidates(ask), ask.query)
            return Counted(len(found), at_least=more)
        with self._cluster.told():
            found_ = self._cluster.quick.count(index=self._cluster.names.mentions, query=self._query(ask))
        return Counted(int(found_["count"]))

    def facets(self, ask: Ask, fields: Sequence[Field], limit: int = 12) -> Facets:
        """Return the most frequent values of fields among the mentions that match; ties go by value."""
        if not is_exact(ask.query):
            found, more = all_confirmed(self._candidates(ask), ask.query)
            return facets_of(found, fields, limit, more)
        rows = {field: self._measured(counting(field, limit), ask) for field in fields}
        return Facets(
            {
                field: ranked(((row.value, int(row.numbers[0] or 0)) for row in each), limit)
                for field, each in rows.items()
            }
        )

    def over_time(self, ask: Ask) -> Measured:
        """Return how many mentions match in each of the scope's steps that has any."""
        if not is_exact(ask.query):
            found, more = all_confirmed(self._candidates(ask), ask.query)
            return over_time_of(found, ask.scope, more)
        return Measured(self._measured(counting(None), ask))

    def measure(self, panel: Panel, scope: Scope, *, everywhere: bool = False) -> Measured:
        """Return the rows of a panel."""
        return Measured(self._measured(panel, Ask(scope, everywhere=everywhere)))

    def get(self, ids: Sequence[str]) -> Sequence[StoredMention]:
        """Return this node's mentions with these ids, in the order asked, those already trimmed here included."""
        chosen = [{"term": {"mention.node": self._node}}, {"terms": {"mention.post": list(ids)}}]
        with self._cluster.told():
            found = self._cluster.quick.search(
                index=self._cluster.names.mentions,
                query={"bool": {"filter": chosen}},
                size=len(ids),
                source=_SOURCE,
                track_total_hits=False,
            )
        there = {each.mention.id: each for each in (mention_of(hit["_source"]) for hit in found["hits"]["hits"])}
        return [there[id] for id in ids if id in there]

    def _measured(self, panel: Panel, ask: Ask) -> Sequence[Row]:
        node = "" if ask.everywhere else self._node
        search = aggregation(panel, ask.scope, node).query("bool", filter=self._chosen(ask))
        index = getattr(self._cluster.names, _DATA[panel.data])
        with self._cluster.told():
            answer = self._cluster.quick.search(index=index, body=search.to_dict())
        return rows_of(answer.body, panel, node)

    def _candidates(
        self, ask: Ask, sort: Sort = Sort.TIME, after: Place | None = None, size: int = PAGE
    ) -> Iterator[Candidate]:
        order = _ORDERS[sort]
        while True:
            with self._cluster.told():
                found = self._cluster.quick.search(
                    index=self._cluster.names.mentions,
                    query=self._query(ask),
                    sort=[{name: way} for name, way in order],
                    search_after=list(after) if after is not None else None,
                    size=size,
                    source=_SOURCE,
                    track_total_hits=False,
                )
            hits = found["hits"]["hits"]
            for hit in hits:
                yield Candidate(mention_of(hit["_source"]), tuple(hit["sort"]), hit["_source"]["mention"]["node"])
            if len(hits) < size:
                return
            after, size = tuple(hits[-1]["sort"]), LARGER_PAGE

    def _query(self, ask: Ask) -> dict[str, Any]:
        node = "" if ask.everywhere else self._node
        span = {"gte": ask.scope.since.isoformat(), "lt": ask.scope.until.isoformat()}
        chosen: list[dict[str, Any]] = [{"range": {TIMESTAMP: span}}]
        chosen += [{"term": {"mention.node": node}}] if node else []
        chosen += clauses(Data.MENTIONS, ask.scope.where, node)
        words = dsl.candidates(ask.query) if ask.query is not None else None
        return {"bool": {"filter": [*chosen, *self._also(ask)], **({"must": [words]} if words else {})}}

    def _chosen(self, ask: Ask) -> list[dict[str, Any]]:
        """Return what a panel's own filters don't say."""
        words = dsl.candidates(ask.query) if ask.query is not None else None
        return [*self._also(ask), *([words] if words else [])]

    def _also(self, ask: Ask) -> list[dict[str, Any]]:
        chosen: list[dict[str, Any]] = [{"terms": {"mention.topics": list(ask.topics)}}] if ask.topics else []
        return chosen + ([{"terms": {"mention.post": list(ask.ids)}}] if ask.ids is not None else [])
