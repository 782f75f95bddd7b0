"""Is the library what the ledger says it is? Every document is read back and compared, day by day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from xxhash import xxh3_128_digest

from domain.clock import DAY
from index.ledger.documents import write_json
from index.ledger.moments import from_us
from index.library.bulk import Document
from index.library.cluster import Cluster
from index.library.gathering import bonds_of, gather, placed
from index.library.leftovers import documents_of, filters, pages
from index.library.standing import Standing, read_standing
from index.ports import Change, Ledger, Stored, View

PAGE = 1_000
Digests = dict[str, bytes]
"""Document id → digest of its content."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One day (or kind, where ``day`` is None): how many documents were compared, and which ids differ how."""

    kind: Stored
    day: datetime | None
    compared: int
    missing: Sequence[str] = ()
    unknown: Sequence[str] = ()
    different: Sequence[str] = ()

    @property
    def sound(self) -> bool:
        """Say whether library and ledger are the same here."""
        return not (self.missing or self.unknown or self.different)


def verify(ledger: Ledger, cluster: Cluster, node: str) -> Iterator[Checked]:
    """Yield what was found for each day of mentions, then for signals and incidents.

    ``missing`` is in the ledger only, ``unknown`` in the library only. What differs is looked at a second time, as
    both may have moved on meanwhile.
    """
    with ledger.read() as view:
        standing = read_standing(view.progress, node)
        days = set(view.changes.days(standing.horizon))
    for day in sorted(days | _days(cluster, standing)):
        span = {"range": {"@timestamp": {"gte": day.isoformat(), "lt": (day + DAY).isoformat()}}}
        there = _digests(pages(cluster, cluster.names.mentions, [*filters(standing), span]))
        with ledger.read() as view:
            here = _mentions(view, cluster, standing, day)
        yield _confirmed(ledger, cluster, standing, _compared(Stored.MENTION, day, here, there))
    for kind, index in ((Stored.SIGNAL, cluster.names.signals), (Stored.INCIDENT, cluster.names.incidents)):
        there = _digests(documents_of(cluster, standing, source=True, index=index))
        with ledger.read() as view:
            here = _others(view, cluster, standing, kind)
        yield _compared(kind, None, here, there)


def digest(source: Mapping[str, Any]) -> bytes:
    """Return a digest of a document's content, whichever way its keys are ordered."""
    try:
        return xxh3_128_digest(orjson.dumps(source, option=orjson.OPT_SORT_KEYS))
    except TypeError:
        return xxh3_128_digest(orjson.dumps(orjson.loads(write_json(source)), option=orjson.OPT_SORT_KEYS))


def matching(cluster: Cluster, documents: Sequence[Document]) -> set[str]:
    """Return the ids of those documents that the library holds exactly so."""
    if not documents:
        return set()
    with cluster.told():
        answer = cluster.client.mget(docs=[{"_index": each.index, "_id": each.id} for each in documents])
    there = {hit["_id"]: digest(hit["_source"]) for hit in answer["docs"] if hit.get("found")}
    return {each.id for each in documents if each.source is not None and there.get(each.id) == digest(each.source)}


def _compared(kind: Stored, day: datetime | None, here: Digests, there: Digests) -> Checked:
    both = here.keys() & there.keys()
    return Checked(
        kind,
        day,
        len(here.keys() | there.keys()),
        missing=sorted(here.keys() - both),
        unknown=sorted(there.keys() - both),
        different=sorted(id for id in both if here[id] != there[id]),
    )


def _confirmed(ledger: Ledger, cluster: Cluster, standing: Standing, found: Checked) -> Checked:
    """Return what still differs at a second look."""
    ids = [*found.missing, *found.unknown, *found.different]
    if not ids:
        return found
    assert found.day is not None
    with ledger.read() as view:
        here = _mentions(view, cluster, standing, found.day)
    chosen = [{"ids": {"values": ids}}] if len(ids) <= 10 * PAGE else []
    span = {"range": {"@timestamp": {"gte": found.day.isoformat(), "lt": (found.day + DAY).isoformat()}}}
    there = _digests(pages(cluster, cluster.names.mentions, [*filters(standing), span, *chosen]))
    again = _compared(found.kind, found.day, {id: here[id] for id in ids if id in here}, there)
    return Checked(found.kind, found.day, found.compared, again.missing, again.unknown, again.different)


def _days(cluster: Cluster, standing: Standing) -> set[datetime]:
    """Return the days (UTC) of which the library holds mentions."""
    with cluster.told():
        cluster.client.indices.refresh(index=cluster.names.mentions)
        found = cluster.client.search(
            index=cluster.names.mentions,
            query={"bool": {"filter": filters(standing)}},
            size=0,
            aggs={"days": {"date_histogram": {"field": "@timestamp", "fixed_interval": "1d", "min_doc_count": 1}}},
        )
    return {from_us(bucket["key"] * 1000) for bucket in found["aggregations"]["days"]["buckets"]}


def _digests(read: Iterator[Sequence[Mapping[str, Any]]]) -> Digests:
    return {hit["_id"]: digest(hit["_source"]) for page in read for hit in page}


def _mentions(view: View, cluster: Cluster, standing: Standing, day: datetime) -> Digests:
    found: Digests = {}
    after = None
    begins = max(day, standing.horizon) if standing.horizon else day
    while page := view.changes.between(begins, day + DAY, after, PAGE):
        bonds = bonds_of(view, page)
        for each in page:
            document = placed(each, bonds, cluster.names, standing.node, 0)
            found[document.id] = digest(document.source or {})
        after = (page[-1].event, page[-1].seq)
    return found


def _others(view: View, cluster: Cluster, standing: Standing, kind: Stored) -> Digests:
    found: Digests = {}
    changes: Sequence[Change] = ()
    while changes := view.changes.after(changes[-1].number if changes else 0, PAGE, kind):
        for document in gather(view, changes, cluster.names, standing):
            time = (document.source or {})["@timestamp"]
            if standing.horizon is None or datetime.fromisoformat(time) >= standing.horizon:
                found[document.id] = digest(document.source or {})
    return found
