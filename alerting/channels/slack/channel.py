"""Slack as a channel: one card per incident, edited in place; rings are replies shown to the whole channel."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import TextIO

from alerting.channels.base import Limits, Reconciled, Sighting
from alerting.channels.plain import cut, one_line
from alerting.channels.slack.blocks import (
    MOST_CHARACTERS,
    USER_ID,
    Block,
    context,
    escape,
    escaped,
    mrkdwn,
    plain,
    section,
)
from alerting.channels.slack.calls import Answer, SlackCalls
from alerting.channels.slack.card import card_blocks
from alerting.channels.slack.checkup import checked
from alerting.channels.wording import summary, told
from alerting.channels.words import Words, words_of
from config.channels import SlackChannel as SlackSpec
from config.secret import SecretError
from config.settings import Settings
from domain.notice import ChatIds, Delivered, Notice, NoticeKind, OutboxItem, Outcome, RejectedByChannel, Retry

EVENT_TYPE = "fenghuo_notice"
"""The metadata type under which a message is found again."""

PAGE = 15
"""Messages to a page: the most that Slack gives an app outside its marketplace."""

MOST_PAGES = 10
"""Pages read in search of one message; beyond them it can't be told."""

NO_THREAD = frozenset({"thread_not_found", "message_not_found", "cannot_reply_to_message"})
"""Refusals that mean that somebody deleted the card: a ring then goes into the channel itself."""

SKEW = timedelta(minutes=2)
"""How far Slack's clock may be behind ours."""

MOST_CALLED = 20
"""People one ring mentions; a longer list wakes nobody in particular."""

LONGEST_FALLBACK = 1_500
"""Characters of the text that phones and screen readers show instead of blocks."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a notice belongs: into a channel, into the ``thread`` of a card, or over the card that is ``edited``."""

    channel: str
    thread: str = ""
    edited: str = ""

    @classmethod
    def of(cls, item: OutboxItem, channel: str) -> "Place":
        """Return the place of an item; without a card to refer to it is a message of its own in ``channel``."""
        card_channel, _, ts = item.card_ref.partition(":")
        if not ts or item.notice.kind is NoticeKind.CARD:
            return cls(channel)
        edits = item.notice.kind is NoticeKind.EDIT
        return cls(card_channel, edited=ts) if edits else cls(card_channel, thread=ts)


