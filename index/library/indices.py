"""Making sure that the indices are there, made from our templates, before anything is written to them."""

from collections.abc import Sequence
from datetime import datetime

from elasticsearch import BadRequestError, Elasticsearch

from index.ledger.moments import to_us
from index.library.mapping import templates
from index.library.names import Names


def prepare(
    client: Elasticsearch, names: Names, now: datetime, *, shards: int = 1, replicas: int | None = None
) -> None:
    """Put the templates and create the current index of each kind, so that no data view points at nothing."""
    for name, body in templates(names, shards=shards, replicas=replicas):
        client.indices.put_index_template(name=name, **body)
    create(client, [names.mentions_at(to_us(now)), names.signals_at(to_us(now)), names.incidents, names.nodes])


def create(client: Elasticsearch, indices: Sequence[str]) -> None:
    """Create indices by their templates; those that exist stay as they are."""
    for index in indices:
        try:
            client.indices.create(index=index)
        except BadRequestError as refused:
            if refused.error != "resource_already_exists_exception":
                raise
