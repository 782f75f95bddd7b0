"""What a query means: this evaluator. Stores only narrow down the candidates that it then confirms."""

import operator
from collections.abc import Callable, Mapping

from domain.query import And, BrandWords, Compare, Field, Node, Not, Or, Pattern
from text.document import Document, Scope
from text.occurrences import Occurrence, occurrences
from text.patterns import compile_pattern
from text.tokens import phrase_words

_FEW = 4
"""Places that are looked up one by one; for more the spans of all tokens are worth it."""

__all__ = ["Document", "Spans", "evaluate", "evaluate_in"]

Spans = tuple[tuple[int, int], ...]
"""Spans (start, end) in ``Mention.full_text``, in order, each once."""

OPERATORS: Mapping[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
}


def evaluate(node: Node, document: Document) -> Spans | None:
    """Return the spans of what hit, None if the query doesn't match; a match without places has no spans.

    Phrases never cross the end of a sentence. A number that isn't known meets no condition. ``{brand}`` is also met by
    a brand that the collector gave, without spans; an unbound one never is.
    """
    return evaluate_in(node, document, document.full)


def evaluate_in(node: Node, document: Document, scope: Scope) -> Spans | None:
    """Return what ``evaluate`` does, for a part of a query that is about one scope of the document."""
    match node:
        case And(parts):
            return _all_of(parts, document, scope)
        case Or(parts):
            found = [spans for part in parts if (spans := evaluate_in(part, document, scope)) is not None]
            return _union(found) if found else None
        case Not(part):
            return () if evaluate_in(part, document, scope) is None else None
        case Field(name, inner):
            spans = evaluate_in(inner, document, document.field(name))
            return spans if spans is None or name == "title" else ()
        case Compare():
            return () if _compares(node, document) else None
        case Pattern(expression):
            return _pattern_spans(expression, scope)
        case _:
            return _places(node, document, scope)


def _all_of(parts: tuple[Node, ...], document: Document, scope: Scope) -> Spans | None:
    """Return the spans of all parts, None as soon as one doesn't match."""
    found = []
    for part in parts:
        spans = evaluate_in(part, document, scope)
        if spans is None:
            return None
        found.append(spans)
    return _union(found)


def _union(found: list[Spans]) -> Spans:
    """Return spans in order, each once."""
    return found[0] if len(found) == 1 else tuple(sorted({span for spans in found for span in spans}))


def _compares(node: Compare, document: Document) -> bool:
    """Say whether a numeric condition is met."""
    number: int | None = getattr(document.mention, node.field)
    return number is not None and OPERATORS[node.op](number, node.value)


def _pattern_spans(expression: str, scope: Scope) -> Spans | None:
    """Return what an expression matches in the folded text, as written."""
    folded = scope.folded
    matches = compile_pattern(expression).finditer(folded.text)
    return tuple(dict.fromkeys(folded.span(*match.span()) for match in matches)) or None


def _places(node: Node, document: Document, scope: Scope) -> Spans | None:
    """Return where words stand, or that the collector said so."""
    found = occurrences(node, scope)
    if found:
        return _spans(found, scope)
    return () if isinstance(node, BrandWords) and scope is document.full and _is_given(node, document) else None


def _spans(found: list[Occurrence], scope: Scope) -> Spans:
    """Return what was asked for in occurrences as spans of the scope's text."""
    marks = found[0].marks if len(found) == 1 else {mark for each in found for mark in each.marks}
    if len(marks) <= _FEW:
        return tuple(scope.tokens.span(start, end) for start, end in sorted(marks))
    spans = scope.tokens.spans
    return tuple((spans[start][0], spans[end - 1][1]) for start, end in sorted(marks))


def _is_given(node: BrandWords, document: Document) -> bool:
    """Say whether the collector (or the caller) named the brand, by its name or an alias."""
    variants = document.full.variants
    return bool(document.brands) and any(phrase_words(word, variants) in document.brands for word in node.words)
