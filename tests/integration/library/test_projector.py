"""The projector on the real server: whatever happens in the ledger is in the library, exactly, once."""

import pytest

from domain.errors import LibraryRefusedError
from domain.matter import MatterAct, Parting, Placed
from domain.sentiment import Sentiment, Tone
from index.ledger import open_ledger
from index.library.cluster import Cluster
from index.library.leftovers import count
from index.library.projector import Projector
from index.library.standing import NUMBER_BITS
from index.ports import Ledger
from tests.integration.library.stocking import differences, level, raise_incident, stock
from tests.unit.index.making import NOW, scored


def held(cluster: Cluster, projector: Projector) -> int:
    return count(cluster, projector.standing())


def test_what_the_ledger_holds_is_in_the_library_and_nothing_else(ledger: Ledger, cluster: Cluster) -> None:
    ids = stock(ledger, 30)
    raise_incident(ledger, ids[:3])
    projector = Projector(ledger, cluster, "north")
    assert level(projector) == 32
    assert level(projector) == 0
    assert held(cluster, projector) == 30
    assert differences(ledger, cluster, "north") == []


def test_every_later_change_follows(ledger: Ledger, cluster: Cluster) -> None:
    ids = stock(ledger, 20)
    projector = Projector(ledger, cluster, "north")
    level(projector)
    with ledger.write() as tx:
        tx.mentions.settle_scores({ids[4]: scored(Tone.NEGATIVE), ids[9]: scored(Tone.POSITIVE)}, NOW)
        tx.mentions.correct(ids[0], Sentiment(0.0, Tone.NEGATIVE, "person"), "示例分析", NOW)
    number = raise_incident(ledger, ids[5:8])
    with ledger.write() as tx:
        tx.incidents.replace(tx.incidents.get(number), (), ())
    ledger.erase([ids[1], ids[6]], "示例法务", "本人要求", NOW)
    level(projector)
    assert held(cluster, projector) == 18
    assert differences(ledger, cluster, "north") == []
    found = cluster.client.search(
        index=cluster.names.mentions, query={"term": {"crisis.incident": f"north:{number}"}}, source=["mention.id"]
    )
    assert {hit["_source"]["mention"]["id"] for hit in found["hits"]["hits"]} == {ids[5], ids[7]}


def test_matters_follow_when_texts_are_placed_and_when_a_person_moves_them(ledger: Ledger, cluster: Cluster) -> None:
    stock(ledger, 8)
    projector = Projector(ledger, cluster, "north")
    level(projector)
    with ledger.write() as tx:
        fresh, through = tx.matters.unplaced(100)
        tx.matters.place([Placed("山茶茶饮", each.family, 1 + each.seq % 2, each.seq) for each in fresh], through)
    level(projector)
    assert held_by(cluster, "north:1") == sum(each.seq % 2 == 0 for each in fresh)
    assert differences(ledger, cluster, "north") == []
    families = tuple(each.family for each in fresh if each.seq % 2)
    with ledger.write() as tx:
        tx.matters.record(MatterAct(Parting.MERGE, "山茶茶饮", 2, 1, families, "示例分析", NOW, "同一件事"))
    level(projector)
    assert held_by(cluster, "north:1") == 8
    assert differences(ledger, cluster, "north") == []


def held_by(cluster: Cluster, matter: str) -> int:
    cluster.client.indices.refresh(index=cluster.names.mentions)
    return int(cluster.client.count(index=cluster.names.mentions, query={"term": {"mention.matter": matter}})["count"])


def test_an_older_write_that_comes_late_undoes_nothing(ledger: Ledger, cluster: Cluster) -> None:
    ids = stock(ledger, 3)
    projector = Projector(ledger, cluster, "north")
    level(projector)
    late = Projector(ledger, cluster, "north")
    batch = late._next_batch(projector.standing().__class__("north", projector.standing().ledger))[0]
    with ledger.write() as tx:
        tx.mentions.settle_scores({ids[0]: scored(Tone.POSITIVE), ids[1]: scored(Tone.NEGATIVE)}, NOW)
    ledger.erase([ids[2]], "示例法务", "本人要求", NOW)
    level(projector)
    from index.library.bulk import Fate, send

    assert {answer.fate for answer in send(cluster, batch)} == {Fate.KEPT}
    assert differences(ledger, cluster, "north") == []


