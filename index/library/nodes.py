"""What the library itself notes of each node: which ledger it belongs to and how far that had projected."""

from dataclasses import dataclass
from datetime import datetime

from elasticsearch import NotFoundError

from index.library.cluster import Cluster
from index.library.standing import Standing


@dataclass(frozen=True, slots=True)
class Claim:
    """How far a ledger had projected when it last said so."""

    ledger: str
    epoch: int
    cursor: int


def read_claim(cluster: Cluster, node: str) -> Claim | None:
    """Return what the library knows of a node, None if it never heard of it."""
    with cluster.told():
        try:
            found = cluster.client.get(index=cluster.names.nodes, id=node, realtime=True)
        except NotFoundError:
            return None
    held = found["_source"]["standing"]
    return Claim(held["ledger"], held["epoch"], held["cursor"])


def note(cluster: Cluster, standing: Standing, now: datetime) -> None:
    """Note how far a node is."""
    document = {
        "@timestamp": now.isoformat(),
        "mention": {"node": standing.node},
        "standing": {"ledger": standing.ledger, "epoch": standing.epoch, "cursor": standing.cursor},
    }
    with cluster.told():
        cluster.client.index(index=cluster.names.nodes, id=standing.node, document=document)
