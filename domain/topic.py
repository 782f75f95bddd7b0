"""Topics: what is counted. Brands, named topics and each rule's ``where`` compile to topics, matched on arrival."""

from dataclasses import dataclass
from enum import StrEnum

from domain.query import Node


class TopicKind(StrEnum):
    """Whose matter a topic is; only ``own`` opens incidents by default, the others feed the digest."""

    OWN = "own"
    COMPETITOR = "competitor"
    POLICY = "policy"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Brand:
    """A brand and the words it is called by; ``exclude`` are longer words that only contain an alias (山茶花)."""

    name: str
    aliases: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that is counted: a query, with the brand it speaks of where it has one.

    Ids: ``brand:NAME`` a brand's alias set, ``topic:NAME`` a named topic, ``rule:RULE@BRAND`` a rule's ``where``,
    ``none`` whatever names nothing but was kept by ``--keep-all``.
    """

    id: str
    name: str
    kind: TopicKind
    query: Node
    brand: str = ""


NONE_TOPIC = "none"


_BRAND = "brand:"


def brand_topic(brand: str) -> str:
    """Return the id of a brand's own topic."""
    return f"{_BRAND}{brand}"


def brand_of(topic: str) -> str:
    """Return whose own topic it is, "" if it is no brand's own."""
    return topic.removeprefix(_BRAND) if topic.startswith(_BRAND) else ""


def named_topic(name: str) -> str:
    """Return the id of a named topic."""
    return f"topic:{name}"


def rule_topic(rule: str, brand: str) -> str:
    """Return the id of the topic that a rule's ``where`` makes for one brand."""
    return f"rule:{rule}@{brand}"


@dataclass(frozen=True, slots=True)
class Hit:
    """A topic that a mention belongs to, and why: the words as written and their spans in ``Mention.full_text``."""

    topic: str
    words: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
