"""Incidents, deadlines, the audit chain, rule states and signals."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.clock import DAY, HOUR, minute_of, start_of_minute
from domain.deadline import Deadline, DeadlineKind
from domain.errors import ConflictError, LedgerError, NotFoundError
from domain.incident import EventKind, Incident, IncidentState, SignalRef, TimelineEntry
from domain.rule import RuleState
from domain.signal import Signal
from index.ports import Ledger
from tests.contract.conftest import EngineLedger
from tests.unit.index.making import BRAND, NOW

OPENED = TimelineEntry(EventKind.OPENED, NOW, details={"level": "urgent"})
NOTE = TimelineEntry(EventKind.NOTE, NOW, actor="示例值班", reason="电话核实")
CASE = Incident(
    brand="山茶茶饮",
    category="food_safety",
    level="urgent",
    rank=3,
    detected_at=NOW,
    signals=(SignalRef("s1", "food", "keyword", "food_safety", NOW, {"count": 9.0}),),
    evidence=("m1", "m2"),
)


def deadline(key: str, after: timedelta) -> Deadline:
    return Deadline(0, key, DeadlineKind.STEP, NOW + after, key)


def opened(ledger: EngineLedger, case: Incident = CASE, *deadlines: Deadline) -> Incident:
    with ledger.write() as transaction:
        return transaction.incidents.add(case, [OPENED], deadlines)


def test_an_incident_gets_its_number_and_is_read_back(engine_ledger: EngineLedger) -> None:
    case = opened(engine_ledger)
    assert case == replace(CASE, id=1, version=1)
    with engine_ledger.read() as view:
        assert view.incidents.get(1) == case
        assert view.incidents.timeline(1) == [OPENED]
        with pytest.raises(NotFoundError):
            view.incidents.get(2)


def test_of_two_changes_from_the_same_reading_the_second_is_refused(engine_ledger: EngineLedger) -> None:
    case = opened(engine_ledger)
    with engine_ledger.write() as transaction:
        after = transaction.incidents.replace(replace(case, level="major"), [NOTE], [])
    assert after.version == 2
    with pytest.raises(ConflictError), engine_ledger.write() as transaction:
        transaction.incidents.replace(replace(case, level="general"), [NOTE], [])
    with pytest.raises(NotFoundError), engine_ledger.write() as transaction:
        transaction.incidents.replace(replace(case, id=77), [NOTE], [])
    with engine_ledger.read() as view:
        assert view.incidents.get(1).level == "major"
        assert view.incidents.timeline(1) == [OPENED, NOTE]


def test_incidents_are_found_by_brand_and_by_being_open_or_lately_closed(engine_ledger: EngineLedger) -> None:
    first, other = opened(engine_ledger), opened(engine_ledger, replace(CASE, brand="别家"))
    closed = opened(engine_ledger)
    with engine_ledger.write() as transaction:
        transaction.incidents.replace(replace(closed, state=IncidentState.VERIFIED, closed_at=NOW), [], [])
    with engine_ledger.read() as view:
        find = view.incidents.find
        assert [each.id for each in find()] == [closed.id, other.id, first.id]
        assert [each.id for each in find(brand="山茶茶饮")] == [closed.id, first.id]
        assert [each.id for each in find(brand="山茶茶饮", open_only=True)] == [first.id]
        assert [each.id for each in find(open_only=True, closed_since=NOW - DAY)] == [closed.id, other.id, first.id]
        assert [each.id for each in find(closed_since=NOW)] == [other.id, first.id]
        assert [each.id for each in find(limit=1)] == [closed.id]


def test_deadlines_are_replaced_with_their_incident_and_end_with_it(ledger: Ledger) -> None:
    case = opened(ledger, CASE, deadline("b", HOUR), deadline("a", DAY))
    with ledger.write() as transaction:
        incidents = transaction.incidents
        assert [each.key for each in incidents.deadlines(1)] == ["b", "a"]
        assert incidents.next_deadline() == NOW + HOUR
        assert incidents.deadlines_due(NOW + HOUR) == [replace(deadline("b", HOUR), incident=1)]
        assert incidents.deadlines_due(NOW) == []
        case = incidents.replace(case, [], [deadline("a", DAY)])
        assert incidents.next_deadline() == NOW + DAY
        incidents.replace(replace(case, state=IncidentState.VERIFIED, closed_at=NOW), [], [deadline("a", DAY)])
        assert incidents.next_deadline() is None
        assert incidents.deadlines_due(NOW + 2 * DAY) == []


def test_every_decision_has_a_link_in_the_audit_chain(ledger: Ledger) -> None:
    case = opened(ledger)
    with ledger.write() as transaction:
        transaction.incidents.replace(case, [NOTE, NOTE], [])
    with ledger.read() as view:
        assert view.incidents.verify_audit() == 5


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE incident SET body = replace(body, 'urgent', 'general')",
        "UPDATE timeline SET body = replace(body, '电话', '当面')",
        "DELETE FROM timeline WHERE id = 2",
        "INSERT INTO timeline (incident, body) VALUES (1, '{}')",
        "DELETE FROM audit WHERE id = 2",
        "UPDATE audit SET entry = (SELECT entry FROM audit WHERE id = 1) WHERE id = 2",
        "UPDATE audit SET subject = 9 WHERE id = 3",
        "UPDATE audit SET id = id + 1 WHERE id = (SELECT max(id) FROM audit)",
    ],
)
def test_a_forged_record_is_found(ledger: Ledger, forgery: str) -> None:
    opened(ledger)
    with ledger.write() as transaction:
        transaction.incidents.replace(transaction.incidents.get(1), [NOTE], [])
        transaction.incidents._connection.execute(forgery)  # type: ignore[attr-defined]
    with ledger.read() as view, pytest.raises(LedgerError, match="changed by other means"):
        view.incidents.verify_audit()
    assert len(list(ledger.check())) == 1


def test_a_rule_is_quiet_until_something_is_put(engine_ledger: EngineLedger) -> None:
    state = RuleState("食安", "山茶茶饮", 5, 6, 9.5, minute_of(NOW), 7, ((1, 2), (3, 4)))
    with engine_ledger.write() as transaction:
        rules = transaction.rules
        assert rules.get("食安", "山茶茶饮") == RuleState("食安", "山茶茶饮")
        assert rules.next_due() is None
        rules.put(state)
        rules.put(RuleState("量", "山茶茶饮", next_due=minute_of(NOW) + 9))
        assert rules.get("食安", "山茶茶饮") == state
        assert rules.next_due() == start_of_minute(minute_of(NOW))
        assert rules.due(NOW) == [state]
        rules.put(RuleState("食安", "山茶茶饮"))
        assert rules.due(NOW) == []


def test_signals_are_kept_with_the_incident_they_joined(engine_ledger: EngineLedger) -> None:
    made = Signal(
        "s1",
        "量",
        "volume",
        "山茶茶饮",
        "other",
        BRAND,
        "urgent",
        NOW - HOUR,
        NOW,
        NOW,
        {"p": float("inf")},
        ("m1",),
        (4,),
    )
    late = replace(made, id="s2", late_by=timedelta(minutes=110))
    with engine_ledger.write() as transaction:
        transaction.rules.add_signal(made, 0)
        transaction.rules.add_signal(late, 3)
    with engine_ledger.read() as view:
        assert view.rules.signals() == [late, made]
        assert view.rules.signals(incident=3) == [late]
        assert view.rules.signals(limit=1) == [late]