def test_nodes_write_side_by_side_and_share_posts(ledger: Ledger, cluster: Cluster) -> None:
    other = open_ledger(None)
    ids = stock(ledger, 5)
    assert stock(other, 7)[:5] == ids
    north, south = Projector(ledger, cluster, "north"), Projector(other, cluster, "south")
    level(north)
    level(south)
    assert (held(cluster, north), held(cluster, south)) == (5, 7)
    assert differences(ledger, cluster, "north") == differences(other, cluster, "south") == []
    shared = cluster.client.count(index=cluster.names.mentions, query={"term": {"mention.post": ids[0]}})
    assert shared["count"] == 2


def test_a_second_ledger_may_not_take_a_name_by_accident(ledger: Ledger, cluster: Cluster) -> None:
    stock(ledger, 3)
    level(Projector(ledger, cluster, "north"))
    stranger = open_ledger(None)
    stock(stranger, 2, first=50)
    failed = Projector(stranger, cluster, "north").step(NOW).failure
    assert isinstance(failed, LibraryRefusedError)
    assert "--take-over" in str(failed)
    heir = Projector(stranger, cluster, "north", take_over=True)
    heir.begin_again(NOW)
    level(heir)
    assert differences(stranger, cluster, "north") == []


def test_a_restored_backup_wins_over_what_its_later_life_wrote(ledger: Ledger, cluster: Cluster, tmp_path) -> None:  # type: ignore[no-untyped-def]
    ids = stock(ledger, 6)
    level(Projector(ledger, cluster, "north"))
    ledger.backup(str(tmp_path / "copy.db"))
    stock(ledger, 4, first=100)
    with ledger.write() as tx:
        tx.mentions.settle_scores({ids[4]: scored(Tone.NEGATIVE)}, NOW)
    ledger.erase([ids[0]], "示例法务", "本人要求", NOW)
    level(Projector(ledger, cluster, "north"))
    restored = open_ledger(tmp_path / "copy.db")
    stock(restored, 20, first=200)
    projector = Projector(restored, cluster, "north")
    level(projector)
    assert projector.standing().epoch == 2
    assert projector.standing().version(1) >> NUMBER_BITS == 2
    assert differences(restored, cluster, "north") == []
    assert level(Projector(restored, cluster, "north")) == 0


@pytest.mark.parametrize("lost", ["nodes", "everything"])
def test_a_library_that_was_emptied_or_restored_is_filled_again(ledger: Ledger, cluster: Cluster, lost: str) -> None:
    stock(ledger, 6)
    level(Projector(ledger, cluster, "north"))
    pattern = cluster.names.nodes if lost == "nodes" else f"{cluster.names.prefix}-*"
    for index in list(cluster.client.indices.get(index=pattern)):
        cluster.client.indices.delete(index=index)
    level(Projector(ledger, cluster, "north"))
    assert differences(ledger, cluster, "north") == []


def test_verify_finds_what_is_missing_unknown_and_different(ledger: Ledger, cluster: Cluster) -> None:
    ids = stock(ledger, 6)
    projector = Projector(ledger, cluster, "north")
    level(projector)
    cluster.client.indices.refresh(index=cluster.names.mentions)
    found = cluster.client.search(index=cluster.names.mentions, size=10)["hits"]["hits"]
    places = {hit["_source"]["mention"]["id"]: hit for hit in found}
    gone, changed = places[ids[0]], places[ids[1]]
    cluster.client.delete(index=gone["_index"], id=gone["_id"])
    changed["_source"]["mention"]["likes"] = 7_000_000
    cluster.client.index(index=changed["_index"], id=changed["_id"], document=changed["_source"])
    extra = {**places[ids[2]]["_source"]}
    cluster.client.index(index=changed["_index"], id="north:made-up", document=extra)
    told = differences(ledger, cluster, "north")
    assert [id for each in told for id in each.missing] == [gone["_id"]]
    assert [id for each in told for id in each.different] == [changed["_id"]]
    assert [id for each in told for id in each.unknown] == ["north:made-up"]
    projector.begin_again(NOW)
    level(projector)
    assert [id for each in differences(ledger, cluster, "north") for id in each.unknown] == []
