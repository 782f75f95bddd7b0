"""Why a query matches a mention, or what nearly did: for whoever writes the query."""

from collections.abc import Iterator

from domain.query import And, BrandWords, Compare, Field, Near, Node, Not, Or, Phrase
from text.document import Document, Scope
from text.evaluate import evaluate_in
from text.excerpt import excerpt
from text.occurrences import Occurrence, nearest, occurrences
from text.tokens import STOP, phrase_words
from text.unparse import unparse

_WIDTH = 24
_MESSAGES = {
    "hit": ("命中：{what}", "hit: {what}"),
    "given": ("由采集来源指明", "named by the source"),
    "holds": ("符合", "holds"),
    "absent": ("没有出现", "doesn't occur"),
    "number": ("实际为 {what}", "it is {what}"),
    "unknown": ("数值未知", "it is not known"),
    "excluded": ("出现了要排除的内容", "what is excluded occurs"),
    "far": ("两边都有，但最近处相隔 {what} 个词", "both occur, but {what} words apart at the nearest"),
    "order": ("两边都有，但先后次序相反", "both occur, but in the opposite order"),
    "overlap": ("两边只在同一处重叠出现", "both only occur in one and the same place"),
    "one_side": ("只出现了 {what}", "only {what} occurs"),
    "parted": ("字词相连，但中间隔着句末", "the words follow one another, but across the end of a sentence"),
    "scattered": ("字词都在，但不相连", "the words occur, but not side by side"),
    "inside": ("只是更长词 {what} 的一部分", "it is only a part of {what}"),
    "guarded": ("只出现在更长的词里：{what}", "it only occurs inside longer words: {what}"),
}
Reason = tuple[str, str]
"""Which message, and what it speaks of."""


def explain(node: Node, document: Document, lang: str = "zh") -> list[str]:
    """Return a line for each part of a query: ✓ or ✗, the part, and what hit or what nearly did.

    Parts of a part are indented below it. In Chinese, or in English with ``lang="en"``.
    """
    return list(_lines(node, document, document.full, "", 1 if lang.startswith("en") else 0))


def _lines(node: Node, document: Document, scope: Scope, indent: str, which: int) -> Iterator[str]:
    """Yield the line of a node and those of its parts."""
    spans = evaluate_in(node, document, scope)
    message, what = _reason(node, document, scope, spans)
    reason = _MESSAGES[message][which].format(what=what) if message else ""
    yield f"{indent}{'✗' if spans is None else '✓'} {unparse(node)}" + (f"  {reason}" if reason else "")
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _lines(part, document, scope, indent + "  ", which)
        case Near(left, right) if spans is None:
            for part in (left, right):
                yield from _lines(part, document, scope, indent + "  ", which)
        case Field(name, inner) if isinstance(inner, And | Or):
            yield from _lines(inner, document, document.field(name), indent + "  ", which)
        case _:
            pass


def _reason(node: Node, document: Document, scope: Scope, spans: tuple[tuple[int, int], ...] | None) -> Reason:
    """Return why a node matches or not; ("", "") where its parts say it."""
    match node:
        case And() | Or():
            return "", ""
        case Not():
            return ("excluded", "") if spans is None else ("holds", "")
        case Compare(field):
            actual = getattr(document.mention, field)
            return ("unknown", "") if actual is None else ("number", f"{actual}")
        case Field(name, inner):
            within = document.field(name)
            return _reason(inner, document, within, evaluate_in(inner, document, within))
        case _ if spans:
            quotes = dict.fromkeys(excerpt(scope.text[start:end], _WIDTH) for start, end in spans)
            return "hit", " · ".join(quotes)
        case _ if spans is not None:
            return "given", ""
        case _:
            return _near_miss(node, document, scope)


def _near_miss(node: Node, document: Document, scope: Scope) -> Reason:
    """Return what nearly matched."""
    match node:
        case Phrase(text):
            return _phrase_missed(phrase_words(text, scope.variants), scope)
        case BrandWords(name, words):
            found = occurrences(BrandWords(name, words), scope)
            return ("guarded", _around(found[0], scope)) if found else ("absent", "")
        case Near():
            return _pair_missed(node, scope)
        case _:
            return "absent", ""


def _phrase_missed(wanted: tuple[str, ...], scope: Scope) -> Reason:
    """Return how near a text comes to containing a phrase."""
    words = scope.tokens.words
    missing = set(wanted).difference(words)
    longer = [word for word in words if any(each in word for each in missing)]
    if longer:
        return "inside", longer[0]
    if missing:
        return "absent", ""
    unparted = [word for word in words if word != STOP]
    row = [word for word in wanted if word != STOP]
    adjacent = any(unparted[at : at + len(row)] == row for at in range(len(unparted) - len(row) + 1))
    return ("parted" if adjacent else "scattered"), ""


def _pair_missed(node: Near, scope: Scope) -> Reason:
    """Return how near the two sides of a NEAR come to one another."""
    left, right = occurrences(node.left, scope), occurrences(node.right, scope)
    if not left or not right:
        side = node.left if left else node.right
        return ("one_side", unparse(side)) if left or right else ("absent", "")
    forward = [after.start - before.end for before, after in nearest(left, right)]
    backward = [after.start - before.end for before, after in nearest(right, left)]
    if node.ordered and not forward and backward:
        return "order", ""
    gaps = forward if node.ordered else forward + backward
    return ("far", str(min(gaps))) if gaps else ("overlap", "")


def _around(found: Occurrence, scope: Scope) -> str:
    """Return the words around an occurrence."""
    spans = scope.tokens.spans
    span = spans[found.start][0], spans[found.end - 1][1]
    return excerpt(scope.text, _WIDTH, around=span)
