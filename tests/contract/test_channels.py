"""What every channel promises, whichever it is: one suite, every channel. A new channel adds a stage here."""

import io
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pytest

from alerting.channels.base import Channel, Sighting
from alerting.channels.console import ConsoleChannel
from alerting.channels.slack.calls import SlackCalls
from alerting.channels.slack.channel import SlackChannel
from domain.notice import Delivered, NoticeKind
from tests.contract.channel_samples import NOW, hostile_notices, item, notice
from tests.loopback_slack import LoopbackSlack

SHANGHAI = ZoneInfo("Asia/Shanghai")
HEADINGS = {
    "zh": ["发生了什么", "为什么报警", "处置步骤", "可用声明", "更多"],
    "en": ["What happened", "Why this alarm", "What to do", "What may be said", "More"],
}
CONFIGURED = {"示例值班": "U0DUTY", "示例法务": "U0LEGAL"}


@dataclass(frozen=True)
class Stage:
    """A channel with what can be observed behind it: the texts a human reads, in order, and who is pinged."""

    channel: Channel
    seen: Callable[[], list[str]]
    pings: Callable[[], set[str]]
    links: Callable[[], set[str]]
    secret: str


def console_stage() -> Iterator[Stage]:
    stream = io.StringIO()
    channel = ConsoleChannel("screen", stream, SHANGHAI, width=100)
    yield Stage(channel, lambda: [stream.getvalue()], set, set, "no secret in a console")


def slack_stage() -> Iterator[Stage]:
    with LoopbackSlack() as slack:
        channel = SlackChannel("duty", "C0DUTY", SlackCalls(slack.token, slack.url), CONFIGURED, SHANGHAI)
        yield Stage(
            channel,
            lambda: [each.seen for each in slack.messages],
            lambda: {ping for each in slack.messages for ping in each.pings},
            lambda: {address for each in slack.messages for address in each.links},
            slack.token,
        )


@pytest.fixture(params=[console_stage, slack_stage], ids=["console", "slack"])
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    yield from request.param()


def sent_card(stage: Stage) -> str:
    outcome = stage.channel.send(item(notice(NoticeKind.CARD)))
    assert isinstance(outcome, Delivered)
    return outcome.ref


@pytest.mark.parametrize("kind", NoticeKind)
@pytest.mark.parametrize("lang", HEADINGS)
def test_every_kind_of_notice_is_delivered(stage: Stage, kind: NoticeKind, lang: str) -> None:
    ref = "" if kind is NoticeKind.CARD else sent_card(stage)
    outcome = stage.channel.send(item(notice(kind, lang=lang), ref))
    assert isinstance(outcome, Delivered)
    assert outcome.ref


@pytest.mark.parametrize("lang", HEADINGS)
def test_a_card_is_read_in_order_with_level_and_rank_first(stage: Stage, lang: str) -> None:
    stage.channel.send(item(notice(NoticeKind.CARD, lang=lang)))
    lines = [line.strip(" *") for text in stage.seen() for line in text.splitlines() if line.strip()]
    level = "重大 4/4" if lang == "zh" else "Major 4/4"
    assert level in lines[0]
    assert [line for line in lines if line in HEADINGS[lang]] == HEADINGS[lang]


def test_a_statement_is_shown_as_a_preview_that_is_not_for_publication(stage: Stage) -> None:
    sent_card(stage)
    page = "\n".join(stage.seen())
    assert "不可直接发布" in page
    assert "【待补：门店】" in page
    assert "客服话术 (food-script) · 草稿，不可用 · 等 法务、公关 批准" in page


def test_a_ring_names_its_incident_and_who_is_called(stage: Stage) -> None:
    ref = sent_card(stage)
    stage.channel.send(item(notice(NoticeKind.RAISED), ref))
    ring = stage.seen()[-1]
    assert "事件 12" in ring
    assert "无号同事" in ring


def test_nothing_from_a_post_pings_links_steers_the_screen_or_outgrows_a_message(stage: Stage) -> None:
    ref = sent_card(stage)
    for told in hostile_notices(stage.channel.name):
        outcome = stage.channel.send(item(told, "" if told.kind is NoticeKind.CARD else ref))
        assert isinstance(outcome, Delivered), (told.key, outcome)
    assert stage.channel.limits.characters == 0 or max(map(len, stage.seen())) <= stage.channel.limits.characters
    assert stage.pings() <= set(CONFIGURED.values())
    assert all(address.startswith("https://news.example/") for address in stage.links())
    steering = {unicodedata.category(char) for text in stage.seen() for char in text if char != "\n"}
    assert steering.isdisjoint({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def test_a_notice_that_may_be_there_already_says_so(stage: Stage) -> None:
    stage.channel.send(item(notice(NoticeKind.CARD), ambiguous=True))
    assert "可能重复" in stage.seen()[0]


def test_what_was_sent_is_found_again_where_a_channel_can_be_read(stage: Stage) -> None:
    told = notice(NoticeKind.CARD)
    before = stage.channel.reconcile(item(told, ambiguous=True), NOW)
    sent = stage.channel.send(item(told))
    after = stage.channel.reconcile(item(told, ambiguous=True), NOW)
    expected = (Sighting.ABSENT, sent) if stage.channel.can_read_back else (Sighting.UNKNOWN, Sighting.UNKNOWN)
    assert (before, after) == expected


def test_a_working_channel_has_nothing_to_report(stage: Stage) -> None:
    assert stage.channel.check() == []
    assert stage.seen() in ([], [""])


def test_no_representation_of_a_channel_shows_its_secret(stage: Stage) -> None:
    assert stage.secret not in repr(stage.channel)
