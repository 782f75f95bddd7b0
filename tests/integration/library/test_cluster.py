"""Three nodes with one killed, and the oldest server supported: ``make test-cluster``, too long for every run."""

import os
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from config.library import ElasticsearchSpec
from index.ledger import open_ledger
from index.library.cluster import Cluster
from index.library.leftovers import count
from index.library.projector import Projector
from index.panels.panel import Scope
from index.ports import Ask, Ledger
from index.search.of_elasticsearch import ElasticsearchLibrary
from tests.cluster.distribution import OLDEST
from tests.cluster.node import Node, cluster
from tests.integration.library.stocking import differences, level, made, raise_incident, stock
from tests.unit.index.making import NOW

pytestmark = [
    pytest.mark.cluster,
    pytest.mark.skipif(not os.environ.get("FENGHUO_CLUSTER"), reason="several servers: run make test-cluster"),
]
MENTIONS, BATCH = 20_000, 500


@pytest.fixture
def three() -> Iterator[list[Node]]:
    nodes = cluster(["a", "b", "c"])
    yield nodes
    for node in nodes:
        node.close()


@pytest.fixture
def oldest() -> Iterator[Node]:
    node = Node(name="oldest", version=OLDEST).start()
    yield node
    node.close()


def test_a_node_killed_amid_twenty_thousand_mentions_loses_and_doubles_nothing(
    ledger: Ledger, three: list[Node]
) -> None:
    spec = ElasticsearchSpec(url=three[0].url, other_urls=tuple(node.url for node in three[1:]), timeout="20s")
    servers = Cluster(spec)
    projector, done, failures = Projector(ledger, servers, "north"), threading.Event(), []

    def project() -> None:
        now = NOW
        while not done.is_set():
            step = projector.step(now)
            failures.extend([step.failure] if step.failure else [])
            now += step.rest
            done.wait(0.01 if step.rest else 0)

    thread = threading.Thread(target=project)
    thread.start()
    for start in range(0, MENTIONS, BATCH):
        with ledger.write() as tx:
            tx.mentions.append([made(number) for number in range(start + 1, start + BATCH + 1)], NOW)
        if start == MENTIONS // 2:
            three[1].kill()
            # What alerts are made of goes on in the same moment, whatever the library does.
            assert raise_incident(ledger, [made(1).mention.id]) == 1
    done.set()
    thread.join()
    now = NOW + timedelta(hours=1)
    while not (step := projector.step(now)).level:
        now += step.rest
    assert count(servers, projector.standing()) == MENTIONS
    assert differences(ledger, servers, "north") == []
    servers.close()


def test_the_oldest_server_takes_and_finds_the_same(ledger: Ledger, oldest: Node) -> None:
    servers = Cluster(ElasticsearchSpec(url=oldest.url))
    ids = stock(ledger, 200)
    raise_incident(ledger, ids[:3])
    other = open_ledger(None)
    stock(other, 20)
    for held, node in ((ledger, "north"), (other, "south")):
        projector = Projector(held, servers, node)
        level(projector)
        projector.begin_again(NOW)
        level(projector)
        assert differences(held, servers, node) == []
    ledger.erase(ids[:5], "示例法务", "本人要求", NOW)
    level(Projector(ledger, servers, "north"))
    assert differences(ledger, servers, "north") == []
    scope = Scope(NOW.replace(year=2020), NOW.replace(year=2030))
    assert ElasticsearchLibrary(servers, "north").count(Ask(scope)).number == 195
    assert ElasticsearchLibrary(servers, "north").count(Ask(scope, everywhere=True)).number == 215
    servers.close()