@dataclass(frozen=True, slots=True)
class SlackChannel:
    """Posts to one Slack channel. ``mentions`` are the ids of the people who may be mentioned, by name.

    ``buttons``: cards have those of a verdict, as somebody takes what is pressed.
    """

    name: str
    channel: str
    calls: SlackCalls = field(repr=False)
    mentions: ChatIds
    zone: tzinfo
    lang: str = "zh"
    buttons: bool = False
    type: str = "slack"
    limits: Limits = Limits(MOST_CHARACTERS, timedelta(seconds=1))
    can_read_back: bool = True

    def send(self, item: OutboxItem) -> Outcome:
        """Post a notice, or edit the card in place; the reference is ``channel:timestamp``."""
        notice = item.notice
        words = words_of(notice.card.lang if notice.card else self.lang)
        repeated = words.repeated if item.ambiguous else ""
        body = {
            "text": escaped(f"{repeated}{summary(notice, words)}", LONGEST_FALLBACK) or " ",
            "blocks": self._blocks(notice, repeated, words),
            "parse": "none",
            "link_names": False,
        }
        place = Place.of(item, self.channel)
        if place.edited:
            return _outcome(self.calls.call("chat.update", channel=place.channel, ts=place.edited, **body))
        body |= {"metadata": metadata(notice), "unfurl_links": False, "unfurl_media": False}
        in_thread = {"thread_ts": place.thread, "reply_broadcast": notice.rings} if place.thread else {}
        posted = self.calls.call("chat.postMessage", channel=place.channel, **body, **in_thread)
        if notice.rings and isinstance(posted, RejectedByChannel) and posted.code in NO_THREAD:
            posted = self.calls.call("chat.postMessage", channel=self.channel, **body)
        return _outcome(posted)

    def reconcile(self, item: OutboxItem, now: datetime) -> Reconciled:
        """Look through the channel, or through the card's thread, for the message that carries the notice's key."""
        place = Place.of(item, self.channel)
        if place.edited:
            return Sighting.ABSENT
        since = (item.first_sent_at or item.notice.at) - SKEW
        return self._search(place, since, item.notice.key)

    def check(self) -> list[str]:
        """Return what keeps the bot from posting or from finding its messages again; it posts nothing."""
        return checked(self.calls, self.name, self.channel, self.lang)

    def _search(self, place: Place, since: datetime, key: str) -> Reconciled:
        where = {"channel": place.channel, "oldest": f"{since.timestamp():.6f}", "limit": PAGE}
        method = "conversations.replies" if place.thread else "conversations.history"
        where |= {"ts": place.thread} if place.thread else {}
        cursor = ""
        for _ in range(MOST_PAGES):
            page = self.calls.read(method, include_all_metadata=True, cursor=cursor, **where)
            if isinstance(page, Retry):
                return Retry(page.reason, page.after, ambiguous=True)
            if isinstance(page, RejectedByChannel):
                return Sighting.UNKNOWN
            if found := _find(page, key):
                return Delivered(f"{place.channel}:{found}")
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return Sighting.ABSENT
        return Sighting.UNKNOWN

    def _blocks(self, notice: Notice, repeated: str, words: Words) -> list[Block]:
        if notice.card is not None:
            duty = self._calling(words.on_duty, notice.people, words) or _named(notice.card.on_duty, words)
            return card_blocks(notice.card, self.zone, duty, repeated, buttons=self.buttons)
        calling = self._calling(words.called, notice.people, words)
        blocks = [section(plain(f"{'🔔 ' if notice.rings else ''}{repeated}{told(notice, words)}"))]
        blocks += [section(mrkdwn(calling))] if calling else []
        blocks += [context(plain(words.details.format(number=notice.incident)))] if notice.rings else []
        return blocks

    def _calling(self, label: str, people: tuple[str, ...], words: Words) -> str:
        """Return markup that mentions people who have a Slack id here, and names the others; "" without people."""
        ids = {name: self.mentions.get(name, "") for name in people[:MOST_CALLED]}
        said = [f"<@{id}>" if USER_ID.fullmatch(id) else escape(cut(one_line(name), 40)) for name, id in ids.items()]
        return f"{label}{words.colon}{words.comma.join(said)}" if said else ""


def _named(people: tuple[str, ...], words: Words) -> str:
    """Return who is on duty by name alone, as an edit shows it."""
    said = [escape(cut(one_line(name), 40)) for name in people[:MOST_CALLED]]
    return f"{words.on_duty}{words.colon}{words.comma.join(said)}" if said else ""


def open_slack(spec: SlackSpec, settings: Settings, stream: TextIO) -> SlackChannel:
    """Return a configured Slack channel; SecretError says where to put its token if there is none."""
    if spec.token is None:
        raise SecretError(f"Channel {spec.name} has no token: name one with token_env or token_file.")
    mentions = {person.name: person.chat["slack"] for person in settings.people if "slack" in person.chat}
    calls = SlackCalls(spec.token.reveal(), str(spec.base_url))
    pressed = spec.signing_secret is not None and spec.signing_secret.is_set()
    return SlackChannel(spec.name, spec.channel, calls, mentions, settings.timezone, settings.language, pressed)


def metadata(notice: Notice) -> dict[str, object]:
    """Return what a message carries, unseen, so that it can be found again after a crash."""
    return {"event_type": EVENT_TYPE, "event_payload": {"key": notice.key, "incident": notice.incident}}


def _find(page: Answer, key: str) -> str:
    """Return the timestamp of the message that carries a key, "" if the page has none."""
    for message in page.get("messages") or []:
        carried = message.get("metadata") or {}
        if carried.get("event_type") == EVENT_TYPE and (carried.get("event_payload") or {}).get("key") == key:
            return str(message["ts"])
    return ""


def _outcome(answer: Answer | Retry | RejectedByChannel) -> Outcome:
    return Delivered(f"{answer.get('channel')}:{answer.get('ts')}") if isinstance(answer, dict) else answer
