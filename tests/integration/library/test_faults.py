"""Whatever happens between ledger and library: afterwards they are the same, by checksum."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from config.library import ElasticsearchSpec
from domain.errors import LibraryAwayError, LibraryRefusedError
from domain.sentiment import Tone
from index.library.cluster import Cluster
from index.library.projector import Projector
from index.library.refused import of_library, try_again
from index.ports import Ledger
from tests.cluster.proxy import Fault, Proxy
from tests.integration.library.stocking import differences, level, raise_incident, stock
from tests.unit.index.making import NOW, scored

MINUTE = timedelta(minutes=1)


@pytest.fixture
def proxy(elasticsearch_url: str) -> Iterator[Proxy]:
    with Proxy(elasticsearch_url).running() as running:
        yield running


@pytest.fixture
def through(proxy: Proxy, prefix: str) -> Iterator[Cluster]:
    """The cluster as the projector reaches it: a request may take four seconds."""
    opened = Cluster(ElasticsearchSpec(url=proxy.url, prefix=prefix, timeout="4s"))
    yield opened
    opened.close()


def patiently(projector: Projector, now: datetime, until: timedelta = timedelta(hours=1)) -> datetime:
    """Step, with time passing as the projector asks for, until it is level; return when that was."""
    ends = now + until
    while now < ends:
        done = projector.step(now)
        if done.level:
            return now
        now += done.rest
    raise AssertionError("not level in time")


def test_ten_minutes_without_a_library_lose_nothing(
    ledger: Ledger, proxy: Proxy, through: Cluster, cluster: Cluster
) -> None:
    ids = stock(ledger, 20)
    projector = Projector(ledger, through, "north")
    now = patiently(projector, NOW)
    proxy.down = True
    before = len(proxy.seen)
    for minute in range(10):
        stock(ledger, 10, first=100 + 10 * minute)
        with ledger.write() as tx:
            tx.mentions.settle_scores({ids[minute]: scored(Tone.NEGATIVE, model="m2")}, NOW)
        done = projector.step(now)
        assert isinstance(done.failure, LibraryAwayError) or done.rest > timedelta(0)
        now += MINUTE
    assert len(proxy.seen) - before <= 20
    ledger.erase(ids[:2], "示例法务", "本人要求", NOW)
    proxy.down = False
    back = patiently(projector, now)
    assert back - now <= 2 * MINUTE
    assert differences(ledger, cluster, "north") == []


@pytest.mark.parametrize(
    "fault",
    [
        Fault(cut="before"),
        Fault(cut="after"),
        Fault(status=429, answer={"error": {"type": "es_rejected_execution_exception", "reason": "full"}}),
        Fault(status=503, answer={"error": {"type": "unavailable", "reason": "no shard"}}),
        Fault(spare=lambda number: number % 3 == 0),
        Fault(seconds=0.7),
        Fault(seconds=4.5),
    ],
    ids=["reset before", "reset after", "429 on all", "503", "429 on some", "slow", "slower than the limit"],
)
def test_a_bulk_that_goes_wrong_is_sent_again(
    ledger: Ledger, proxy: Proxy, through: Cluster, cluster: Cluster, fault: Fault
) -> None:
    ids = stock(ledger, 30)
    raise_incident(ledger, ids[:2])
    faults = [fault, fault]
    proxy.trouble = lambda request: faults.pop() if request.is_bulk and faults else None
    projector = Projector(ledger, through, "north")
    patiently(projector, NOW)
    assert len(faults) < 2
    assert differences(ledger, cluster, "north") == []


def test_every_request_may_fail_at_any_time(ledger: Ledger, proxy: Proxy, through: Cluster, cluster: Cluster) -> None:
    ids = stock(ledger, 30)
    chance = random.Random(3)
    proxy.trouble = lambda request: Fault(cut="after") if chance.random() < 0.3 else None
    now = patiently(Projector(ledger, through, "north"), NOW)
    ledger.erase(ids[:3], "示例法务", "本人要求", NOW)
    patiently(Projector(ledger, through, "north"), now)
    assert differences(ledger, cluster, "north") == []


def test_one_poisonous_document_is_found_and_quarantined_and_the_rest_goes_in(
    ledger: Ledger, proxy: Proxy, through: Cluster, cluster: Cluster
) -> None:
    stock(ledger, 40)
    [poison] = stock(ledger, 1, first=500, text="山茶茶饮 这一条资料库不收")
    stock(ledger, 40, first=600)
    marker = "这一条资料库不收".encode()
    refusal = {"error": {"type": "parse_exception", "reason": "cannot read this"}}
    proxy.trouble = lambda request: (
        Fault(status=400, answer=refusal) if request.is_bulk and marker in request.body else None
    )
    projector = Projector(ledger, through, "north")
    patiently(projector, NOW)
    assert proxy.bulks < 20
    with ledger.read() as view:
        [row] = of_library(view.quarantine.find())
    assert row.row.raw == f"mention:{poison}"
    assert "cannot read this" in row.row.reason
    assert [id for each in differences(ledger, cluster, "north") for id in each.missing] == [f"north:{poison}"]
    proxy.trouble = lambda request: None
    with ledger.write() as tx:
        try_again(tx, row.row, row.id)
    patiently(projector, NOW)
    assert differences(ledger, cluster, "north") == []
    with ledger.read() as view:
        assert list(of_library(view.quarantine.find())) == []


def test_an_index_with_other_fields_than_ours_is_told_and_nothing_is_quarantined(
    ledger: Ledger, cluster: Cluster
) -> None:
    stock(ledger, 3)
    level(Projector(ledger, cluster, "north"))
    index = cluster.names.mentions_at(0)
    body = {"properties": {"mention": {"properties": {"likes": {"type": "ip"}}}}}
    cluster.client.indices.create(index=index, mappings=body)
    projector = Projector(ledger, cluster, "north")
    stock(ledger, 1, first=1000, arrived=NOW.replace(year=1970, month=1))
    failed = projector.step(NOW).failure
    assert isinstance(failed, LibraryRefusedError)
    assert "mention.likes is ip and not long" in str(failed)
    cluster.client.indices.delete(index=index)
    patiently(projector, NOW + timedelta(minutes=5))
    assert differences(ledger, cluster, "north") == []


def test_a_read_only_index_is_waited_for(ledger: Ledger, cluster: Cluster) -> None:
    stock(ledger, 3)
    projector = Projector(ledger, cluster, "north")
    level(projector)
    everything = f"{cluster.names.prefix}-*"
    cluster.client.indices.put_settings(index=everything, settings={"index.blocks.read_only_allow_delete": True})
    stock(ledger, 5, first=50)
    done = projector.step(NOW)
    assert isinstance(done.failure, LibraryAwayError), done
    assert "block" in str(done.failure)
    with ledger.read() as view:
        assert list(of_library(view.quarantine.find())) == []
    cluster.client.indices.put_settings(index=everything, settings={"index.blocks.read_only_allow_delete": None})
    patiently(projector, NOW + MINUTE)
    assert differences(ledger, cluster, "north") == []


def test_a_batch_is_taken_up_where_another_process_left_it(
    ledger: Ledger, proxy: Proxy, through: Cluster, cluster: Cluster
) -> None:
    stock(ledger, 1500)
    proxy.trouble = lambda request: Fault(cut="before") if request.is_bulk and proxy.bulks == 2 else None
    first = Projector(ledger, through, "north")
    assert first.step(NOW).sent == 1000
    assert first.step(NOW).failure is not None
    second = Projector(ledger, through, "north")
    assert level(second) == 500
    assert differences(ledger, cluster, "north") == []
