"""Delivery over the real ledger and a loopback Slack: what is told, when, where, and what operations hears."""

import io
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from alerting.channels.base import Channel
from alerting.channels.console import ConsoleChannel
from alerting.channels.slack.calls import SlackCalls
from alerting.channels.slack.channel import SlackChannel
from alerting.deliver import LEASE, Delivery, Round
from domain.clock import VirtualClock
from domain.notice import Notice, NoticeKind, Retry
from index.ledger import open_ledger
from index.ports import Ledger
from tests.contract.channel_samples import NOW, card, notice
from tests.loopback_slack import (
    Fault,
    LoopbackSlack,
    breaks_after_reading,
    breaks_before_reading,
    html_page,
    rate_limited,
    refuses,
    server_error,
    stays_silent,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
SECOND = timedelta(seconds=1)


@dataclass
class Desk:
    """A ledger, a Slack, a console for operations, and a clock that jumps to whenever there is something to do."""

    ledger: Ledger
    slack: LoopbackSlack
    screen: io.StringIO
    clock: VirtualClock
    delivery: Delivery

    def queue(self, *notices: Notice) -> None:
        with self.ledger.write() as transaction:
            transaction.outbox.put(notices)

    def once(self) -> Round:
        return self.delivery.deliver_due(self.clock.now())

    def until_quiet(self, most: int = 60) -> datetime:
        """Deliver until nothing waits; return when the last round was."""
        for _ in range(most):
            done = self.once()
            if done.come_back is None:
                return self.clock.now()
            self.clock.at = max(done.come_back, self.clock.at)
        raise AssertionError("delivery did not come to an end")

    def states(self) -> dict[str, str]:
        with self.ledger.read() as view:
            return {told.key: state for told, state, _ in view.outbox.history()}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    clock = VirtualClock(NOW)
    ledger = open_ledger(tmp_path / "ledger.db")
    with LoopbackSlack(clock=clock) as slack:
        screen = io.StringIO()
        calls = SlackCalls(slack.token, slack.url, timeout=1)
        channels: dict[str, Channel] = {
            "duty": SlackChannel("duty", "C0DUTY", calls, {"示例值班": "U0DUTY"}, SHANGHAI),
            "screen": ConsoleChannel("screen", screen, SHANGHAI, width=200),
        }
        yield Desk(ledger, slack, screen, clock, Delivery(ledger, channels, operations=("duty", "screen")))
    ledger.close()


CARD, RING, NEWS, EDIT = (
    notice(kind) for kind in (NoticeKind.CARD, NoticeKind.RAISED, NoticeKind.THREAD, NoticeKind.EDIT)
)

PASSING = [
    rate_limited("2"),
    rate_limited("3600"),
    rate_limited("soon"),
    rate_limited(),
    server_error(),
    server_error(acts=True),
    breaks_before_reading(),
    breaks_after_reading(acts=False),
    breaks_after_reading(acts=True),
    stays_silent(acts=True),
    html_page(),
    html_page(acts=True),
    refuses("internal_error", acts=True),
    refuses("ratelimited"),
]


@pytest.mark.parametrize("fault", PASSING)
def test_a_card_and_its_ring_are_seen_once_whatever_passes(desk: Desk, fault: Fault) -> None:
    desk.queue(CARD, RING)
    desk.slack.fail_next(fault)
    desk.until_quiet()
    desk.slack.fail_next(fault)
    desk.queue(NEWS, EDIT)
    desk.until_quiet()
    assert sorted(desk.slack.keys()) == sorted([CARD.key, RING.key, NEWS.key])
    assert "可能重复" not in "".join(message.seen for message in desk.slack.messages)
    assert all(state == "delivered" for key, state in desk.states().items() if not key.startswith("stalled"))


def test_without_leave_to_read_back_a_repeat_says_that_it_may_be_one(desk: Desk) -> None:
    desk.slack.workspace.reads = False
    desk.slack.fail_next(breaks_after_reading(acts=True))
    desk.queue(CARD)
    desk.until_quiet()
    first, second = desk.slack.visible()
    assert "可能重复" not in first
    assert "可能重复" in second


def test_a_wait_that_slack_asks_for_holds_all_of_its_channel_and_no_other(desk: Desk) -> None:
    desk.slack.fail_next(rate_limited("3600"))
    desk.queue(CARD, replace(CARD, key="13:card@duty", incident=13), replace(CARD, key="12@screen", channel="screen"))
    desk.once()
    assert "重大 4/4" in desk.screen.getvalue()
    assert len(desk.slack.requests) == 1
    desk.clock.advance(timedelta(seconds=3599))
    desk.once()
    assert len(desk.slack.requests) == 1
    desk.clock.advance(SECOND)
    desk.until_quiet()
    assert len(desk.slack.messages) == 2


def test_a_slack_that_hangs_keeps_neither_the_ledger_nor_another_channel_waiting(desk: Desk) -> None:
    desk.slack.fail_next(stays_silent())
    desk.queue(CARD, replace(CARD, key="12@screen", channel="screen"))
    hanging = threading.Thread(target=desk.delivery.deliver_channel, args=("duty", NOW))
    hanging.start()
    desk.slack.wait_for_requests(1)
    assert desk.delivery.deliver_channel("screen", NOW).delivered == 1
    assert hanging.is_alive()
    hanging.join()


def test_one_slack_channel_gets_one_message_a_second(desk: Desk) -> None:
    desk.queue(*(replace(CARD, key=f"{number}:card@duty", incident=number) for number in range(1, 6)))
    desk.until_quiet()
    posted = [float(message.ts) for message in desk.slack.messages]
    assert [round(later - earlier) for earlier, later in zip(posted, posted[1:], strict=False)] == [1, 1, 1, 1]


def test_what_belongs_to_a_card_waits_for_it(desk: Desk) -> None:
    desk.slack.fail_next(server_error(), server_error())
    desk.queue(CARD, RING, NEWS)
    desk.until_quiet()
    assert desk.slack.keys() == [CARD.key, RING.key, NEWS.key]
    assert {message.thread_ts for message in desk.slack.messages[1:]} == {desk.slack.messages[0].ts}


def test_a_refusal_is_told_to_operations_elsewhere_with_what_was_not_delivered(desk: Desk) -> None:
    desk.slack.fail_next(refuses("invalid_auth"))
    desk.queue(CARD)
    assert desk.once().refused == 1
    desk.until_quiet()
    assert desk.states()[CARD.key] == "rejected"
    told = desk.screen.getvalue()
    assert "渠道 duty 拒收事件 12 的首卡（invalid_auth）" in told
    assert "fenghuo check" in told
    assert "🔴 重大 4/4 · 山茶茶饮" in told
    assert desk.slack.messages == []


def test_a_refused_card_does_not_silence_its_incident(desk: Desk) -> None:
    desk.slack.fail_next(refuses("token_revoked"))
    desk.queue(CARD, RING, EDIT, NEWS)
    desk.until_quiet()
    ring, card, news = desk.slack.messages
    assert (ring.key, card.key, news.key) == (RING.key, EDIT.key, NEWS.key)
    assert news.thread_ts == card.ts


def test_the_same_refusal_is_told_once_an_hour(desk: Desk) -> None:
    desk.slack.fail_next(refuses("is_archived"), times=4)
    desk.queue(CARD, RING, NEWS)
    desk.until_quiet()
    assert desk.screen.getvalue().count("拒收") == 1
    desk.clock.advance(timedelta(hours=1))
    desk.queue(EDIT)
    desk.until_quiet()
    assert desk.screen.getvalue().count("拒收") == 2


def test_a_refusal_by_the_only_operations_channel_goes_to_the_log(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    alone = replace(desk.delivery, operations=("duty",))
    desk.slack.fail_next(refuses("channel_not_found"))
    desk.queue(CARD)
    alone.deliver_due(desk.clock.now())
    assert "渠道 duty 拒收事件 12 的首卡（channel_not_found）" in caplog.text


def test_operations_hears_when_a_channel_takes_nothing_for_a_minute(desk: Desk) -> None:
    desk.slack.fail_next(server_error(503), times=7, method="chat.postMessage")
    desk.queue(CARD)
    began = desk.clock.advance(timedelta(minutes=10))
    while "一直没有收下事件 12 的首卡（http_503）" not in desk.screen.getvalue():
        desk.clock.at = desk.once().come_back or desk.clock.at + SECOND
    assert desk.clock.now() - began < timedelta(minutes=3)
    desk.until_quiet()
    assert desk.screen.getvalue().count("一直没有收下") == 1
    assert desk.slack.keys() == [CARD.key]


def test_a_claim_of_a_dead_process_is_taken_over_after_its_lease(desk: Desk) -> None:
    desk.queue(CARD)
    with desk.ledger.write() as transaction:
        (claimed,) = transaction.outbox.claim(desk.clock.now(), LEASE, ["duty"])
        transaction.outbox.begin(claimed, desk.clock.now())
    desk.delivery.channels["duty"].send(claimed)
    assert desk.once().come_back == NOW + LEASE
    desk.until_quiet()
    assert desk.slack.keys() == [CARD.key]


def test_a_claim_that_somebody_else_took_is_neither_sent_nor_settled(desk: Desk) -> None:
    desk.queue(CARD)
    with desk.ledger.write() as transaction:
        (stale,) = transaction.outbox.claim(desk.clock.now(), LEASE, ["duty"])
        (mine,) = transaction.outbox.claim(desk.clock.advance(LEASE), LEASE, ["duty"])
    unclear = replace(stale, ambiguous=True)
    outcome = desk.delivery._deliver(desk.delivery.channels["duty"], unclear, desk.clock.now())
    assert outcome == Retry("claim_lost", ambiguous=True)
    assert desk.slack.keys() == []
    assert mine.claim > stale.claim


def test_a_notice_that_can_not_be_rendered_stops_nobody_else(desk: Desk) -> None:
    beyond_every_calendar = replace(card(), at=datetime.max.replace(tzinfo=UTC))
    desk.queue(replace(CARD, key="13:card@duty", incident=13, card=beyond_every_calendar), CARD)
    for _ in range(3):
        desk.once()
        desk.clock.advance(SECOND)
    assert desk.slack.keys() == [CARD.key]


def test_nothing_waiting_means_nothing_to_come_back_for(desk: Desk) -> None:
    assert desk.once() == Round()
