"""Silences and what is held back, as the ledger keeps them."""

from dataclasses import replace

import pytest

from domain.clock import HOUR
from domain.errors import NotFoundError
from domain.notice import Notice, NoticeKind
from domain.quiet import Hold, Silence, Suppressed, Why
from index.ports import Ledger
from tests.unit.index.making import NOW

SILENCE = Silence("示例值班", "旧帖", NOW, NOW + 2 * HOUR, brand="山茶茶饮")


def kept(key: str, incident: int = 1, why: Why = Why.MUTED, about: int = 0) -> Suppressed:
    notice = Notice(f"{key}@duty", "duty", NoticeKind.RAISED, NOW, incident, "升级")
    return Suppressed(notice, Hold(why, NOW + HOUR, about), NOW)


def test_a_silence_is_in_force_until_its_end_or_until_somebody_ends_it(ledger: Ledger) -> None:
    with ledger.write() as tx:
        first, second = tx.quiet.add(SILENCE), tx.quiet.add(replace(SILENCE, category="food_safety"))
        assert [each.id for each in tx.quiet.silences(at=NOW)] == [second.id, first.id]
        assert tx.quiet.silences(at=NOW + 2 * HOUR) == []
        ended = tx.quiet.end(first.id, "示例法务", NOW + HOUR)
        assert (ended.ended_by, ended.reason) == ("示例法务", "旧帖")
        assert tx.quiet.silences(at=NOW + HOUR) == [second]
        assert tx.quiet.silences() == [second, ended]
        with pytest.raises(NotFoundError):
            tx.quiet.end(first.id, "示例法务", NOW + HOUR)
    with ledger.read() as view:
        assert view.incidents.verify_audit() == 3


def test_what_is_held_is_kept_once_with_its_reason_until_it_is_told(ledger: Ledger) -> None:
    with ledger.write() as tx:
        tx.quiet.hold([kept("1:raised"), kept("1:lapse"), kept("2:card", incident=2)])
        tx.quiet.hold([replace(kept("1:raised"), hold=Hold(Why.LIMITED, NOW))])
        assert [each.notice.key for each in tx.quiet.held(1)] == ["1:raised@duty", "1:lapse@duty"]
        assert tx.quiet.next_review() == NOW + HOUR
        assert tx.quiet.due(NOW) == [] and len(tx.quiet.due(NOW + HOUR)) == 3
        first, second = tx.quiet.held(1)
        tx.quiet.postpone([first.id], Hold(Why.SILENCE, NOW + 3 * HOUR, 9))
        assert tx.quiet.held(1)[0].hold == Hold(Why.SILENCE, NOW + 3 * HOUR, 9)
        tx.quiet.settle([first.id, second.id], "digest:1@duty")
        assert tx.quiet.held(1) == []
        assert [(each.notice.incident, each.told) for each in tx.quiet.history()] == [
            (2, ""),
            (1, "digest:1@duty"),
            (1, "digest:1@duty"),
        ]


def test_what_a_silence_holds_is_due_as_soon_as_it_is_ended(ledger: Ledger) -> None:
    with ledger.write() as tx:
        silence = tx.quiet.add(SILENCE)
        tx.quiet.hold([kept("1:raised", why=Why.SILENCE, about=silence.id), kept("2:raised", incident=2)])
        tx.quiet.end(silence.id, "示例值班", NOW)
        assert [each.notice.incident for each in tx.quiet.due(NOW)] == [1]


def test_rings_of_a_channel_are_counted_by_the_outbox(ledger: Ledger) -> None:
    notice = Notice("1:card@duty", "duty", NoticeKind.CARD, NOW, 1)
    quiet = replace(notice, key="1:thread@duty", kind=NoticeKind.THREAD)
    with ledger.write() as tx:
        tx.outbox.put([notice, quiet, replace(notice, key="1:card@screen", channel="screen")])
        assert tx.quiet.rung("duty", NOW - HOUR) == [NOW]
        assert tx.quiet.rung("duty", NOW) == []
