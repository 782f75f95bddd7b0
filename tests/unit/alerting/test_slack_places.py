"""Where each kind of notice goes in Slack, whom it calls, and how a message is found again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from alerting.channels.base import Sighting
from alerting.channels.slack.calls import SlackCalls
from alerting.channels.slack.channel import MOST_PAGES, PAGE, SlackChannel
from domain.clock import VirtualClock
from domain.notice import RINGING, Delivered, NoticeKind, RejectedByChannel, Retry
from tests.contract.channel_samples import NOW, item, notice
from tests.loopback_slack import LoopbackSlack, html_page, rate_limited, refuses

RINGS_AFTER_THE_CARD = sorted(RINGING - {NoticeKind.CARD})


@pytest.fixture
def slack() -> Iterator[LoopbackSlack]:
    with LoopbackSlack("C0DUTY", "C0OPS", clock=VirtualClock(NOW)) as server:
        yield server


@pytest.fixture
def channel(slack: LoopbackSlack) -> SlackChannel:
    ids = {"示例值班": "U0DUTY", "示例法务": "not an id <!channel>"}
    return SlackChannel("duty", "C0DUTY", SlackCalls(slack.token, slack.url), ids, ZoneInfo("Asia/Shanghai"))


def card_ref(channel: SlackChannel) -> str:
    outcome = channel.send(item(notice(NoticeKind.CARD)))
    assert isinstance(outcome, Delivered)
    return outcome.ref


@pytest.mark.parametrize("kind", RINGS_AFTER_THE_CARD)
def test_a_ring_is_a_reply_to_the_card_shown_to_the_whole_channel(
    slack: LoopbackSlack, channel: SlackChannel, kind: NoticeKind
) -> None:
    channel.send(item(notice(kind), card_ref(channel)))
    card, ring = slack.messages
    assert (ring.thread_ts, ring.broadcast, ring.pings) == (card.ts, True, ["U0DUTY"])
    assert len(slack.visible()) == 2


def test_news_goes_quietly_into_the_thread(slack: LoopbackSlack, channel: SlackChannel) -> None:
    channel.send(item(notice(NoticeKind.THREAD), card_ref(channel)))
    card, news = slack.messages
    assert (news.thread_ts, news.broadcast, news.pings) == (card.ts, False, [])
    assert len(slack.visible()) == 1


def test_an_edit_changes_the_card_in_place_and_keeps_its_key(slack: LoopbackSlack, channel: SlackChannel) -> None:
    ref = card_ref(channel)
    assert channel.send(item(notice(NoticeKind.EDIT), ref)) == Delivered(ref)
    assert slack.keys() == ["12:card@duty"]


def test_where_the_card_was_refused_a_ring_is_a_message_and_an_edit_becomes_the_card(
    slack: LoopbackSlack, channel: SlackChannel
) -> None:
    channel.send(item(notice(NoticeKind.RAISED)))
    assert isinstance(channel.send(item(notice(NoticeKind.EDIT))), Delivered)
    assert [message.thread_ts for message in slack.messages] == ["", ""]
    assert "🔴 重大 4/4" in slack.visible()[1]


def test_a_card_that_somebody_deleted_does_not_silence_its_rings(slack: LoopbackSlack, channel: SlackChannel) -> None:
    ref = card_ref(channel)
    slack.messages.clear()
    assert isinstance(channel.send(item(notice(NoticeKind.RAISED), ref)), Delivered)
    assert channel.send(item(notice(NoticeKind.THREAD), ref)) == RejectedByChannel("thread_not_found")
    assert [message.pings for message in slack.messages] == [["U0DUTY"]]


def test_an_operations_message_stands_alone(slack: LoopbackSlack, channel: SlackChannel) -> None:
    channel.send(item(notice(NoticeKind.OPERATIONS)))
    assert [(message.thread_ts, message.pings) for message in slack.messages] == [("", [])]
    assert "fenghuo incidents" not in slack.visible()[0]


def test_the_first_card_calls_those_with_an_id_and_names_the_others(
    slack: LoopbackSlack, channel: SlackChannel
) -> None:
    card_ref(channel)
    assert slack.messages[0].pings == ["U0DUTY"]
    assert "值班：@U0DUTY、示例法务、无号同事" in slack.visible()[0]


def test_nothing_is_unfurled_and_no_name_in_a_text_becomes_a_mention(
    slack: LoopbackSlack, channel: SlackChannel
) -> None:
    card_ref(channel)
    sent = slack.requests[0].arguments
    assert [sent[each] for each in ("unfurl_links", "unfurl_media", "link_names", "parse")] == [
        False,
        False,
        False,
        "none",
    ]


@pytest.mark.parametrize("kind", NoticeKind)
def test_an_unclear_notice_is_found_by_its_key_wherever_it_went(
    slack: LoopbackSlack, channel: SlackChannel, kind: NoticeKind
) -> None:
    ref = "" if kind in (NoticeKind.CARD, NoticeKind.OPERATIONS) else card_ref(channel)
    claimed = item(notice(kind), ref, ambiguous=True)
    assert channel.reconcile(claimed, NOW) is Sighting.ABSENT
    sent = channel.send(replace(claimed, ambiguous=False))
    assert channel.reconcile(claimed, NOW) == (Sighting.ABSENT if kind is NoticeKind.EDIT else sent)


def test_a_message_is_found_behind_much_later_talk(slack: LoopbackSlack, channel: SlackChannel) -> None:
    sent = channel.send(item(notice(NoticeKind.CARD)))
    chatter(slack, channel, PAGE * 3)
    assert channel.reconcile(item(notice(NoticeKind.CARD), ambiguous=True), NOW) == sent
    pages = [each.arguments for each in slack.requests if each.method == "conversations.history"]
    assert [int(page["limit"]) for page in pages] == [PAGE]


def test_too_much_talk_before_it_leaves_it_unclear(slack: LoopbackSlack, channel: SlackChannel) -> None:
    chatter(slack, channel, PAGE * MOST_PAGES + 1)
    claimed = item(notice(NoticeKind.CARD), ambiguous=True)
    assert channel.reconcile(claimed, NOW) is Sighting.UNKNOWN


def test_talk_from_before_the_first_try_is_not_read(slack: LoopbackSlack, channel: SlackChannel) -> None:
    chatter(slack, channel, PAGE * MOST_PAGES + 1)
    claimed = replace(item(notice(NoticeKind.CARD), ambiguous=True), first_sent_at=NOW + timedelta(minutes=10))
    assert channel.reconcile(claimed, NOW) is Sighting.ABSENT


def test_looking_is_put_off_while_slack_is_busy_and_stays_unclear(slack: LoopbackSlack, channel: SlackChannel) -> None:
    claimed = item(notice(NoticeKind.CARD), ambiguous=True)
    slack.fail_next(rate_limited("30"), html_page())
    assert channel.reconcile(claimed, NOW) == Retry("ratelimited", 30.0, ambiguous=True)
    assert channel.reconcile(claimed, NOW) == Retry("http_200", ambiguous=True)


@pytest.mark.parametrize("code", ["missing_scope", "channel_not_found", "thread_not_found"])
def test_without_leave_to_read_it_can_not_be_told(slack: LoopbackSlack, channel: SlackChannel, code: str) -> None:
    slack.fail_next(refuses(code))
    assert channel.reconcile(item(notice(NoticeKind.CARD), ambiguous=True), NOW) is Sighting.UNKNOWN


@pytest.mark.parametrize(
    ("code", "said"), [("missing_scope", "channels:history"), ("not_in_channel", "/invite"), ("is_archived", "C0DUTY")]
)
def test_a_check_says_what_to_do_about_the_channel(
    slack: LoopbackSlack, channel: SlackChannel, code: str, said: str
) -> None:
    slack.fail_next(refuses(code), method="conversations.history")
    assert [said in problem for problem in channel.check()] == [True]
    slack.fail_next(refuses(code), method="conversations.history")
    assert [said in problem for problem in replace(channel, lang="en").check()] == [True]


def test_a_check_says_when_the_token_is_refused_or_slack_is_away(slack: LoopbackSlack, channel: SlackChannel) -> None:
    slack.fail_next(refuses("token_revoked"), html_page())
    assert ["令牌（token_revoked）" in problem for problem in channel.check()] == [True]
    assert ["连不上 Slack（http_200）" in problem for problem in channel.check()] == [True]
    assert slack.messages == []


def chatter(slack: LoopbackSlack, channel: SlackChannel, count: int) -> None:
    for number in range(count):
        slack.workspace.obey("chat.postMessage", {"channel": "C0DUTY", "text": f"talk {number}"}, authorised=True)
