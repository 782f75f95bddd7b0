"""What to tell somebody whose query can't be read."""

from lark import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from domain.errors import QueryError

_OPERATORS = {"_AND": "AND", "_OR": "OR", "_NOT": "NOT", "_MINUS": "-"}
_CHARACTERS = {
    '"': ("the quotation mark is never closed", 'write "…" around a phrase'),
    "/": ("the regular expression is never closed", "write /…/ around it"),
    "{": ("only {brand} can stand in braces", "write {brand}"),
    "}": ("only {brand} can stand in braces", "write {brand}"),
    "*": ("* can only end a Latin word", "write Shanch*"),
    "-": ("- stands directly before what is excluded", "write -招聘"),
    ":": ("a field has a name before the colon and a word directly after", 'write title:召回, or put it in "…"'),
}
_NUMBER_HINT = ("a comparison has a number on its right", "write reach>10000 or reach>1万")
_PUNCTUATION_HINT = ("punctuation joins nothing", 'write AND or OR between words, or put them in "…"')


def explain_mistake(mistake: UnexpectedInput, query: str) -> QueryError:
    """Return what is wrong, where, and what to write instead."""
    if not query.strip():
        return QueryError("the query is empty", 1, "write at least one word")
    if isinstance(mistake, UnexpectedCharacters):
        at = mistake.pos_in_stream or 0
        character = query[at]
        message, hint = _NUMBER_HINT if character in "<>=≥≤" else _CHARACTERS.get(character, _PUNCTUATION_HINT)
        return QueryError(f"{message}: {character}", at + 1, hint)
    return _unexpected_token(mistake, query)


def _unexpected_token(mistake: UnexpectedInput, query: str) -> QueryError:
    """Return what is wrong with a token that is a word of the language but can't stand where it does."""
    token = mistake.token if isinstance(mistake, UnexpectedToken) else None
    kind = token.type if token is not None else "$END"
    if token is None or kind == "$END":
        opened = query.count("(") > query.count(")")
        problem = "a bracket is never closed" if opened else "something is missing at the end"
        return QueryError(
            problem, len(query) + 1, "write the missing )" if opened else "write the word that should follow"
        )
    column = (token.start_pos or 0) + 1
    if kind == "_CLOSE":
        empty = query[: column - 1].rstrip().endswith("(")
        problem = "there is nothing in the brackets" if empty else "a word or an opening bracket is missing before )"
        return QueryError(problem, column, "remove ) or write what belongs before it")
    operator = _OPERATORS.get(kind, str(token))
    return QueryError(f"{operator} can't stand here", column, f'write a word before it, or put "{token}" in quotes')
