"""What a text must contain for a query to match it: the words by which thousands of queries are told apart at once."""

from domain.query import And, BrandWords, Field, Near, Node, Not, Or, Phrase
from text.tokens import joined, phrase_words
from text.variants import Variants

Literals = frozenset[str]
"""Words as they stand in a joined text: a space before, between and (but for a prefix) behind their tokens."""


def required(node: Node, variants: Variants | None = None) -> tuple[Literals, ...]:
    """Return groups of literals of each of which a matching text contains at least one; no group if it needn't.

    The text is the full text together with the title and the brands given by the collector.
    """
    match node:
        case Phrase(text, prefix):
            literal = joined(phrase_words(text, variants))
            return (frozenset((literal[:-1] if prefix else literal,)),)
        case BrandWords(_, words):
            return (frozenset(joined(phrase_words(word, variants)) for word in words if phrase_words(word, variants)),)
        case Field("title", inner):
            return required(inner, variants)
        case And(parts):
            return tuple(dict.fromkeys(group for part in parts for group in required(part, variants)))
        case Near(left, right):
            return required(And((left, right)), variants)
        case Or(parts):
            alternatives = [required(part, variants) for part in parts]
            return (frozenset().union(*map(_most_telling, alternatives)),) if all(alternatives) else ()
        case _:
            return ()


def asks_for(node: Node, field: str) -> bool:
    """Say whether a query has a part about a field."""
    match node:
        case Field(name, inner):
            return name == field or asks_for(inner, field)
        case And(parts) | Or(parts):
            return any(asks_for(part, field) for part in parts)
        case Not(part):
            return asks_for(part, field)
        case Near(left, right):
            return asks_for(left, field) or asks_for(right, field)
        case _:
            return False


def _most_telling(groups: tuple[Literals, ...]) -> Literals:
    """Return the group that will be met least often, by the length of its literals: the shortest of them counts."""
    return max(groups, key=lambda literals: (min(map(len, literals), default=1000), -len(literals)))
