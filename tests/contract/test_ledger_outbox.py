"""The outbox: each notice once for ever, in its order, and never lost with whoever had claimed it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.errors import ConflictError
from domain.notice import Delivered, Notice, NoticeKind, OutboxItem, Outcome, RejectedByChannel, Retry
from index.ports import Ledger
from tests.unit.index.making import NOW

LEASE = timedelta(minutes=2)
LATER = NOW + 2 * LEASE


def notice(key: str, kind: NoticeKind = NoticeKind.OPERATIONS, incident: int = 0, channel: str = "duty") -> Notice:
    return Notice(key, channel, kind, NOW, incident, f"第{key}条")


def put(ledger: Ledger, *notices: Notice) -> int:
    with ledger.write() as transaction:
        return transaction.outbox.put(notices)


def claim(
    ledger: Ledger, now: datetime = NOW, channels: Sequence[str] = ("duty", "screen"), limit: int = 10
) -> list[OutboxItem]:
    with ledger.write() as transaction:
        return list(transaction.outbox.claim(now, LEASE, channels, limit))


def settle(ledger: Ledger, item: OutboxItem, outcome: Outcome, retry_at: datetime | None = None) -> None:
    with ledger.write() as transaction:
        transaction.outbox.settle(item, outcome, NOW, retry_at)


def keys(items: list[OutboxItem]) -> list[str]:
    return [item.notice.key for item in items]


def states(ledger: Ledger) -> dict[str, tuple[str, str]]:
    with ledger.read() as view:
        return {each.key: (state, ref) for each, state, ref in view.outbox.history()}


def test_a_key_is_queued_once_for_ever(ledger: Ledger) -> None:
    assert put(ledger, notice("1"), notice("1"), notice("2")) == 2
    for item in claim(ledger):
        settle(ledger, item, Delivered("r"))
    assert put(ledger, notice("1")) == 0
    assert claim(ledger) == []
    assert states(ledger) == {"2": ("delivered", "r"), "1": ("delivered", "r")}


def test_notices_are_claimed_oldest_first_by_channel_and_only_once(ledger: Ledger) -> None:
    put(ledger, notice("1"), notice("2", channel="screen"), notice("3"))
    assert keys(claim(ledger, channels=("screen",))) == ["2"]
    assert keys(claim(ledger, limit=1)) == ["1"]
    assert keys(claim(ledger)) == ["3"]
    assert claim(ledger) == []
    assert claim(ledger, channels=()) == []
    with ledger.read() as view:
        assert view.outbox.waiting() == 3
        assert view.outbox.next_due() == NOW + LEASE


def test_a_claim_that_ran_out_is_ambiguous_only_if_sending_had_begun(ledger: Ledger) -> None:
    put(ledger, notice("begun"), notice("not begun"))
    [begun, _] = claim(ledger)
    assert (begun.attempts, begun.ambiguous, begun.first_sent_at) == (0, False, None)
    with ledger.write() as transaction:
        transaction.outbox.begin(begun, NOW)
    [again, fresh] = claim(ledger, LATER)
    assert (again.attempts, again.ambiguous, again.first_sent_at) == (1, True, NOW)
    assert (fresh.attempts, fresh.ambiguous, fresh.first_sent_at) == (0, False, None)


def test_only_the_holder_of_the_claim_settles(ledger: Ledger) -> None:
    put(ledger, notice("1"))
    [lost] = claim(ledger)
    [held] = claim(ledger, LATER)
    with pytest.raises(ConflictError):
        settle(ledger, lost, Delivered("old"))
    with pytest.raises(ConflictError), ledger.write() as transaction:
        transaction.outbox.begin(lost, LATER)
    settle(ledger, held, Delivered("new"))
    with pytest.raises(ConflictError):
        settle(ledger, held, Delivered("twice"))
    assert states(ledger) == {"1": ("delivered", "new")}


def test_a_retry_waits_until_its_time_and_remembers_that_it_may_be_there(ledger: Ledger) -> None:
    put(ledger, notice("1"), notice("2"), notice("3"))
    first, second, third = claim(ledger)
    settle(ledger, first, Retry("429", after=30.0))
    settle(ledger, second, Retry("reset", ambiguous=True), retry_at=NOW + timedelta(minutes=1))
    settle(ledger, third, Retry("refused"))
    assert keys(claim(ledger)) == ["3"]
    assert keys(claim(ledger, NOW + timedelta(seconds=30))) == ["1"]
    [again] = claim(ledger, NOW + timedelta(minutes=1))
    assert again.ambiguous
    assert states(ledger)["2"] == ("waiting", "reset")


def test_what_belongs_to_an_incident_waits_for_its_card_on_that_channel(ledger: Ledger) -> None:
    put(
        ledger,
        notice("card", NoticeKind.CARD, 7),
        notice("raise", NoticeKind.RAISED, 7),
        notice("raise@screen", NoticeKind.RAISED, 7, "screen"),
        notice("other", NoticeKind.THREAD, 8),
    )
    [card, *free] = claim(ledger)
    assert keys(free) == ["raise@screen", "other"]
    assert {item.card_ref for item in free} == {""}
    with ledger.read() as view:
        assert view.outbox.next_due() == NOW + LEASE
        assert view.outbox.next_due(["nowhere"]) is None
    settle(ledger, card, Delivered("C1:123"))
    [ring] = claim(ledger)
    assert (ring.notice.key, ring.card_ref) == ("raise", "C1:123")


def test_when_the_card_is_refused_the_rest_goes_out_and_the_next_edit_becomes_the_card(ledger: Ledger) -> None:
    put(
        ledger,
        notice("card", NoticeKind.CARD, 7),
        notice("edit 1", NoticeKind.EDIT, 7),
        notice("t", NoticeKind.THREAD, 7),
    )
    [card] = claim(ledger)
    settle(ledger, card, RejectedByChannel("msg_too_long"))
    edit, thread = claim(ledger)
    assert (edit.card_ref, thread.card_ref) == ("", "")
    settle(ledger, edit, Delivered("C1:9"))
    put(ledger, notice("edit 2", NoticeKind.EDIT, 7))
    assert [(item.notice.key, item.card_ref) for item in claim(ledger)] == [("edit 2", "C1:9")]
    assert states(ledger)["card"] == ("rejected", "msg_too_long")


def test_a_newer_edit_replaces_a_waiting_one_of_the_same_incident_and_channel(ledger: Ledger) -> None:
    put(ledger, *(notice(f"e{n}", NoticeKind.EDIT, 7) for n in (1, 2)), notice("e3", NoticeKind.EDIT, 8))
    put(ledger, notice("e4", NoticeKind.EDIT, 7, "screen"))
    assert keys(claim(ledger)) == ["e2", "e3", "e4"]
    assert states(ledger)["e1"] == ("replaced", "e2")


def test_an_edit_never_overtakes_the_edit_on_its_way_nor_follows_a_newer_one(ledger: Ledger) -> None:
    put(ledger, notice("old", NoticeKind.EDIT, 7))
    [old] = claim(ledger)
    put(ledger, notice("new", NoticeKind.EDIT, 7))
    assert claim(ledger) == []
    settle(ledger, old, Retry("500"))
    assert keys(claim(ledger)) == ["new"]
    assert states(ledger)["old"][0] == "replaced"


def test_history_is_newest_first_and_can_be_of_one_incident(ledger: Ledger) -> None:
    card = replace(notice("1", NoticeKind.CARD, 7), people=("示例值班",))
    put(ledger, card, notice("2"))
    with ledger.read() as view:
        assert [each.key for each, _, _ in view.outbox.history()] == ["2", "1"]
        assert view.outbox.history(incident=7) == [(card, "waiting", "")]
        assert len(view.outbox.history(limit=1)) == 1
        assert view.outbox.next_due() == NOW


def test_a_key_is_known_from_when_it_was_queued_for_ever(ledger: Ledger) -> None:
    with ledger.write() as transaction:
        assert not transaction.outbox.knows("12:card@duty")
        transaction.outbox.put([Notice("12:card@duty", "duty", NoticeKind.CARD, NOW, 12)])
        assert transaction.outbox.knows("12:card@duty")
