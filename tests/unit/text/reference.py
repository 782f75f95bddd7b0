"""The meaning of queries once more, slow and by brute force: every place is tried, every pair is compared."""

import operator
import re
from itertools import product

from domain.mention import Mention
from domain.query import And, BrandWords, Compare, Field, Near, Node, Not, Or, Pattern, Phrase
from text.fold import fold_with_offsets
from text.tokens import STOP, tokenise
from text.url import site

Marks = frozenset[tuple[int, int]]
Place = tuple[int, int, Marks]
Spans = set[tuple[int, int]]
OPERATORS = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le, "=": operator.eq}


def means(node: Node, mention: Mention) -> Spans | None:
    """Return the spans of all that hits, None if the query doesn't match."""
    return within(node, mention, mention.full_text, full=True)


def within(node: Node, mention: Mention, text: str, full: bool) -> Spans | None:
    """Return what hits inside one text of the mention."""
    match node:
        case And(parts) | Or(parts):
            found = [within(part, mention, text, full) for part in parts]
            hits = [each for each in found if each is not None]
            enough = len(hits) == len(parts) if isinstance(node, And) else bool(hits)
            return set().union(*hits) if enough else None
        case Not(part):
            return set() if within(part, mention, text, full) is None else None
        case Field(name, inner):
            found_there = within(inner, mention, field_text(mention, name), full=False)
            return found_there if name == "title" or found_there is None else set()
        case Compare(field, op, value):
            known = getattr(mention, field)
            return set() if known is not None and OPERATORS[op](known, value) else None
        case Pattern(expression):
            folded = fold_with_offsets(text)
            found_spans = {folded.span(*match.span()) for match in python_pattern(expression).finditer(folded.text)}
            return found_spans or None
        case _:
            return spans_of(node, mention, text, full)


def spans_of(node: Node, mention: Mention, text: str, full: bool) -> Spans | None:
    """Return where words stand, or nothing but a match for a brand that the collector gave."""
    spans = tokenise(text).spans
    found = {(spans[start][0], spans[end - 1][1]) for _, _, marks in places(node, text) for start, end in marks}
    if not found and full and isinstance(node, BrandWords):
        given = [tokenise(brand).words for brand in mention.brands]
        return set() if any(tokenise(word).words in given for word in node.words) else None
    return found or None


def field_text(mention: Mention, name: str) -> str:
    """Return the text of a field."""
    if name in ("site", "brand"):
        return site(mention.url) if name == "site" else "\n".join(mention.brands)
    return str(getattr(mention, name))


def python_pattern(expression: str) -> re.Pattern[str]:
    """Return one of the harmless expressions of these tests in Python's own syntax."""
    return re.compile(expression.replace("！", "!"), re.IGNORECASE)


def places(node: Node, text: str) -> set[Place]:
    """Return every place of a query in the tokens of a text."""
    words = tokenise(text).words
    every = [(start, end) for start in range(len(words)) for end in range(start + 1, len(words) + 1)]
    match node:
        case Phrase(wanted, prefix):
            return {whole(start, end) for start, end in every if says(words[start:end], wanted, prefix)}
        case BrandWords(_, names, guards):
            named = {each for each in every if any(says(words[slice(*each)], name, False) for name in names)}
            guarded = {each for each in every if any(says(words[slice(*each)], guard, False) for guard in guards)}
            inside = {each for each in named if any(holds(outer, each) for outer in guarded | named - {each})}
            return {whole(*each) for each in named - inside - guarded}
        case Or(parts):
            return set().union(*(places(part, text) for part in parts))
        case Near():
            return pairs(node, text)
        case Pattern(expression):
            return touched(expression, text)
        case _:
            raise AssertionError(node)


def whole(start: int, end: int) -> Place:
    """Return a place that is asked for as a whole."""
    return start, end, frozenset(((start, end),))


def says(words: list[str], wanted: str, prefix: bool) -> bool:
    """Say whether tokens are a phrase."""
    asked = list(tokenise(wanted).words)
    while asked and asked[-1] == STOP:
        asked.pop()
    if prefix and len(asked) == len(words) and words[-1].startswith(asked[-1]):
        return words[:-1] == asked[:-1]
    return words == asked


def holds(outer: tuple[int, int], inner: tuple[int, int]) -> bool:
    """Say whether a place contains another."""
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def touched(expression: str, text: str) -> set[Place]:
    """Return the tokens that each match of an expression touches."""
    folded, spans = fold_with_offsets(text), tokenise(text).spans
    found = set()
    for match in python_pattern(expression).finditer(folded.text):
        start, end = folded.span(*match.span())
        inside = [at for at, span in enumerate(spans) if span[0] < end and start < span[1]]
        if inside:
            found.add(whole(inside[0], inside[-1] + 1))
    return found


def pairs(node: Near, text: str) -> set[Place]:
    """Return each place of either side with its nearest partners that don't overlap it, if they are near enough."""
    left, right = places(node.left, text), places(node.right, text)
    directions = [(left, right)] if node.ordered else [(left, right), (right, left)]
    found = set()
    for before, after in directions:
        apart = [(a, b) for a, b in product(before, after) if a[1] <= b[0]]
        for a, b in apart:
            nearest_after = min((each[0], each[1]) for one, each in apart if one == a)
            nearest_before = max((each[1], each[0]) for each, one in apart if one == b)
            chosen = (b[0], b[1]) == nearest_after or (a[1], a[0]) == nearest_before
            if chosen and b[0] - a[1] <= node.distance:
                found.add((a[0], b[1], a[2] | b[2]))
    return found
