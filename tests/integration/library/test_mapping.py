"""The templates on the real server: every kind of index has the documented fields before the first document."""

from elasticsearch import Elasticsearch

from index.library.indices import prepare
from index.library.mapping import fields
from index.library.names import Names
from tests.unit.index.making import NOW


def test_every_current_index_exists_with_its_fields_before_anything_is_written(
    elasticsearch_url: str, prefix: str
) -> None:
    names = Names(prefix)
    with Elasticsearch(elasticsearch_url) as client:
        prepare(client, names, NOW)
        prepare(client, names, NOW)
        for pattern, expected in fields(names).items():
            found = client.indices.get(index=pattern)
            assert len(found) == 1, pattern
            [index] = found.values()
            assert _types(index["mappings"]["properties"]) == _types(expected)
            assert index["mappings"]["dynamic"] == "false"
            assert index["settings"]["index"]["gc_deletes"] == "24h"


def _types(properties: dict[str, dict[str, object]], above: str = "") -> dict[str, object]:
    found: dict[str, object] = {}
    for name, field in properties.items():
        found |= (
            _types(field["properties"], f"{above}{name}.") if "properties" in field else {above + name: field["type"]}
        )  # type: ignore[arg-type]
    return found
