"""Reading mention queries: from text to tree, and binding ``{brand}`` to a brand.

``(异物 OR 虫子 OR "食品 安全") NEAR/8 {brand} -招聘``: words side by side mean AND, which binds closer than OR; NEAR/n
binds closest. 且 或 非 stand for AND OR NOT; full-width forms are read as their ASCII ones. The limits are generous for
people and keep hostile queries cheap.
"""

from collections.abc import Sequence
from dataclasses import replace

from lark import Token, Tree, UnexpectedInput

from domain.query import And, BrandWords, Compare, Field, Near, Node, Not, Or, Pattern, Phrase
from domain.topic import Brand
from text.grammar import COMPARISON, FIELDS, NUMBERS, UNITS, parser, plain
from text.hints import explain_mistake
from text.mistakes import mistake
from text.patterns import compile_pattern
from text.tokens import joined, phrase_words
from text.unparse import unparse

__all__ = ["bind", "parse", "unparse"]

LONGEST = 10_000
"""Characters a query may have."""

DEEPEST = 20
"""Brackets that may be open at once."""

WIDEST = 100
"""The largest distance of NEAR, and the most words of a phrase."""

CHAINED = 8
"""How many NEAR may follow one another."""


def parse(query: str) -> Node:
    """Return the tree of a query; QueryError (column counted from 1, with a hint) if it can't be read."""
    if len(query) > LONGEST:
        raise mistake("long", LONGEST + 1, most=LONGEST)
    seen = plain(query)
    _check_depth(seen)
    try:
        tree = parser().parse(seen)
    except UnexpectedInput as unread:
        raise explain_mistake(unread, seen) from None
    return _Builder(query).node(tree.children[0])


def bind(node: Node, brand: Brand, others: Sequence[Brand] = ()) -> Node:
    """Return the query with each unbound ``{brand}`` bound to a brand.

    Its excluded words guard its words, and so do the longer words of ``others`` that contain one (小米粥, a brand of
    its own, guards 小米). A query without ``{brand}`` comes back as it is.
    """
    match node:
        case BrandWords(name=""):
            return _brand_words(brand, others)
        case And(parts) | Or(parts):
            return replace(node, parts=tuple(bind(part, brand, others) for part in parts))
        case Not(part):
            return Not(bind(part, brand, others))
        case Field(name, inner):
            return Field(name, bind(inner, brand, others))
        case Near(left, right):
            return replace(node, left=bind(left, brand, others), right=bind(right, brand, others))
        case _:
            return node


def _brand_words(brand: Brand, others: Sequence[Brand]) -> BrandWords:
    """Return the words of a brand with all their guards, each once."""
    words = dict.fromkeys((brand.name, *brand.aliases))
    own = [phrase_words(word) for word in words]
    foreign = (word for other in others if other.name != brand.name for word in (other.name, *other.aliases))
    longer = (word for word in foreign if any(_is_inside(each, phrase_words(word)) for each in own))
    return BrandWords(brand.name, tuple(words), tuple(dict.fromkeys((*brand.exclude, *longer))))


def _is_inside(inner: tuple[str, ...], outer: tuple[str, ...]) -> bool:
    """Say whether the outer words are more than the inner ones and contain them in a row."""
    return 0 < len(inner) < len(outer) and joined(inner) in joined(outer)


def _check_depth(seen: str) -> None:
    """Refuse brackets nested too deep, before the parser sees them; quoted ones count too, which harms nobody."""
    depth = 0
    for at, character in enumerate(seen):
        depth += (character == "(") - (character == ")")
        if depth > DEEPEST:
            raise mistake("deep", at + 1, most=DEEPEST)


