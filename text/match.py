"""Matching on arrival: which topics a mention belongs to, out of thousands, and why."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import ahocorasick_rs

from domain.mention import Mention
from domain.query import BrandWords
from domain.topic import Brand, Hit, Topic, TopicKind, brand_topic
from text.document import Document
from text.evaluate import evaluate
from text.query import bind
from text.required import asks_for, required
from text.tokens import STOP, joined
from text.variants import Variants

SPANS_KEPT = 20
"""How many spans a hit keeps; a text that says a word a thousand times is no more of a hit."""


def brand_topics(brands: Sequence[Brand]) -> list[Topic]:
    """Return each brand's topic: any of its words, guarded by its excluded and the other brands' longer words."""
    return [
        Topic(brand_topic(brand.name), brand.name, TopicKind.OWN, bind(BrandWords(), brand, brands), brand.name)
        for brand in brands
    ]


class Matcher:
    """Finds the topics of mentions: one automaton finds the words of all; topics that miss none are evaluated.

    A topic is looked at where the rarest of its groups of words is met, the one whose words fewest other topics need.
    The brands' own topics are always among ``topics``; a given topic of the same id takes the place of one.
    """

    def __init__(self, brands: Sequence[Brand], topics: Sequence[Topic], variants: Variants | None = None) -> None:
        """Bind each topic to its brand and compile the words that topics can't match without."""
        by_name = {brand.name: brand for brand in brands}
        given = {topic.id: topic for topic in (*brand_topics(brands), *topics)}
        self.topics = tuple(_bound(topic, by_name) for topic in given.values())
        self._variants = variants
        groups = [required(topic.query, variants) for topic in self.topics]
        shared = Counter(literal for each in groups for literal in set().union(*each))
        number = {literal: at for at, literal in enumerate(shared)}
        self._always = [index for index, each in enumerate(groups) if not each]
        self._named: list[list[int]] = [[] for _ in number]
        self._needs = [[frozenset(map(number.__getitem__, group)) for group in each] for each in groups]
        for index, each in enumerate(groups):
            for literal in min(each, key=lambda group: max(map(shared.__getitem__, group), default=0), default=()):
                self._named[number[literal]].append(index)
        self._asks_for_title = any(asks_for(topic.query, "title") for topic in self.topics)
        self._automaton = ahocorasick_rs.AhoCorasick(list(number), store_patterns=False)

    def match(self, mention: Mention) -> tuple[Hit, ...]:
        """Return the topics that a mention belongs to, in the order of ``topics``."""
        return self.hits(self.document(mention))

    def document(self, mention: Mention) -> Document:
        """Return a mention prepared for ``hits``, of which others may use what is folded and cut already."""
        return Document.of(mention, self._variants)

    def hits(self, document: Document) -> tuple[Hit, ...]:
        """Return what ``match`` does for a prepared mention."""
        return tuple(
            _hit(topic, spans, document.full.text)
            for topic in map(self.topics.__getitem__, self._candidates(document))
            if (spans := evaluate(topic.query, document)) is not None
        )

    def match_many(self, mentions: Iterable[Mention]) -> Iterator[tuple[Hit, ...]]:
        """Yield the hits of each mention, in order."""
        return map(self.match, mentions)

    def _candidates(self, document: Document) -> Sequence[int]:
        """Return the indices of topics that may match, ascending."""
        text = document.full.tokens.joined
        if document.brands or self._asks_for_title and _begins_with_title(document):
            more = (document.field(name).tokens.words for name in ("title", "brand"))
            text += "".join(f"{STOP}{joined(words)}" for words in more)
        found = {which for which, _, _ in self._automaton.find_matches_as_indexes(text, overlapping=True)}
        named = {index for which in found for index in self._named[which]}
        return sorted(
            [*self._always, *(index for index in named if not any(map(found.isdisjoint, self._needs[index])))]
        )


def _begins_with_title(document: Document) -> bool:
    """Say whether the title is no line of its own, so that its tokens may be others than those of the text."""
    return bool(document.mention.title) and document.full.text.startswith(document.mention.title)


def _bound(topic: Topic, brands: Mapping[str, Brand]) -> Topic:
    """Return a topic whose ``{brand}`` is its brand."""
    brand = brands.get(topic.brand)
    return replace(topic, query=bind(topic.query, brand, tuple(brands.values()))) if brand else topic


def _hit(topic: Topic, spans: tuple[tuple[int, int], ...], text: str) -> Hit:
    """Return a hit with the words as written."""
    kept = spans[:SPANS_KEPT]
    return Hit(topic.id, tuple(text[start:end] for start, end in kept), kept)
