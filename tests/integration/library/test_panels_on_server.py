"""Every panel gives on the real server the numbers that the ledger gives."""

from collections.abc import Iterator, Sequence

import pytest
from elasticsearch import Elasticsearch

from config.library import ElasticsearchSpec
from index.ledger import open_ledger
from index.library.cluster import Cluster
from index.library.names import Names
from index.library.projector import Projector
from index.panels.aggregation import aggregation, rows_of
from index.panels.catalogue import PANELS
from index.panels.panel import Data, Panel, Row, Scope, before, without_time
from index.ports import Ledger
from tests.contract.panel_samples import SCOPES, fill
from tests.integration.library.stocking import level

NODE = "north"


class Both:
    """The same made data in a ledger and, projected, on the server."""

    def __init__(self, ledger: Ledger, client: Elasticsearch, names: Names) -> None:
        self.ledger = ledger
        self.client = client
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
