"""What both backends share: candidates are confirmed by the evaluator in pages, and counted by the same rules."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from domain.mention import StoredMention
from domain.query import And, Node, Or, Phrase
from domain.topic import brand_topic
from index.ledger.entries import tone_of
from index.ledger.moments import MICROSECOND, from_us, to_us
from index.panels.fields import NONE, WAITING
from index.panels.panel import Field, Row, Scope
from index.ports.library import Facets, Found, Hit, Measured, Place, Spans
from text.evaluate import Document, evaluate
from text.tokens import STOP, phrase_words

PAGE = 200
"""So many candidates are read and confirmed at a time."""

MOST_READ = 20_000
"""After so many candidates a search that confirms few of them ends, and a count says “at least”."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mention that may match, where it stands in the asked order, and its node."""

    stored: StoredMention
    place: Place
    node: str


def page_of(candidates: Iterable[Candidate], query: Node | None, limit: int) -> Found:
    """Return the first ``limit`` candidates that the evaluator confirms."""
    hits: list[Hit] = []
    last: Place | None = None
    for read, each in enumerate(candidates):
        if len(hits) == limit:
            return Found(hits, last)
        if read == MOST_READ:
            return Found(hits, last, partial=True)
        last = each.place
        spans = confirmed(query, each.stored)
        if spans is not None:
            hits.append(Hit(each.stored, spans, each.node))
    return Found(hits)


def confirmed(query: Node | None, stored: StoredMention) -> Spans | None:
    """Return the spans that a query hits, None if it doesn't match; no query matches everything."""
    return () if query is None else evaluate(query, Document.of(stored.mention))


def is_exact(query: Node | None) -> bool:
    """Say whether an index over the tokens decides a query as the evaluator does, so that it can be counted there."""
    match query:
        case None:
            return True
        case Phrase(text, prefix):
            words = phrase_words(text)
            return bool(words) and not prefix and STOP not in words
        case And(parts) | Or(parts):
            return all(map(is_exact, parts))
        case _:
            return False


def all_confirmed(candidates: Iterable[Candidate], query: Node | None) -> tuple[list[StoredMention], bool]:
    """Return what the evaluator confirms of at most MOST_READ candidates, and whether there were more."""
    found: list[StoredMention] = []
    for read, each in enumerate(candidates):
        if read == MOST_READ:
            return found, True
        if confirmed(query, each.stored) is not None:
            found.append(each.stored)
    return found, False


def facets_of(found: Sequence[StoredMention], fields: Sequence[Field], limit: int, more: bool) -> Facets:
    """Return facets counted over mentions."""
    counted = {field: Counter(value for each in found for value in values(field, each)) for field in fields}
    return Facets({field: ranked(counter.items(), limit) for field, counter in counted.items()}, at_least=more)


def ranked(counts: Iterable[tuple[str, int]], limit: int) -> list[tuple[str, int]]:
    """Return values most frequent first, then by their bytes, as both stores order them."""
    return sorted(counts, key=lambda each: (-each[1], each[0].encode("utf-8", "surrogatepass")))[:limit]


def over_time_of(found: Sequence[StoredMention], scope: Scope, more: bool) -> Measured:
    """Return counts by the scope's steps, counted over mentions."""
    step, ahead = scope.step // MICROSECOND, scope.ahead // MICROSECOND
    counted = Counter((to_us(each.mention.event_time) + ahead) // step * step - ahead for each in found)
    return Measured([Row(from_us(at), "", (number,)) for at, number in sorted(counted.items())], at_least=more)


def values(field: Field, stored: StoredMention) -> Iterator[str]:
    """Yield the values of a field that a mention counts for, each once."""
    mention = stored.mention
    match field:
        case Field.BRAND:
            start = brand_topic("")
            yield from {hit.topic.removeprefix(start) for hit in stored.hits if hit.topic.startswith(start)}
        case Field.CATEGORY:
            yield from {risk.category for risk in stored.risks}
        case Field.TONE:
            yield tone_of(stored.sentiment) or WAITING
        case Field.EMOTION:
            if stored.sentiment is not None:
                yield stored.sentiment.emotion.value
        case Field.FAMILY:
            yield str(stored.family)
        case Field.PLATFORM:
            yield mention.platform or NONE
        case _:
            if value := str(getattr(mention, field.value, "")):
                yield value
