"""What each way in which a call to Slack can fail means for the message it carried."""

import logging
import socket
from collections.abc import Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from alerting.channels.slack.calls import SlackCalls
from alerting.channels.slack.channel import SlackChannel
from domain.notice import Delivered, NoticeKind, RejectedByChannel, Retry
from tests.contract.channel_samples import item, notice
from tests.loopback_slack import (
    Fault,
    LoopbackSlack,
    breaks_after_reading,
    breaks_before_reading,
    html_page,
    rate_limited,
    redirects,
    refuses,
    server_error,
    stays_silent,
)

CARD = item(notice(NoticeKind.CARD))

SURELY_NOT_POSTED = [
    (rate_limited("2"), 2.0),
    (rate_limited("3600"), 3600.0),
    (rate_limited("soon"), None),
    (rate_limited("-5"), None),
    (rate_limited("999999999999"), 86_400.0),
    (rate_limited(), None),
    (refuses("ratelimited"), None),
    (refuses("rate_limited"), None),
    (refuses("message_limit_exceeded"), None),
]

MAYBE_POSTED = [
    server_error(500),
    server_error(500, acts=True),
    server_error(503),
    html_page(),
    html_page(acts=True),
    breaks_before_reading(),
    breaks_after_reading(acts=False),
    breaks_after_reading(acts=True),
    stays_silent(acts=True),
    refuses("internal_error", acts=True),
    refuses("fatal_error"),
    refuses("service_unavailable"),
    refuses("request_timeout"),
    Fault(body=b"[]"),
    Fault(body=b"\xff\xfe"),
    Fault(body=b'{"ok":false}'),
    Fault(body=b'{"ok":false,"error":{"deep":1}}'),
    Fault(status=404, body=b"<html>no such page</html>"),
    redirects("http://127.0.0.1:9/elsewhere"),
]

REFUSED_FOR_GOOD = [
    "channel_not_found",
    "not_in_channel",
    "is_archived",
    "invalid_auth",
    "not_authed",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "no_permission",
    "missing_scope",
    "restricted_action",
    "msg_too_long",
    "msg_blocks_too_long",
    "invalid_blocks",
    "some_code_of_next_year",
]


@pytest.fixture
def slack() -> Iterator[LoopbackSlack]:
    with LoopbackSlack() as server:
        yield server


def channel_of(slack: LoopbackSlack, token: str = "") -> SlackChannel:
    calls = SlackCalls(token or slack.token, slack.url, timeout=1)
    return SlackChannel("duty", "C0DUTY", calls, {}, ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(("fault", "after"), SURELY_NOT_POSTED)
def test_a_busy_slack_is_tried_later_when_it_says_so(slack: LoopbackSlack, fault: Fault, after: float | None) -> None:
    slack.fail_next(fault)
    outcome = channel_of(slack).send(CARD)
    assert isinstance(outcome, Retry)
    assert (outcome.after, outcome.ambiguous) == (after, False)


@pytest.mark.parametrize("fault", MAYBE_POSTED)
def test_whatever_may_have_been_read_is_unclear(slack: LoopbackSlack, fault: Fault) -> None:
    slack.fail_next(fault)
    outcome = channel_of(slack).send(CARD)
    assert isinstance(outcome, Retry)
    assert outcome.ambiguous
    assert outcome.after is None


@pytest.mark.parametrize("code", REFUSED_FOR_GOOD)
def test_an_error_that_a_person_must_mend_is_not_retried(slack: LoopbackSlack, code: str) -> None:
    slack.fail_next(refuses(code))
    assert channel_of(slack).send(CARD) == RejectedByChannel(code)


def test_every_failure_is_one_request_and_never_retried_by_itself(slack: LoopbackSlack) -> None:
    channel = channel_of(slack)
    faults = [server_error(), breaks_after_reading(acts=False), rate_limited("2"), html_page()]
    for fault in faults:
        slack.fail_next(fault)
        channel.send(CARD)
    assert len(slack.requests) == len(faults)
    assert slack.messages == []


def test_a_slack_that_nobody_listens_for_has_surely_posted_nothing() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/api/"
        calls = SlackCalls("xoxb-1", url, timeout=1)
        outcome = SlackChannel("duty", "C0DUTY", calls, {}, ZoneInfo("UTC")).send(CARD)
    assert outcome == Retry("unreachable_ConnectionRefusedError")


def test_a_redirect_does_not_carry_the_token_elsewhere(slack: LoopbackSlack) -> None:
    with LoopbackSlack() as elsewhere:
        slack.fail_next(redirects(f"{elsewhere.url}chat.postMessage"))
        channel_of(slack).send(CARD)
        assert elsewhere.requests == []


def test_no_outcome_and_no_log_line_shows_the_token(slack: LoopbackSlack, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    channel = channel_of(slack)
    said = [repr(channel), *channel.check()]
    for fault in [*MAYBE_POSTED, *(refuses(code) for code in REFUSED_FOR_GOOD), rate_limited("soon")]:
        if fault != stays_silent():
            slack.fail_next(fault, method="" if fault == breaks_before_reading() else "chat.postMessage")
            said.append(repr(channel.send(CARD)))
    assert slack.token not in "".join([*said, caplog.text])


def test_a_wrong_token_is_refused_without_being_quoted(slack: LoopbackSlack) -> None:
    channel = channel_of(slack, token="xoxb-wrong-9919")
    assert channel.send(CARD) == RejectedByChannel("invalid_auth")
    assert ["9919" in problem for problem in channel.check()] == [False]


def test_a_reference_leads_back_to_the_message(slack: LoopbackSlack) -> None:
    channel = channel_of(slack)
    posted = channel.send(CARD)
    assert isinstance(posted, Delivered)
    edited = channel.send(replace(item(notice(NoticeKind.EDIT)), card_ref=posted.ref))
    assert edited == posted
    assert [message.edits for message in slack.messages] == [1]
