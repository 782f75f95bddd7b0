"""Notices: what is told to whom, in a form every channel can render. Text in it is plain; channels escape it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class NoticeKind(StrEnum):
    """What a notice is. The first three kinds of an incident's life ring, and so do a passed deadline and a lapse."""

    CARD = "card"
    REOPENED = "reopened"
    RAISED = "raised"
    DEADLINE = "deadline"
    LAPSE = "lapse"
    EDIT = "edit"
    THREAD = "thread"
    DIGEST = "digest"
    OPERATIONS = "operations"


RINGING = frozenset({NoticeKind.CARD, NoticeKind.REOPENED, NoticeKind.RAISED, NoticeKind.DEADLINE, NoticeKind.LAPSE})


@dataclass(frozen=True, slots=True)
class Post:
    """A representative post on a card: already masked and cut; ``url`` is http(s) or empty."""

    text: str
    source: str
    author: str
    url: str
    at: datetime
    reach: int
    copies: int = 1


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step on a card; ``owner`` "" means nobody fills the role."""

    id: str
    title: str
    role: str
    owner: str
    due_at: datetime
    done: bool
    overdue: bool
    statement: str = ""


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A statement on a card: ``preview`` is set only while it is approved and unexpired; ``waits_for`` names roles."""

    id: str
    title: str
    state: str
    approvers: tuple[str, ...]
    waits_for: tuple[str, ...] = ()
    valid_until: str = ""
    preview: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """Everything the incident's card says, in the order it says it. Sentences are in the configured language.

    ``on_duty`` are the names it shows; only a notice's ``people`` are mentioned, so an edit wakes nobody.
    """

    incident: int
    brand: str
    category: str
    level: str
    level_name: str
    rank: int
    top_rank: int
    title: str
    state: str
    drill: bool
    happened: tuple[str, ...]
    posts: tuple[Post, ...]
    blind: tuple[str, ...]
    why: tuple[str, ...]
    steps: tuple[StepLine, ...]
    statements: tuple[StatementLine, ...]
    more: tuple[str, ...]
    acknowledged: str
    at: datetime
    lang: str = "zh"
    on_duty: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell on one channel, once: ``key`` is unique for ever (``12:raise:3@duty``).

    ``card`` is what a CARD or EDIT shows; ``text`` the line of every other kind. ``people`` are names from the
    configuration to be mentioned; only ringing notices may have any. ``route`` names the configured route.
    """

    key: str
    channel: str
    kind: NoticeKind
    at: datetime
    incident: int = 0
    text: str = ""
    people: tuple[str, ...] = ()
    card: Card | None = None

    @property
    def rings(self) -> bool:
        """Say whether it is meant to wake somebody."""
        return self.kind in RINGING


@dataclass(frozen=True, slots=True)
class Delivered:
    """The channel has it; ``ref`` is what edits and replies need (Slack: channel and timestamp)."""

    ref: str


@dataclass(frozen=True, slots=True)
class Retry:
    """Not delivered, may work later, after ``after`` seconds if the channel named them; ``ambiguous``: may be there."""

    reason: str
    after: float | None = None
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class RejectedByChannel:
    """Refused for good: a person has to change something, and operations is told."""

    code: str


Outcome = Delivered | Retry | RejectedByChannel


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """A claimed notice with what delivery needs: attempts so far and the ref of the incident's card on the channel.

    ``claim`` counts how often it was claimed, so that a claim that ran out can't be settled any more.
    """

    id: int
    notice: Notice
    attempts: int
    ambiguous: bool
    first_sent_at: datetime | None
    card_ref: str
    claim: int = 0


ChatIds = Mapping[str, str]
"""Person's name → id on a channel."""
