"""Matters and verdicts: what is kept, in what order, and with which link in the audit chain."""

import pytest

from domain.clock import HOUR
from domain.errors import NotFoundError
from domain.matter import MatterAct, Parting, Placed
from domain.verdict import Finding, Verdict
from index.ports import Ledger
from tests.unit.alerting.house import post
from tests.unit.alerting.making import BRAND, NOW


def hear(ledger: Ledger, *numbers: int) -> None:
    with ledger.write() as tx:
        tx.mentions.append([post(number, at=NOW + number * HOUR / 60) for number in numbers], NOW)


def place(ledger: Ledger, *matters: int) -> list[int]:
    with ledger.write() as tx:
        fresh, through = tx.matters.unplaced(100)
        placed = [Placed(BRAND, each.family, matter, each.seq) for each, matter in zip(fresh, matters, strict=True)]
        tx.matters.place(placed, through)
    return [each.family for each in fresh]


def test_families_wait_in_order_of_arrival_until_they_are_placed(ledger: Ledger) -> None:
    hear(ledger, 1, 2, 3)
    with ledger.read() as view:
        first, through = view.matters.unplaced(2)
        assert ([each.mention.id[-1] for each in first], through) == (["1", "2"], first[-1].seq)
        assert view.matters.of(BRAND, [each.family for each in first]) == {}
    families = place(ledger, 1, 2, 1)
    with ledger.read() as view:
        assert view.matters.unplaced(2)[0] == []
        assert view.matters.of(BRAND, [*families, 999]) == dict(zip(families, (1, 2, 1), strict=True))
        assert view.matters.of("另一个", families) == {}
        assert view.matters.next_number() == 3


def test_copies_of_a_family_that_is_placed_do_not_wait(ledger: Ledger) -> None:
    hear(ledger, 1)
    place(ledger, 1)
    with ledger.write() as tx:
        tx.mentions.append([post(2, post(1).mention.text)], NOW)
        before = tx.matters.through()
        fresh, through = tx.matters.unplaced(10)
        assert fresh == []
        assert through > before


def test_matters_are_sized_by_their_families_those_with_news_first(ledger: Ledger) -> None:
    hear(ledger, 1, 2, 3, 4)
    place(ledger, 1, 2, 2, 1)
    with ledger.read() as view:
        sizes = view.matters.sizes(BRAND, 10)
        assert [(each.matter, each.families, each.first_id[-1]) for each in sizes] == [(1, 2, "1"), (2, 2, "2")]
        assert [each.mention.id[-1] for each in view.matters.first_mentions(BRAND, 2, 10)] == ["3", "2"]
        newest = view.matters.newest(BRAND, 2)
        assert [(each.mention.id[-1], matter) for each, matter in newest] == [("3", 2), ("4", 1)]


def test_what_people_merge_moves_only_those_families_and_stays_on_record(ledger: Ledger) -> None:
    hear(ledger, 1, 2, 3)
    one, two, three = place(ledger, 1, 2, 2)
    act = MatterAct(Parting.SPLIT, BRAND, 2, 3, (three, one), "示例法务", NOW, "两件事")
    with ledger.write() as tx:
        tx.matters.record(act)
        assert tx.matters.of(BRAND, [one, two, three]) == {one: 1, two: 2, three: 3}
        assert tx.matters.acts(BRAND) == tx.matters.acts() == [act]
        assert tx.incidents.verify_audit() == 1
        assert tx.matters.next_number() == 4


def test_verdicts_are_kept_in_order_with_their_links(ledger: Ledger) -> None:
    given = [Verdict(Finding.FALSE_ALARM, 1, "示例值班", NOW), Verdict(Finding.CRISIS, 2, "示例法务", NOW, "s", "核实")]
    with ledger.write() as tx:
        for verdict in given:
            tx.verdicts.add(verdict)
        assert tx.verdicts.all() == given
        assert tx.verdicts.all(incident=2) == given[1:]
        assert tx.incidents.verify_audit() == 2
        with pytest.raises(NotFoundError):
            tx.verdicts.incident_of("s")


def test_what_is_erased_leaves_its_matter(ledger: Ledger) -> None:
    hear(ledger, 1, 2)
    one, two = place(ledger, 1, 1)
    ledger.erase([post(1).mention.id], "示例法务", "本人要求", NOW)
    with ledger.read() as view:
        assert view.matters.of(BRAND, [one, two]) == {two: 1}
        assert [each.families for each in view.matters.sizes(BRAND, 10)] == [1]


def test_numbers_of_matters_are_never_given_twice_over_all_brands(ledger: Ledger) -> None:
    with ledger.write() as tx:
        assert tx.matters.next_number() == 1
        tx.matters.place([Placed("甲", 1, 4, 1), Placed("乙", 2, 9, 2), Placed("丙", 3, 7, 3)], 3)
        assert tx.matters.next_number() == 10
