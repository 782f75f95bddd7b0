"""Words of queries that match too much: counted on what was stored, not guessed from their length."""

from collections.abc import Iterator
from dataclasses import dataclass

from config.settings import Settings
from domain.mention import StoredMention
from domain.query import And, Near, Node, Or, Pattern, Phrase
from domain.topic import NONE_TOPIC
from index.ports import Ledger
from text.evaluate import Document, evaluate
from text.unparse import unparse

LOOKED_AT = 2_000
"""So many of the newest stored mentions are looked at."""

FEWEST = 200
"""Of fewer stored mentions nothing is said."""

WIDE = 0.25
"""A word of a query that this share of all mentions has tells nothing apart."""


@dataclass(frozen=True, slots=True)
class WideWord:
    """A word that ``hits`` of ``looked_at`` stored mentions have, and what it is asked for by."""

    word: str
    hits: int
    looked_at: int
    asked_by: tuple[str, ...]


def wide_words(ledger: Ledger, settings: Settings) -> list[WideWord]:
    """Return the words of topics and rules that match too much of what was stored lately, the widest first."""
    with ledger.read() as view:
        stored = [each for each in view.mentions.find(limit=LOOKED_AT) if not _is_kept_only(each)]
    if len(stored) < FEWEST:
        return []
    documents = [Document.of(each.mention) for each in stored]
    asked: dict[Phrase | Pattern, dict[str, None]] = {}
    for topic in settings.topics:
        for word in _words(topic.query):
            asked.setdefault(word, {})[topic.name] = None
    found = []
    for word, by in asked.items():
        hits = sum(evaluate(word, document) is not None for document in documents)
        if hits >= WIDE * len(documents):
            found.append(WideWord(unparse(word), hits, len(documents), tuple(by)))
    return sorted(found, key=lambda each: -each.hits)


def _is_kept_only(stored: StoredMention) -> bool:
    return all(hit.topic == NONE_TOPIC for hit in stored.hits)


def _words(node: Node) -> Iterator[Phrase | Pattern]:
    """Yield the words that a query asks for; the brand's own, those of a field and what is excluded are none."""
    match node:
        case Phrase() | Pattern() as word:
            yield word
        case Or(parts) | And(parts):
            for part in parts:
                yield from _words(part)
        case Near(left, right):
            yield from (*_words(left), *_words(right))
