"""Every panel gives on the real server the numbers that the ledger gives, and so does its Kibana object."""

import json
from collections.abc import Iterator, Sequence

import pytest
from elasticsearch import Elasticsearch

from config.library import ElasticsearchSpec
from index.kibana.boards import BOARDS, SEARCHES, SavedSearch
from index.kibana.lens import LAYER, lens_of
from index.kibana.style import Style
from index.kibana.vega import share_spec
from index.ledger import open_ledger
from index.library.cluster import Cluster
from index.library.names import Names
from index.library.projector import Projector
from index.panels.aggregation import aggregation, rows_of
from index.panels.catalogue import FIGURES, NEGATIVE_SHARE, PANELS
from index.panels.drawing.picture import png_of
from index.panels.fields import FIELDS
from index.panels.panel import Chart, Data, Panel, Row, Scope, before, without_time
from index.ports import Ledger
from tests.contract.panel_samples import SCOPES, fill
from tests.integration.library import lens_query
from tests.integration.library.stocking import level

NODE = "north"


class Both:
    """The same made data in a ledger and, projected, on the server."""

    def __init__(self, ledger: Ledger, client: Elasticsearch, names: Names) -> None:
        self.ledger = ledger
        self.client = client
        self.style = Style("zh", names, "http://127.0.0.1:8600")
        self.indices = {Data.MENTIONS: names.mentions, Data.SIGNALS: names.signals, Data.INCIDENTS: names.incidents}

    def of_ledger(self, panel: Panel, scope: Scope) -> Sequence[Row]:
        with self.ledger.read() as view:
            return view.panels.measure(panel, scope)

    def of_server(self, panel: Panel, scope: Scope) -> Sequence[Row]:
        search = aggregation(panel, scope, NODE).index(self.indices[panel.data]).using(self.client)
        return rows_of(search.execute().to_dict(), panel, NODE)


@pytest.fixture(scope="module")
def both(elasticsearch_url: str) -> Iterator[Both]:
    spec = ElasticsearchSpec(url=elasticsearch_url, prefix="tpanels")
    cluster = Cluster(spec)
    ledger = open_ledger(None)
    with ledger.write() as tx:
        fill(tx)
    level(Projector(ledger, cluster, NODE))
    cluster.client.indices.refresh(index="tpanels-*")
    yield Both(ledger, cluster.client, cluster.names)
    cluster.client.indices.delete(index=",".join(cluster.client.indices.get(index="tpanels-*")))
    ledger.close()


def alike(rows: Sequence[Row]) -> list[tuple[object, ...]]:
    """Return rows with their numbers as close as two clocks and two ways of adding agree."""
    return [(row.at, row.value, *(None if each is None else round(each, 3) for each in row.numbers)) for row in rows]


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.id)
def test_sql_and_aggregation_give_the_same_rows_in_the_same_order(both: Both, panel: Panel, scope: str) -> None:
    asked = [(panel, SCOPES[scope]), (without_time(panel), SCOPES[scope])]
    asked += [(panel, before(SCOPES[scope], panel.history))] if panel.history else []
    for each, seen in asked:
        assert alike(both.of_server(each, seen)) == alike(both.of_ledger(each, seen))


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.id)
def test_every_panel_has_rows_to_compare(both: Both, panel: Panel) -> None:
    assert both.of_ledger(panel, SCOPES["week"])


STANDING = {item.id: item for board in BOARDS for shelf in board.shelves for item in shelf.items}
DRAWN = [each for each in STANDING.values() if isinstance(each, Panel) and each.chart is not Chart.SHARE]


@pytest.mark.parametrize("scope", ["day", "week"])
@pytest.mark.parametrize("panel", DRAWN, ids=lambda panel: panel.id)
def test_a_lens_chart_asks_for_the_numbers_of_its_panel(both: Both, panel: Panel, scope: str) -> None:
    lens = lens_of(panel, both.style)
    layer = lens["state"]["datasourceStates"]["formBased"]["layers"][LAYER]
    body = lens_query.request_of(layer, lens["state"]["query"]["query"], SCOPES[scope])
    answer = both.client.search(index=both.style.pattern(panel.data), **body)
    absent = FIELDS[panel.data][panel.split].absent if panel.split else ""
    expected = {
        (
            *([_as_in_library(panel, row.value, absent)] if panel.split else []),
            *([row.at.timestamp() * 1000] if row.at else []),
            *(None if number is None else round(number, 3) for number in row.numbers),
        )
        for row in both.of_ledger(panel, SCOPES[scope])
    }
    assert lens_query.rows_of(dict(answer), layer) == expected


def _as_in_library(panel: Panel, value: str, absent: str) -> str:
    if panel.split is not None and FIELDS[panel.data][panel.split].elastic == "mention.family":
        return f"{NODE}:{value}"
    return lens_query.MISSING if absent and value == absent else value


def test_every_panel_stands_on_a_dashboard() -> None:
    assert {panel.id for panel in (*PANELS, *FIGURES)} <= set(STANDING)


@pytest.mark.parametrize("search", SEARCHES, ids=lambda search: search.id)
def test_a_saved_search_finds_documents_that_have_its_columns(both: Both, search: SavedSearch) -> None:
    asked = lens_query.request_of({"columnOrder": [], "columns": {}}, search.query, SCOPES["week"])
    found = both.client.search(index=both.style.pattern(search.data), query=asked["query"], size=50)["hits"]["hits"]
    assert found
    for column in search.columns:
        assert any(_has(hit["_source"], column) for hit in found) or column == "url.full", column


def _has(document: object, column: str) -> bool:
    for part in column.split("."):
        if not isinstance(document, dict) or part not in document:
            return False
        document = document[part]
    return True


def test_the_vega_chart_gets_the_shares_of_its_panel_and_draws_them(both: Both) -> None:
    spec = share_spec(NEGATIVE_SHARE, both.style)
    body = json.loads(json.dumps(spec["data"]["url"]["body"]).replace('{"%autointerval%": true}', '"1h"'))
    scope = SCOPES["day"]
    span = {"range": {"@timestamp": {"gte": scope.since.isoformat(), "lt": scope.until.isoformat()}}}
    answer = both.client.search(index=spec["data"]["url"]["index"], query=span, **body)
    buckets = answer["aggregations"]["at"]["buckets"]
    assert [(each["key"], each["part"]["doc_count"], each["whole"]["doc_count"]) for each in buckets] == [
        (row.at.timestamp() * 1000, *row.numbers) for row in both.of_ledger(NEGATIVE_SHARE, scope) if row.at
    ]
    drawn = png_of({**spec, "data": {"values": buckets}, "width": 400})
    assert drawn.startswith(b"\x89PNG")
    assert len(drawn) > 5_000
