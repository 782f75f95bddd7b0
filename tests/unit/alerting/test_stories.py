"""Matters of an incident, on a house whose families are placed by hand."""

from domain.clock import MINUTE
from domain.incident import EventKind
from domain.matter import Placed
from index.ports import Ledger
from tests.unit.alerting.house import House, engine, post
from tests.unit.alerting.making import BRAND, NOW
from tests.unit.alerting.test_cards import shown

BUGS, MOLD = "喝出虫子还不承认的门店照片在此，大家看看", "杯盖发霉的视频已经传开，顾客要求门店道歉"


def place(ledger: Ledger, matters: dict[str, int]) -> None:
    """Place families by what their first mention says."""
    with ledger.write() as tx:
        fresh, through = tx.matters.unplaced(1000)
        found = [(each, matter) for each in fresh for words, matter in matters.items() if words in each.mention.text]
        tx.matters.place([Placed(BRAND, each.family, matter, each.seq) for each, matter in found], through)


def house_of_two_stories() -> House:
    house = House(engine())
    house.hear([post(n, f"{BUGS}{'。' * n}", at=NOW - n * MINUTE, risk="food_safety") for n in range(1, 5)])
    place(house.ledger, {"虫子": 1})
    return house


def test_the_card_says_how_far_the_most_copied_text_spread() -> None:
    spread = shown(house_of_two_stories()).happened[-1]
    assert spread == "传播最广的一条：1 篇、3 次转载、4 个账号、1 个来源。"


def test_the_card_says_how_many_matters_an_incident_holds() -> None:
    house = house_of_two_stories()
    house.hear([post(n, f"{MOLD}{'。' * n}", at=NOW, risk="food_safety") for n in range(11, 14)])
    assert "事由" not in "".join(shown(house).happened), "families that wait for their place are of no matter yet"
    place(house.ledger, {"发霉": 2})
    assert shown(house).happened[-1] == "内含 2 个事由，最大的一个有 4 条提及。"


def test_a_matter_that_outgrows_the_first_one_is_told_once() -> None:
    house = house_of_two_stories()
    house.hear([post(n, f"{MOLD}{'。' * n}", at=NOW, risk="food_safety") for n in range(11, 24)])
    place(house.ledger, {"发霉": 2})
    told = []
    for number in range(3):
        (change, *_) = house.hear([post(30 + number, f"又一条说法{number}", at=NOW, risk="food_safety")]) or [None]
        told += [entry for entry in (change.entries if change else ()) if entry.details.get("told") == "matter"]
    assert [(entry.kind, entry.reason) for entry in told] == [(EventKind.NOTE, "另一个事由超过了首个：13 条提及。")]
