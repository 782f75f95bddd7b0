"""Documents of this node that the ledger doesn't know: left over by a life of the ledger that a backup replaced."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from index.library.bulk import Document, send
from index.library.cluster import Cluster
from index.library.standing import NUMBER_BITS, Standing
from index.ports import Ledger

PAGE = 1_000


def sweep(ledger: Ledger, cluster: Cluster, standing: Standing) -> int:
    """Remove this node's documents of earlier epochs, as far back as the ledger holds everything; return how many."""
    with ledger.read() as view:
        version = standing.version(view.changes.newest())
    removed = 0
    for page in documents_of(cluster, standing, source=False):
        old = [hit for hit in page if hit["_version"] >> NUMBER_BITS < standing.epoch]
        send(cluster, [Document(hit["_index"], hit["_id"], version, None) for hit in old])
        removed += len(old)
    return removed


def documents_of(
    cluster: Cluster, standing: Standing, *, source: bool, index: str = ""
) -> Iterator[Sequence[Mapping[str, Any]]]:
    """Yield pages of this node's documents from the horizon on; ``index`` "" means of every kind."""
    names = cluster.names
    every = ",".join([names.mentions, names.signals, names.incidents])
    yield from pages(cluster, index or every, filters(standing), source=source)


def pages(
    cluster: Cluster, index: str, chosen: Sequence[Mapping[str, Any]], *, source: bool = True
) -> Iterator[Sequence[Mapping[str, Any]]]:
    """Yield pages of the documents of an index that meet all filters, as they are in one moment."""
    with cluster.told():
        client = cluster.client
        client.indices.refresh(index=index)
        point = client.open_point_in_time(index=index, keep_alive="5m")["id"]
        after: list[Any] | None = None
        try:
            while True:
                found = client.search(
                    pit={"id": point, "keep_alive": "5m"},
                    query={"bool": {"filter": list(chosen)}},
                    sort=[{"_shard_doc": "asc"}],
                    search_after=after,
                    size=PAGE,
                    source=source,
                    version=True,
                    track_total_hits=False,
                )
                hits = found["hits"]["hits"]
                if not hits:
                    return
                point, after = found["pit_id"], hits[-1]["sort"]
                yield hits
        finally:
            client.close_point_in_time(id=point)


def count(cluster: Cluster, standing: Standing) -> int:
    """Return how many mentions of this node the library holds, as far back as the ledger holds everything."""
    with cluster.told():
        cluster.quick.indices.refresh(index=cluster.names.mentions)
        found = cluster.quick.count(index=cluster.names.mentions, query={"bool": {"filter": filters(standing)}})
        return int(found["count"])


def filters(standing: Standing) -> list[dict[str, Any]]:
    """Return what chooses this node's documents, from the time on of which the ledger holds everything."""
    chosen: list[dict[str, Any]] = [{"term": {"mention.node": standing.node}}]
    if standing.horizon is not None:
        chosen.append({"range": {"@timestamp": {"gte": standing.horizon.isoformat()}}})
    return chosen
