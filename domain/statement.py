"""Statements: pre-approved texts. Approval is a record bound to the text's hash; any edit voids it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Stage(StrEnum):
    """When in a crisis a statement is used."""

    EARLY = "early"
    MIDDLE = "middle"
    LATE = "late"


class Audience(StrEnum):
    """Whom a statement addresses."""

    PUBLIC = "public"
    MEDIA = "media"
    CUSTOMERS = "customers"
    REGULATORS = "regulators"
    STAFF = "staff"
    PARTNERS = "partners"


class StatementState(StrEnum):
    """Where a statement stands between draft and use."""

    DRAFT = "draft"
    HALF_APPROVED = "half_approved"
    APPROVED = "approved"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Statement:
    """A text with ``{{ placeholders }}``; ``text_hash`` is the SHA-256 (hex) of language, title and body.

    ``facts`` are the placeholders, in order of appearance, each with what is asked for (``prompts``).
    """

    id: str
    lang: str
    title: str
    body: str
    stage: Stage
    audience: Audience
    owner: str
    text_hash: str
    categories: tuple[str, ...]
    facts: tuple[str, ...]
    prompts: Mapping[str, str]
    tone: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Approval:
    """One person's approval of one exact text, in the role of legal or PR, until a date (inclusive)."""

    statement: str
    text_hash: str
    role: str
    person: str
    at: datetime
    valid_until: date


@dataclass(frozen=True, slots=True)
class Pull:
    """One use of a statement: who took which filled-in text for which incident."""

    statement: str
    text_hash: str
    incident: int
    person: str
    at: datetime
    filled: str
    filled_hash: str
