"""What a text must contain for a query to match it: the words by which thousands of queries are told apart at once."""

from collections.abc import Sequence

from domain.query import And, BrandWords, Field, Near, Node, Or, Phrase
from text.tokens import phrase_words
from text.variants import Variants

Literals = frozenset[str]
"""Words as they stand in a joined text: a space before, between and (but for a prefix) behind their tokens."""


def joined(words: Sequence[str]) -> str:
    """Return tokens in the form in which literals are found as substrings, whole tokens only."""
    return f" {' '.join(words)} "


def required(node: Node, variants: Variants | None = None) -> Literals | None:
    """Return literals of which a matching text contains at least one, None if it needn't contain any.

    The text is the full text together with the title and the brands given by the collector.
    """
    match node:
        case Phrase(text, prefix):
            literal = joined(phrase_words(text, variants))
            return frozenset((literal[:-1] if prefix else literal,))
        case BrandWords(_, words):
            return frozenset(joined(phrase_words(word, variants)) for word in words if phrase_words(word, variants))
        case Field("title", inner):
            return required(inner, variants)
        case And(parts):
            return _most_telling([required(part, variants) for part in parts])
        case Near(left, right):
            return _most_telling([required(left, variants), required(right, variants)])
        case Or(parts):
            alternatives = [required(part, variants) for part in parts]
            return None if None in alternatives else frozenset().union(*(each for each in alternatives if each))
        case _:
            return None


def _most_telling(alternatives: list[Literals | None]) -> Literals | None:
    """Return the literals that will be met least often, by their length: the shortest of them counts."""
    known = [each for each in alternatives if each is not None]
    return max(known, key=lambda literals: (min(map(len, literals), default=1000), -len(literals)), default=None)
