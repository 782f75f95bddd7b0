"""Old mentions leave the ledger only when the library has them, and months leave the library as a whole."""

from datetime import timedelta

from config.library import ElasticsearchSpec
from domain.clock import DAY
from domain.sentiment import Tone
from index.library.cluster import Cluster
from index.library.leftovers import count
from index.library.projector import Projector
from index.library.trimming import PAGE, Trimmer, drop_months
from index.panels.panel import Scope
from index.ports import Ask, Ledger, Note
from index.search.falling_back import FallingBack
from index.search.of_elasticsearch import ElasticsearchLibrary
from index.search.of_ledger import LedgerLibrary
from tests.integration.library.stocking import differences, level, raise_incident, stock
from tests.unit.index.making import NOW, scored

BEFORE = NOW - 10 * DAY


def trimmed(trimmer: Trimmer) -> None:
    while trimmer.trim(BEFORE):
        pass


def held(ledger: Ledger) -> int:
    with ledger.read() as view:
        return sum(view.changes.days().values())


def test_only_what_the_library_holds_exactly_so_is_trimmed(ledger: Ledger, cluster: Cluster) -> None:
    ids = stock(ledger, 60)
    raise_incident(ledger, ids[30:31])
    projector, trimmer = Projector(ledger, cluster, "north"), Trimmer(ledger, cluster, "north")
    trimmed(trimmer)
    assert held(ledger) == 60
    level(projector)
    with ledger.read() as view:
        old = [each for each in view.mentions.get(ids) if each.mention.event_time < BEFORE]
    assert len(old) > 20 < PAGE
    rescored, spoilt, erased = old[1].mention.id, old[2], old[3].mention.id
    with ledger.write() as tx:
        tx.mentions.settle_scores({rescored: scored(Tone.POSITIVE, model="m9")}, NOW)
    index = cluster.names.mentions_at(int(spoilt.mention.event_time.timestamp()) * 1_000_000)
    cluster.client.delete(index=index, id=f"north:{spoilt.mention.id}")
    trimmed(trimmer)
    with ledger.read() as view:
        left = {each.mention.id for each in view.mentions.get(ids) if each.mention.event_time < BEFORE}
    assert left == {rescored, spoilt.mention.id, ids[30]} & {each.mention.id for each in old}
    level(projector)
    assert differences(ledger, cluster, "north") == []
    assert count(cluster, projector.standing()) == held(ledger) - len(left)
    ledger.erase([erased], "示例法务", "本人要求", NOW)
    level(projector)
    library = FallingBack(
        lambda: ElasticsearchLibrary(cluster, "north"), LedgerLibrary(ledger, "north"), lambda: NOW, lambda: False
    )
    cluster.client.indices.refresh(index=cluster.names.mentions)
    still = [each.mention.id for each in old if each.mention.id not in (spoilt.mention.id, erased)]
    assert [each.mention.id for each in library.get([*still, erased])] == still


def test_a_rebuild_leaves_what_only_the_library_has(ledger: Ledger, cluster: Cluster) -> None:
    stock(ledger, 60)
    projector, trimmer = Projector(ledger, cluster, "north"), Trimmer(ledger, cluster, "north")
    level(projector)
    trimmed(trimmer)
    assert held(ledger) < 60
    projector.begin_again(NOW)
    level(projector)
    cluster.client.indices.refresh(index=cluster.names.mentions)
    assert cluster.client.count(index=cluster.names.mentions)["count"] == 60
    assert differences(ledger, cluster, "north") == []


def test_months_that_ended_long_ago_are_deleted_whole(ledger: Ledger, cluster: Cluster) -> None:
    stock(ledger, 130)
    level(Projector(ledger, cluster, "north"))
    months = set(cluster.client.indices.get(index=f"{cluster.names.mentions}-*"))
    assert {index[-7:] for index in months} == {"2026.01", "2026.02", "2026.03"}
    assert [index[-7:] for index in drop_months(cluster, NOW, timedelta(days=30))] == ["2026.01"]
    assert drop_months(cluster, NOW, timedelta(days=30)) == []


def test_while_the_library_is_away_the_ledger_answers_and_says_so(ledger: Ledger) -> None:
    stock(ledger, 10)
    gone = Cluster(ElasticsearchSpec(url="http://127.0.0.1:9", timeout="1s"))
    opened: list[int] = []

    def first() -> ElasticsearchLibrary:
        opened.append(1)
        return ElasticsearchLibrary(gone, "north")

    library = FallingBack(first, LedgerLibrary(ledger, "north"), lambda: NOW, lambda: False)
    ask = Ask(Scope(NOW - 90 * DAY, NOW + DAY))
    found = library.find(ask)
    assert len(found.hits) == 10
    assert found.notes == {Note.AWAY}
    assert library.count(ask).number == 10
    assert opened == [1]
