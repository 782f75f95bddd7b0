"""What to tell somebody whose query can't be read."""

from lark import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from domain.errors import QueryError
from text.mistakes import mistake

_OPERATORS = {"_AND": "AND", "_OR": "OR", "_NOT": "NOT", "_MINUS": "-"}
_CHARACTERS = {
    **dict.fromkeys("<>=≥≤", "comparison"),
    **{'"': "quote", "/": "slash", "{": "brace", "}": "brace"},
    **{"*": "lone_star", "-": "lone_minus", ":": "lone_colon"},
}


def explain_mistake(unread: UnexpectedInput, query: str) -> QueryError:
    """Return what is wrong, where, and what to write instead."""
    if not query.strip():
        return mistake("empty", 1)
    if isinstance(unread, UnexpectedCharacters):
        at = unread.pos_in_stream or 0
        return mistake(_CHARACTERS.get(query[at], "punctuation"), at + 1, given=query[at])
    return _unexpected_token(unread, query)


def _unexpected_token(unread: UnexpectedInput, query: str) -> QueryError:
    """Return what is wrong with a token that is a word of the language but can't stand where it does."""
    token = unread.token if isinstance(unread, UnexpectedToken) else None
    kind = token.type if token is not None else "$END"
    if token is None or kind == "$END":
        return mistake("unclosed" if query.count("(") > query.count(")") else "unfinished", len(query) + 1)
    column = (token.start_pos or 0) + 1
    if kind == "_CLOSE":
        return mistake("nothing_inside" if query[: column - 1].rstrip().endswith("(") else "unopened", column)
    return mistake("operator", column, given=_OPERATORS.get(kind, str(token)), written=str(token))
