"""The pages are the same whether the ledger or Elasticsearch answers, and say so when Elasticsearch is away."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from config.library import ElasticsearchSpec
from index.library.cluster import Cluster
from index.library.projector import Projector
from index.library.standing import introduce
from index.panels.catalogue import PANELS
from index.search import open_library
from index.search.of_elasticsearch import ElasticsearchLibrary
from monitor.wiring import Monitor
from tests.integration.library.stocking import level
from tests.unit.dashboard.rooms import browser, house, monitored

NODE = "north"
ASKED = (
    "/mentions?span=30d",
    "/mentions?span=30d&q=奶盖分层",
    "/mentions?span=30d&q=奶盖 -第3件事&sort=reach",
    "/mentions?span=7d&tone=negative&platform=none",
    "/mentions?span=30d&incident=1",
    "/?span=7d",
)


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Monitor]:
    with monitored(tmp_path_factory.mktemp("both")) as monitor:
        yield monitor


@pytest.fixture(scope="module")
def library(elasticsearch_url: str, watched: Monitor) -> Iterator[ElasticsearchLibrary]:
    cluster = Cluster(ElasticsearchSpec(url=elasticsearch_url, prefix="tpages"))
    node = introduce(watched.ledger, NODE)
    level(Projector(watched.ledger, cluster, node))
    cluster.client.indices.refresh(index="tpages-*")
    yield ElasticsearchLibrary(cluster, node)
    cluster.client.indices.delete(index=",".join(cluster.client.indices.get(index="tpages-*")))
    cluster.close()


def shown(client: TestClient, path: str) -> str:
    """Return a page without the place at which its list goes on, which is each store's own."""
    answer = client.get(path)
    assert answer.status_code == 200
    return re.sub(r"after=[^\"]*", "", answer.text)


@pytest.mark.parametrize("path", ASKED)
def test_a_page_shows_the_same_from_both(watched: Monitor, library: ElasticsearchLibrary, path: str) -> None:
    of_ledger = browser(house(watched))
    of_library = browser(replace(house(watched), library=library))
    assert shown(of_library, path) == shown(of_ledger, path)


def test_every_chart_is_the_same_from_both(watched: Monitor, library: ElasticsearchLibrary) -> None:
    of_ledger = browser(house(watched))
    of_library = browser(replace(house(watched), library=library))
    for panel in (*(panel.id for panel in PANELS), "rising"):
        asked = f"/charts?panel={panel}&span=7d"
        assert of_library.get(asked).json() == of_ledger.get(asked).json(), panel


def test_pages_go_on_from_the_ledger_and_say_so_while_the_library_is_away(watched: Monitor) -> None:
    away = ElasticsearchSpec(url="http://127.0.0.1:9", prefix="tpages")
    library = open_library(watched.ledger, away, NODE, watched.clock.now)
    client = browser(replace(house(watched), library=library))
    for path in ("/", "/mentions?span=30d"):
        text = client.get(path).text
        assert "暂不可用" in text
        assert "山茶茶饮" in text
