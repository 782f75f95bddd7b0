"""The grammar of the mention query language, and how its words look."""

import re
from functools import cache

from lark import Lark

FIELDS = {
    "title": "title",
    "author": "author",
    "site": "site",
    "platform": "platform",
    "lang": "lang",
    "kind": "kind",
    "source": "source",
    "brand": "brand",
    "标题": "title",
    "作者": "author",
    "网站": "site",
    "平台": "platform",
    "语言": "lang",
    "类型": "kind",
    "来源": "source",
    "品牌": "brand",
}
"""The fields that a query may ask about: as written → as in the tree."""

NUMBERS = ("reach", "followers", "views", "likes", "reposts", "comments")
"""The numbers that a query may compare."""

UNITS = {"": 1, "千": 10**3, "k": 10**3, "万": 10**4, "萬": 10**4, "w": 10**4, "m": 10**6, "亿": 10**8, "億": 10**8}
"""What may follow a number: as written in lower case → factor."""

COMPARISON = re.compile(r"([^\W\d]+)\s*(>=|<=|[≥≤<>=])\s*(\d[\d,]*(?:\.\d+)?)\s?([千万萬亿億kmw]?)", re.IGNORECASE)
"""A numeric condition: name, operator, number, unit."""

_TO_ASCII = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_TO_ASCII[ord("　")] = ord(" ")
_TO_ASCII |= {ord(mark): ord('"') for mark in "“”„‟«»「」『』"}

_OPERATOR_INSIDE = r"(?<![A-Za-z0-9])(?:AND|OR|NOT|O?NEAR\/\d+)(?![A-Za-z0-9])"
_IN_WORD = r"[^\s()\"{}|:<>=≥≤*,;、。!?]|(?<=\d):(?=\d)"
_STAR = r"(?:\*(?=[\s()|]|$))?"
_GRAMMAR = (
    r"""
    start: either
    ?either: both (_OR both)*
    ?both: negated (_AND? negated)*
    ?negated: (_NOT | _MINUS) near -> negation
            | near
    ?near: atom (NEAR atom)*
    ?atom: WORD -> word
         | QUOTED -> quoted
         | BRAND -> brand
         | PATTERN -> pattern
         | COMPARE -> compare
         | FIELD atom -> field
         | _OPEN either _CLOSE

    _OPEN: "("
    _CLOSE: ")"
    BRAND.9: /\{\s*(brand|品牌)\s*\}/i
    PATTERN.9: /\/(?:[^\/\\\n]|\\.)+\//
    COMPARE.8: /[^\W\d]+\s*(?:>=|<=|[≥≤<>=])\s*[\d][\d,]*(?:\.\d+)?\s?(?:[千万萬亿億kmw](?!\w))?(?![\w.])/i
    FIELD.7: /[^\W\d]+:/
    NEAR.6: /O?NEAR\/\d+(?![A-Za-z0-9])/
    _AND.6: /AND(?![A-Za-z0-9])|且(?=[\s()"{\/|-]|$)|&&?(?=\s)/
    _OR.6: /OR(?![A-Za-z0-9])|或(?=[\s()"{\/|-]|$)|\|\|?/
    _NOT.6: /NOT(?![A-Za-z0-9])|非(?=[\s()"{\/|-]|$)/
    _MINUS.6: /-(?=\S)/
    %ignore /\s+/
"""
    + f"""
    WORD.1: /(?![-+*\\/&])(?:(?!{_OPERATOR_INSIDE})(?:{_IN_WORD}))+{_STAR}/
    QUOTED.9: /"[^"]*"{_STAR}/
"""
)


@cache
def parser() -> Lark:
    """Return the parser, built once (about 30 ms)."""
    return Lark(_GRAMMAR, parser="lalr", lexer="contextual", propagate_positions=True)


def plain(query: str) -> str:
    """Return a query with full-width operators and curly quotes in ASCII, each character in its place."""
    return query.translate(_TO_ASCII)
