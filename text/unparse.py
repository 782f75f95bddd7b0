"""Writing a query's tree as text again."""

import re
from decimal import Decimal

from domain.query import And, BrandWords, Compare, Field, Near, Node, Not, Or, Pattern, Phrase

_BARE = re.compile("[\u4e00-\u9fff]+|[A-Za-z0-9]+")
_NEVER_BARE = re.compile("[且或非]|.*(?:AND|OR|NOT|NEAR).*")


def unparse(node: Node) -> str:
    """Return the query that ``parse`` reads as this tree; a bound ``{brand}`` is written as an unbound one."""
    match node:
        case Or(parts):
            return " OR ".join(_inner(part) if isinstance(part, Or) else unparse(part) for part in parts)
        case And(parts):
            return " ".join(_inner(part) if isinstance(part, Or | And) else unparse(part) for part in parts)
        case Not(part):
            return f"-{_inner(part)}"
        case Near(left, right, distance, ordered):
            return f"{_inner(left)} {'O' if ordered else ''}NEAR/{distance} {_inner(right)}"
        case Field(name, inner):
            return f"{name}:{_inner(inner)}"
        case Compare(field, op, value):
            return f"{field}{op}{Decimal(repr(value)):f}".removesuffix(".0")
        case Pattern(expression):
            return f"/{expression}/"
        case BrandWords():
            return "{brand}"
        case Phrase(text, prefix):
            bare = _BARE.fullmatch(text) and not _NEVER_BARE.fullmatch(text)
            return (text if bare else f'"{text}"') + ("*" if prefix else "")


def _inner(node: Node) -> str:
    """Return a part in brackets where it is made of parts itself."""
    return f"({unparse(node)})" if isinstance(node, And | Or | Not | Near) else unparse(node)