class _Builder:
    """Makes nodes of the parser's tree; words are taken from the query as it was written."""

    def __init__(self, query: str) -> None:
        self._query = query

    def node(self, tree: Tree[Token] | Token) -> Node:
        """Return the node of a tree."""
        assert isinstance(tree, Tree)
        match tree.data:
            case "either":
                return Or(tuple(map(self.node, tree.children)))
            case "both":
                return And(tuple(map(self.node, tree.children)))
            case "negation":
                return Not(self.node(tree.children[0]))
            case "near":
                return self._near(tree.children)
            case "field":
                return self._field(tree.children[0], tree.children[1])
            case kind:
                return self._leaf(str(kind), tree.children[0])

    def _near(self, children: Sequence[Tree[Token] | Token]) -> Node:
        """Return a chain of NEAR, from left to right."""
        node = self.node(children[0])
        for count, (operator, operand) in enumerate(zip(children[1::2], children[2::2], strict=True)):
            assert isinstance(operator, Token)
            right, column = self.node(operand), _column(operator)
            distance = int(operator.rpartition("/")[2])
            if count >= CHAINED:
                raise mistake("chained", column, most=CHAINED)
            if distance > WIDEST:
                raise mistake("wide", column, most=WIDEST)
            if not (_has_positions(node) and _has_positions(right)):
                raise mistake("near", column)
            node = Near(node, right, distance, ordered=operator.startswith("O"))
        return node

    def _field(self, name: Tree[Token] | Token, inner: Tree[Token] | Token) -> Node:
        """Return a query about one field."""
        assert isinstance(name, Token)
        written = name[:-1].lower()
        if written not in FIELDS:
            allowed = " ".join(f"{each}:" for each in dict.fromkeys(FIELDS.values()))
            raise mistake("field", _column(name), given=written, allowed=allowed)
        node = self.node(inner)
        if _asks_fields(node):
            raise mistake("field_inside", _column(name))
        return Field(FIELDS[written], node)

    def _leaf(self, kind: str, token: Tree[Token] | Token) -> Node:
        """Return the node of a single token."""
        assert isinstance(token, Token)
        written = self._query[token.start_pos : token.end_pos]
        if kind == "brand":
            return BrandWords()
        if kind == "compare":
            return _compare(token)
        if kind == "pattern":
            compile_pattern(written[1:-1], _column(token))
            return Pattern(written[1:-1])
        return _phrase(kind, token, written)


def _phrase(kind: str, token: Token, written: str) -> Phrase:
    """Return the phrase of a bare or quoted word, a star behind it meaning any continuation of its last Latin word."""
    prefix = token.endswith("*")
    text = written[:-1] if prefix else written
    if kind == "quoted":
        text = text[1:-1]
    elif text in ("NEAR", "ONEAR"):
        raise mistake("distance", _column(token), given=text)
    words = phrase_words(text)
    if not words:
        raise mistake("no_word", _column(token))
    if len(words) > WIDEST:
        raise mistake("phrase", _column(token), most=WIDEST)
    if prefix and not words[-1].isascii():
        raise mistake("star", _column(token))
    return Phrase(text, prefix)


def _compare(token: Token) -> Compare:
    """Return a numeric condition."""
    found = COMPARISON.fullmatch(token)
    assert found is not None
    field, op, number, unit = found.groups()
    if field.lower() not in NUMBERS:
        raise mistake("number", _column(token), given=field, allowed=" ".join(NUMBERS))
    value = float(number.replace(",", "")) * UNITS[unit.lower()]
    return Compare(field.lower(), {"≥": ">=", "≤": "<="}.get(op, op), value)


def _has_positions(node: Node) -> bool:
    """Say whether a query hits at places in the text, as NEAR needs."""
    if isinstance(node, Or):
        return all(map(_has_positions, node.parts))
    return isinstance(node, Phrase | BrandWords | Pattern | Near)


def _asks_fields(node: Node) -> bool:
    """Say whether a query asks a field or number anywhere."""
    match node:
        case Field() | Compare():
            return True
        case And(parts) | Or(parts):
            return any(map(_asks_fields, parts))
        case Not(part):
            return _asks_fields(part)
        case _:
            return False


def _column(token: Token) -> int:
    """Return where a token begins, counted from 1."""
    return (token.start_pos or 0) + 1
