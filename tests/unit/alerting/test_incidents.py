from dataclasses import replace
from datetime import datetime, timedelta

from domain.change import Change
from domain.clock import MINUTE
from domain.incident import EventKind, Incident, IncidentState
from domain.mention import Entry
from tests.unit.alerting.house import House, post
from tests.unit.alerting.making import NOW

HOUR = timedelta(hours=1)


def burst(start: int, count: int = 3, risk: str = "food_safety", now: datetime = NOW, **more: object) -> list[Entry]:
    """Return posts of one risk in the minutes before ``now``, by so many people."""
    return [post(start + n, at=now - (count - n) * MINUTE, risk=risk, **more) for n in range(count)]  # type: ignore[arg-type]


def kinds(change: Change) -> list[EventKind]:
    return [entry.kind for entry in change.entries]


def stored(house: House, number: int = 1) -> Incident:
    with house.ledger.read() as view:
        return view.incidents.get(number)


def act(house: House, **changes: object) -> None:
    """Change incident 1 as a person would."""
    with house.ledger.write() as tx:
        tx.incidents.replace(replace(tx.incidents.get(1), **changes), (), ())  # type: ignore[arg-type]


def test_an_incident_is_raised_by_itself_when_a_criterion_is_met() -> None:
    house = House()
    house.hear(burst(1))
    (change,) = house.hear(burst(10, 1, views=150_000))
    assert kinds(change) == [EventKind.RAISED]
    assert (change.after.level, change.after.rank) == ("major", 4)
    assert [(met.criterion, met.facts["views_max"]) for met in change.after.criteria] == [("reads", 150_000)]
    assert "150,000" in change.after.level_reason


def test_an_incident_opens_at_the_level_of_its_facts_at_once() -> None:
    (change,) = House().hear(burst(1, 9, intensity=3))
    assert kinds(change) == [EventKind.OPENED]
    assert change.after.level == "urgent"


def test_a_level_never_falls_by_itself_and_a_lowering_is_proposed_after_a_calm() -> None:
    house = House()
    house.hear(burst(1, views=150_000))
    assert stored(house).level == "major"
    house.hear([post(50, at=NOW + 11 * HOUR)], NOW + 11 * HOUR)
    assert stored(house).proposed_level == ""
    later = NOW + 30 * HOUR
    (change,) = house.hear([post(51, at=later)], later)
    assert kinds(change) == [EventKind.LOWERING_PROPOSED]
    assert (change.after.level, change.after.proposed_level) == ("major", "general")
    assert house.hear([post(52, at=later + MINUTE)], later + MINUTE) == []


def test_time_alone_brings_the_proposal_and_a_new_signal_takes_it_back() -> None:
    house = House()
    house.hear(burst(1, views=150_000))
    house.judge(NOW + 13 * HOUR)
    assert stored(house).proposed_level == ""
    (change,) = house.judge(NOW + 25 * HOUR)
    assert kinds(change) == [EventKind.LOWERING_PROPOSED]
    later = NOW + 26 * HOUR
    house.hear([post(100 + n, at=later, risk="food_safety") for n in range(6)], later)
    assert stored(house).proposed_level == ""


def test_a_level_that_a_person_lowered_stays_until_something_new() -> None:
    house = House()
    house.hear(burst(1, views=150_000))
    act(house, level="general", rank=1)
    house.hear(burst(20, 2))
    assert stored(house).level == "general"
    house.hear(burst(30, 9, intensity=3))
    assert stored(house).level == "urgent"


def test_a_second_scandal_of_another_category_opens_a_second_incident() -> None:
    house = House()
    house.hear(burst(1))
    opened, _ = house.hear(burst(100, risk="refund", now=NOW + HOUR), NOW + HOUR)
    assert (opened.before, opened.after.id, opened.after.category) == (None, 2, "refund")
    assert house.changes[-1].after.id == 1 and house.changes[-1].entries == ()


def test_the_same_posts_under_a_second_category_join_and_are_told() -> None:
    house = House()
    first = burst(1)
    house.hear(first)
    both = [replace(entry, risks=(*entry.risks, *burst(1, risk="refund")[0].risks)) for entry in burst(20)]
    (change,) = house.hear(both)
    assert change.after.id == 1
    assert change.after.categories == ("food_safety", "refund")
    assert [entry.details.get("told") for entry in change.entries if "told" in entry.details] == ["category"]


def test_what_raises_the_category_is_evidence_without_a_signal_of_its_own() -> None:
    house = House()
    house.hear(burst(1))
    house.hear([*burst(20, 2), *burst(30, 2, risk="refund")])
    mixed = [replace(entry, risks=(*entry.risks, *burst(1, risk="refund")[0].risks)) for entry in burst(40, 4)]
    changes = house.hear(mixed, NOW + MINUTE)
    assert {change.after.id for change in changes} == {1}


def test_a_copied_text_that_outgrows_the_first_is_told_once() -> None:
    house = House()
    house.hear(burst(1))
    copies = [
        post(100 + n, "同一段文字被很多人原样转发，说门店后厨看到了不该出现的东西", at=NOW, risk="food_safety")
        for n in range(6)
    ]
    changes = house.hear(copies, NOW + MINUTE)
    assert [entry.details.get("told") for change in changes for entry in change.entries].count("family") == 1
    again = [replace(each, mention=replace(each.mention, id=f"x{n}", author=f"又{n}")) for n, each in enumerate(copies)]
    assert not [e for c in house.hear(again, NOW + 2 * MINUTE) for e in c.entries if e.details.get("told") == "family"]


def test_a_signal_soon_after_the_close_opens_the_incident_again_at_its_level() -> None:
    house = House()
    house.hear(burst(1, views=150_000))
    act(house, state=IncidentState.VERIFIED, closed_at=NOW + HOUR)
    later = NOW + 40 * HOUR
    (change,) = house.hear(burst(100, now=later), later)
    assert kinds(change) == [EventKind.REOPENED, EventKind.JOINED]
    assert (change.after.id, change.after.reopened, change.after.rank) == (1, 1, 4)
    assert change.after.is_open and change.after.closed_at is None


def test_after_three_days_a_signal_opens_a_new_incident() -> None:
    house = House()
    house.hear(burst(1))
    act(house, state=IncidentState.VERIFIED, closed_at=NOW)
    later = NOW + 73 * HOUR
    (change,) = house.hear(burst(100, now=later), later)
    assert change.after.id == 2


def test_a_drill_is_not_mixed_with_what_is_real() -> None:
    house = House()
    house.hear(burst(1))
    act(house, drill=True)
    (change,) = house.hear(burst(100, 6), NOW + MINUTE)
    assert change.after.id == 2


def test_evidence_is_bounded_and_keeps_what_it_began_with() -> None:
    house = House()
    house.hear(burst(1, 3, now=NOW - HOUR), NOW - HOUR)
    for batch in range(1, 12):
        house.hear(burst(1_000 * batch, 50, now=NOW + batch * HOUR), NOW + batch * HOUR)
    evidence = stored(house).evidence
    assert len(evidence) == len(set(evidence)) == 500
    assert evidence[-1] == f"{1:032x}"
