"""Making sure that indices are there, made from our templates and fit for our fields, before anything is written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from elasticsearch import BadRequestError, Elasticsearch

from domain.errors import LibraryRefusedError
from index.ledger.moments import to_us
from index.library.cluster import Cluster
from index.library.mapping import fields, templates
from index.library.names import Names, month

Properties = Mapping[str, Mapping[str, Any]]


class Indices:
    """What is known of the indices of one cluster, so that it is asked once."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._month = ""
        self._known: set[str] = set()

    def prepare(self, now: datetime) -> None:
        """Put templates and create the current indices, at first and when a new month begins."""
        current = month(to_us(now))
        if current == self._month:
            return
        spec = self._cluster.spec
        with self._cluster.told():
            prepare(
                self._cluster.client,
                self._cluster.names,
                now,
                shards=spec.shards,
                replicas=spec.replicas,
                lifecycle=spec.lifecycle,
            )
        self._month = current

    def know(self, indices: Iterable[str]) -> None:
        """Create what is missing and check what is there; LibraryRefusedError names a field of another type."""
        fresh = sorted(set(indices) - self._known)
        if not fresh:
            return
        with self._cluster.told():
            create(self._cluster.client, fresh)
            found = self._cluster.client.indices.get_mapping(index=fresh)
        for index, held in found.items():
            wanted = fields(self._cluster.names)[_kind(self._cluster.names, index)]
            for told in conflicts(wanted, held["mappings"].get("properties", {})):
                raise LibraryRefusedError(
                    f"The index {index} was not made by this Fenghuo: {told}. Move it away (reindex or delete it), "
                    "then run fenghuo library rebuild."
                )
        self._known |= set(fresh)


def prepare(
    client: Elasticsearch,
    names: Names,
    now: datetime,
    *,
    shards: int = 1,
    replicas: int | None = None,
    lifecycle: str | None = None,
) -> None:
    """Put the templates and create the current index of each kind, so that no data view points at nothing."""
    for name, body in templates(names, shards=shards, replicas=replicas, lifecycle=lifecycle):
        client.indices.put_index_template(name=name, **body)
    create(client, [names.mentions_at(to_us(now)), names.signals_at(to_us(now)), names.incidents, names.nodes])


def create(client: Elasticsearch, indices: Sequence[str]) -> None:
    """Create indices by their templates; those that exist stay as they are."""
    there = client.indices.get_alias(index=list(indices), ignore_unavailable=True, allow_no_indices=True)
    for index in indices:
        if index in there:
            continue
        try:
            client.indices.create(index=index)
        except BadRequestError as refused:
            if refused.error != "resource_already_exists_exception":
                raise


def conflicts(wanted: Properties, held: Properties, above: str = "") -> Iterator[str]:
    """Yield each field that an index has as another type than ours, or not at all."""
    for name, field in wanted.items():
        there = held.get(name)
        if there is None:
            yield f"it lacks the field {above}{name}"
        elif "properties" in field:
            yield from conflicts(field["properties"], there.get("properties", {}), f"{above}{name}.")
        elif there.get("type", "object") != field["type"]:
            yield f"its field {above}{name} is {there.get('type', 'object')} and not {field['type']}"


def _kind(names: Names, index: str) -> str:
    """Return the name of the template that an index is made from."""
    kinds = (names.mentions, names.signals, names.incidents, names.nodes)
    return next(kind for kind in kinds if index == kind or index.startswith(f"{kind}-"))
