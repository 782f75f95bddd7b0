"""Where words, phrases, brands and patterns occur in a text, counted in tokens."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from domain.query import BrandWords, Near, Node, Or, Pattern, Phrase
from text.document import Scope
from text.patterns import compile_pattern
from text.tokens import joined, phrase_words


class Occurrence(NamedTuple):
    """Tokens ``start`` up to ``end`` (exclusive); ``marks`` are the parts of it that were asked for."""

    start: int
    end: int
    marks: tuple[tuple[int, int], ...]


def occurrences(node: Node, scope: Scope) -> list[Occurrence]:
    """Return where a query occurs, in order and each place once; TypeError for one that has no places (AND, NOT …)."""
    match node:
        case Phrase(text, prefix):
            wanted = phrase_words(text, scope.variants)
            return [_simple(at, at + len(wanted)) for at in _starts(scope.tokens.joined, wanted, prefix)]
        case BrandWords(_, words, guards):
            return _brand(words, guards, scope)
        case Or(parts):
            return sorted({each for part in parts for each in occurrences(part, scope)})
        case Near():
            return _near(node, scope)
        case Pattern(expression):
            return _pattern(expression, scope)
        case _:
            raise TypeError(f"{type(node).__name__} has no places in a text")


def _simple(start: int, end: int) -> Occurrence:
    """Return an occurrence that is asked for as a whole."""
    return Occurrence(start, end, ((start, end),))


def _starts(text: str, wanted: Sequence[str], prefix: bool) -> Iterator[int]:
    """Yield where the wanted tokens follow one another in a joined text; with ``prefix`` the last one may go on."""
    if not wanted:
        return
    sought = joined(wanted)[: -1 if prefix else None]
    passed = last = 0
    while (at := text.find(sought, last)) >= 0:
        passed += text.count(" ", last, at)
        yield passed
        passed, last = passed + 1, at + 1


def _brand(words: Sequence[str], guards: Sequence[str], scope: Scope) -> list[Occurrence]:
    """Return the brand's words as they stand alone: inside no guard, the longest where one is inside another."""
    found = [(at, -end, True) for at, end in _all(words, scope)] + [
        (at, -end, False) for at, end in _all(guards, scope)
    ]
    kept, reached = [], 0
    for start, end, is_word in sorted(found):
        if -end > reached:
            reached = -end
            if is_word:
                kept.append(_simple(start, reached))
    return kept


def _all(phrases: Iterable[str], scope: Scope) -> Iterator[tuple[int, int]]:
    """Yield where any of the phrases stands."""
    for each in phrases:
        wanted = phrase_words(each, scope.variants)
        yield from ((at, at + len(wanted)) for at in _starts(scope.tokens.joined, wanted, False))


def _pattern(expression: str, scope: Scope) -> list[Occurrence]:
    """Return the tokens that the matches of an expression touch; a match without any token has no place."""
    spans = scope.tokens.spans
    ends = [end for _, end in spans]
    starts = [start for start, _ in spans]
    found = set()
    for match in compile_pattern(expression).finditer(scope.folded.text):
        start, end = scope.folded.span(*match.span())
        first, last = bisect_right(ends, start), bisect_left(starts, end)
        if first < last:
            found.add(_simple(first, last))
    return sorted(found)


def _near(node: Near, scope: Scope) -> list[Occurrence]:
    """Return pairs of both sides: each occurrence with its nearest partner, at most ``distance`` tokens between."""
    left, right = occurrences(node.left, scope), occurrences(node.right, scope)
    pairs = list(nearest(left, right)) + ([] if node.ordered else list(nearest(right, left)))
    return sorted(
        {
            Occurrence(before.start, after.end, before.marks + after.marks)
            for before, after in pairs
            if after.start - before.end <= node.distance
        }
    )


def nearest(before: Sequence[Occurrence], after: Sequence[Occurrence]) -> Iterator[tuple[Occurrence, Occurrence]]:
    """Yield each occurrence with its nearest partner of the other side that doesn't overlap it, the earlier first."""
    starts = [each.start for each in after]
    for each in before:
        if (at := bisect_left(starts, each.end)) < len(after):
            yield each, after[at]
    by_end = sorted(before, key=lambda each: (each.end, each.start))
    ends = [each.end for each in by_end]
    for each in after:
        if (at := bisect_right(ends, each.start)) > 0:
            yield by_end[at - 1], each
