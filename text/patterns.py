"""Regular expressions of users: RE2 alone, which no expression and no text can make slow."""

import re
from functools import lru_cache
from typing import Any

import re2

from text.fold import fold
from text.mistakes import mistake

LONGEST = 500
"""Characters an expression may have."""

_MEMORY = 1 << 20
_compile: Any = re2.compile


@lru_cache(maxsize=4096)
def compile_pattern(expression: str, column: int = 1) -> Any:
    """Return the compiled expression, to be searched in folded text.

    Case doesn't count, Han characters are folded, full-width signs are literal. QueryError for what RE2 refuses
    (look-around, back-references, too large) and for expressions that are longer than 500 characters or match nothing
    at all, thus everywhere.
    """
    if len(expression) > LONGEST:
        raise mistake("pattern_long", column, most=LONGEST)
    options: Any = re2.Options()
    options.case_sensitive, options.log_errors, options.max_mem = False, False, _MEMORY
    try:
        compiled = _compile(_fold_wide(expression), options)
    except re2.error as refused:
        reason = refused.args[0].decode() if refused.args and isinstance(refused.args[0], bytes) else str(refused)
        raise mistake("pattern", column, why=reason) from None
    if compiled.search("") is not None:
        raise mistake("pattern_everywhere", column)
    return compiled


_WIDE = re.compile(r"\\?([\u2e80-\U0010ffff])")


def _fold_wide(expression: str) -> str:
    """Return the expression with Han characters and full-width signs as they are in folded text."""
    return _WIDE.sub(lambda match: _literal(match[1]), expression)


def _literal(character: str) -> str:
    """Return what matches a character in folded text."""
    return "".join(each if each.isalnum() or each > "\x7f" else f"\\{each}" for each in fold(character))
