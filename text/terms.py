"""Candidate terms of a text, from which the detection of new terms chooses."""

from collections.abc import Iterator, Sequence
from itertools import islice

from text.tokens import STOP, tokenise
from text.variants import Variants

LIMIT = 60
"""At most this many terms per text, the earliest ones: titles and first sentences say what it is about."""

_SHORTEST_WORD = 3
_GRAMS = (2, 3, 4)
_PARTICLES = frozenset("的了着过吗呢吧啊呀嘛哦么是在和与及或就都也很被把让给对从向于而但又还这那哪个们我你他她它您之其")


def terms(text: str, variants: Variants | None = None) -> frozenset[str]:
    """Return at most 60 folded terms: Latin words from three letters on, Han 2–4-grams without particles.

    Grams cross neither the end of a sentence nor a particle; numbers alone are no terms.
    """
    return frozenset(islice(dict.fromkeys(_candidates(tokenise(text, variants).words)), LIMIT))


def _candidates(words: Sequence[str]) -> Iterator[str]:
    """Yield candidates in the order in which they end in the text."""
    run = ""
    for word in words:
        if _is_han(word) and word not in _PARTICLES:
            run = (run + word)[-_GRAMS[-1] :]
            yield from (run[-size:] for size in _GRAMS if len(run) >= size)
            continue
        run = ""
        if len(word) >= _SHORTEST_WORD and not word.isdecimal():
            yield word


def _is_han(word: str) -> bool:
    """Say whether a token is a single character of a script without spaces."""
    return len(word) == 1 and word != STOP and word > "\u3000"
