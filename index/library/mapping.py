"""The fields of the library as composable templates: ECS names where ECS has one, our own roots for the rest.

docs/library.md documents every field. A new field is added here and there; a changed type needs ``library rebuild``.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from elasticsearch.dsl import Boolean, Date, Double, Field, Index, Keyword, Long, Object, Text
from elasticsearch.dsl import Mapping as DslMapping

from index.library.names import Names

VERSION = 1
"""Of the mapping; noted in ``_meta`` of every index."""

LONGEST_KEYWORD = 1024
"""Longer values are kept in the document but neither searched nor counted: Lucene refuses terms above 32,766 bytes."""

_REMEMBER_DELETIONS = "24h"
"""A deletion's version is otherwise forgotten after 60 s, and a late retry would bring the document back."""


def _keyword() -> Keyword:
    return Keyword(ignore_above=LONGEST_KEYWORD)


def _kept() -> Keyword:
    """Return a field that is kept and not indexed: a hash that every mention has for itself is indexed once."""
    return Keyword(index=False, doc_values=False)


def _common(id: Field | None = None) -> dict[str, Any]:
    return {
        "@timestamp": Date(),
        "message": Text(norms=False),
        "event": Object(
            properties={
                "id": id or _keyword(),
                **{name: _keyword() for name in ("kind", "dataset", "module")},
                **{name: Date() for name in ("created", "start", "end")},
            }
        ),
        "brand": Object(properties={"name": _keyword()}),
    }


def _mention() -> dict[str, Any]:
    texts = "post node source platform kind author lang region product parent time_flag family matter categories topics"
    numbers = "seq followers views likes reposts comments intensity"
    return {
        **_common(_kept()),
        "url": Object(properties={"full": _keyword(), "domain": _keyword()}),
        "mention": Object(
            properties={
                **{name: _keyword() for name in texts.split()},
                "id": _kept(),
                # Rarely a condition alone: found by their columns, which costs less at every write.
                **{name: Long(index=False) for name in numbers.split()},
                "time_us": Long(),
                "reach": Long(),
                "live": Boolean(),
                "verified": Boolean(),
                "title": Text(norms=False),
                "tokens": Text(analyzer="whitespace"),
            }
        ),
        "sentiment": Object(
            properties={"score": Double(), "tone": _keyword(), "emotion": _keyword(), "model": _keyword()}
        ),
        "crisis": Object(properties={"incident": _keyword()}),
    }


def _signal() -> dict[str, Any]:
    texts = "rule rule_type category level topic incident about"
    numbers = "count usual line authors sources late_minutes"
    return {
        **_common(),
        "mention": Object(properties={"node": _keyword()}),
        "crisis": Object(
            properties={
                **{name: _keyword() for name in texts.split()},
                **{name: Double() for name in numbers.split()},
                "evidence": Keyword(ignore_above=LONGEST_KEYWORD, doc_values=False),
            }
        ),
    }


def _incident() -> dict[str, Any]:
    texts = "incident number level state category categories rule playbook"
    numbers = (
        "rank detect_minutes acknowledge_minutes deadlines_kept deadlines_missed deadlines_open reopened mentions reach"
    )
    return {
        **_common(),
        "mention": Object(properties={"node": _keyword()}),
        "crisis": Object(
            properties={
                **{name: _keyword() for name in texts.split()},
                **{name: Double() for name in numbers.split()},
                **{name: Date() for name in ("acknowledged_at", "closed_at", "resolve_by")},
                "open": Boolean(),
                "drill": Boolean(),
            }
        ),
    }


def _node() -> dict[str, Any]:
    return {"@timestamp": Date(), "mention": Object(properties={"node": _keyword()})}


def fields(names: Names) -> Mapping[str, Mapping[str, Any]]:
    """Return template name → its properties, as Elasticsearch writes mappings."""
    kinds = {names.mentions: _mention(), names.signals: _signal(), names.incidents: _incident(), names.nodes: _node()}
    return {name: _mapping(properties).to_dict()["properties"] for name, properties in kinds.items()}


def templates(
    names: Names, *, shards: int = 1, replicas: int | None = None, lifecycle: str | None = None
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield name and body of the composable template of every kind of index.

    Mentions get ``shards`` primary shards a month; without ``replicas`` there is one as soon as there are two servers.
    ``lifecycle`` names a policy (ILM) that the servers apply to the monthly indices.
    """
    copies = {"number_of_replicas": replicas} if replicas is not None else {"auto_expand_replicas": "0-1"}
    policy = {"lifecycle.name": lifecycle} if lifecycle else {}
    yield _template(names.mentions, _mention(), {"number_of_shards": shards, **copies, **policy}, monthly=True)
    yield _template(names.signals, _signal(), {"number_of_shards": 1, **copies, **policy}, monthly=True)
    yield _template(names.incidents, _incident(), {"number_of_shards": 1, **copies}, monthly=False)
    yield _template(names.nodes, _node(), {"number_of_shards": 1, **copies}, monthly=False)


def _template(
    name: str, properties: Mapping[str, Any], settings: Mapping[str, Any], *, monthly: bool
) -> tuple[str, dict[str, Any]]:
    index = Index(name)
    index.settings(codec="best_compression", gc_deletes=_REMEMBER_DELETIONS, **settings)
    if monthly:
        index.aliases(**{name: {}})
    index.mapping(_mapping(properties))
    template = index.as_composable_template(name, pattern=f"{name}-*" if monthly else name, priority=300)
    body: dict[str, Any] = template.to_dict()
    # elasticsearch.dsl forgets what a mapping says beside its fields when it makes a template of it.
    body["template"]["mappings"] |= {"dynamic": "false", "_meta": {"fenghuo": {"mapping": VERSION}}}
    return name, body


def _mapping(properties: Mapping[str, Any]) -> DslMapping:
    mapping = DslMapping()
    for name, field in properties.items():
        mapping.field(name, field)
    return mapping
