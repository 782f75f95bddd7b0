"""Sending documents in bulk: what became of each, and which single one a refused request failed on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson
from elasticsearch import ApiError, TransportError, UnsupportedProductError

from domain.errors import LibraryRefusedError
from index.ledger.documents import write_json
from index.library.cluster import BUSY, Cluster, is_block

MOST_BYTES = 8_000_000
"""Of one request: a server takes 100 MB, but answers slowly and holds all of it in memory."""

_SHARD_TIMEOUT = "15s"
_TELLING = ["items.*.status", "items.*.error.type", "items.*.error.reason", "items.*.error.caused_by.reason"]


@dataclass(frozen=True, slots=True)
class Document:
    """One write: ``source`` None deletes. An older ``version`` than the one that is there changes nothing."""

    index: str
    id: str
    version: int
    source: Mapping[str, Any] | None


class Fate(StrEnum):
    """What became of a document: it is there (or something newer is), it must be tried again, or it never goes in."""

    KEPT = "kept"
    BUSY = "busy"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the library said about one document."""

    document: Document
    fate: Fate
    reason: str = ""


def send(cluster: Cluster, documents: Sequence[Document]) -> list[Answer]:
    """Write documents, in requests of at most 8 MB; LibraryError where a whole request failed for another reason.

    A request that is refused as a whole (400, 413) is halved until the one document it fails on stands alone.
    """
    answers: list[Answer] = []
    for part in _parts([(each, _lines(each)) for each in documents]):
        answers += _send(cluster, part)
    return answers


Prepared = tuple[Document, list[bytes]]


def _send(cluster: Cluster, part: Sequence[Prepared]) -> list[Answer]:
    operations = [line for _, lines in part for line in lines]
    try:
        answer = cluster.client.bulk(operations=operations, timeout=_SHARD_TIMEOUT, filter_path=_TELLING)  # type: ignore[arg-type]
    except ApiError as error:
        if error.meta.status not in (400, 413):
            raise cluster.plainly(error) from None
        if len(part) == 1:
            return [Answer(part[0][0], Fate.REFUSED, str(cluster.plainly(error)))]
        half = len(part) // 2
        return _send(cluster, part[:half]) + _send(cluster, part[half:])
    except (TransportError, UnsupportedProductError) as error:
        raise cluster.plainly(error) from None
    items = [next(iter(item.values())) for item in answer.body.get("items", [])]
    if len(items) != len(part):
        raise LibraryRefusedError(f"Elasticsearch at {cluster.where} answered {len(items)} of {len(part)} writes.")
    return [_answer(cluster, document, item) for (document, _), item in zip(part, items, strict=True)]


def _answer(cluster: Cluster, document: Document, item: Mapping[str, Any]) -> Answer:
    status, error = item["status"], item.get("error", {})
    # 409: something newer is there. 404 of a deletion: it is gone, and the version of the deletion is remembered.
    if status < 300 or status == 409 or (status == 404 and document.source is None):
        return Answer(document, Fate.KEPT)
    cause = error.get("caused_by", {}).get("reason", "")
    reason = f"{error.get('type', '')}: {error.get('reason', '')}{' ' if cause else ''}{cause}"[:500]
    if error.get("type") == "security_exception":
        raise LibraryRefusedError(
            f"Elasticsearch at {cluster.where} does not allow writing {document.index}: "
            f"give the user the role of docs/library.md. {reason}"
        )
    if status in BUSY or is_block(reason) or error.get("type") == "index_not_found_exception":
        return Answer(document, Fate.BUSY, reason)
    return Answer(document, Fate.REFUSED, f"{status} {reason}")


def _lines(document: Document) -> list[bytes]:
    head = {
        "_index": document.index,
        "_id": document.id,
        "version": document.version,
        "version_type": "external_gte",
    }
    if document.source is None:
        return [orjson.dumps({"delete": head})]
    return [orjson.dumps({"index": head}), write_json(document.source).encode()]


def _parts(prepared: Sequence[Prepared]) -> Iterator[list[Prepared]]:
    part: list[Prepared] = []
    size = 0
    for each in prepared:
        bytes_ = sum(map(len, each[1]))
        if part and size + bytes_ > MOST_BYTES:
            yield part
            part, size = [], 0
        part.append(each)
        size += bytes_
    if part:
        yield part
