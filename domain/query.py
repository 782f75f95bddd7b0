"""The abstract syntax of a mention query. text/ reads it and says what it means; stores only narrow the candidates."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens that follow one another inside one sentence; ``prefix`` lets the last Latin token be a beginning."""

    text: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class BrandWords:
    """``{brand}``: any word of the brand the query is bound to; empty until it is bound to one by name.

    ``words`` are the brand's name and aliases. A word inside a longer ``guards`` word (the brand's excluded words and
    other brands' longer names) doesn't count: 山茶 in 山茶花.
    """

    name: str = ""
    words: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression in RE2's syntax over the folded text."""

    expression: str


@dataclass(frozen=True, slots=True)
class Field:
    """A query about one field: title author site platform lang kind source brand."""

    name: str
    node: "Node"


@dataclass(frozen=True, slots=True)
class Compare:
    """A numeric condition: ``field`` (reach followers views likes reposts comments) ``op`` (> >= < <= =) ``value``."""

    field: str
    op: str
    value: float


@dataclass(frozen=True, slots=True)
class And:
    """All of the parts."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of the parts."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """None of it."""

    part: "Node"


@dataclass(frozen=True, slots=True)
class Near:
    """Both sides with at most ``distance`` tokens between their nearest ends; ``ordered``: left before right."""

    left: "Node"
    right: "Node"
    distance: int
    ordered: bool = False


Node = Phrase | BrandWords | Pattern | Field | Compare | And | Or | Not | Near
