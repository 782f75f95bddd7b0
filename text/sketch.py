"""Near-duplicate sketches: a few numbers per text from which the resemblance of two texts is estimated."""

import re

from xxhash import xxh3_64_intdigest

from text.fold import fold

SIZE = 16
"""How many of the smallest hashes are kept (bottom-k): the estimate's standard error is at most 1/√16 / 2 = 0.125."""

SAME_FAMILY = 0.5
"""Resemblance from which two texts are one family."""

_GRAM = 3
_SHORT = 6
_POSITIVE = (1 << 63) - 1
_LINK = re.compile(r"(?:https?://|www\.|t\.cn/)[!-~]+")
_REPOST = re.compile(
    r"//\s?@[^:\s/@]{1,40}:|\brt\s*@\S{1,40}:?|转发微博|轉發微博|转自\s?@?[^\s:,。]{1,40}[:,。\s]?|repost"
)
_NOT_WORD = re.compile(r"[\W_]+")


def sketch(text: str) -> tuple[int, ...]:
    """Return up to 16 hashes (63 bits, ascending) that stand for a text: the smallest of its character 3-grams.

    Case, script, punctuation, links, the # of topics and the marks of reposting don't count. A text of less than eight
    characters is one hash of the whole, so it only resembles itself; () if nothing is left.
    """
    core = _core(text)
    if len(core) < _GRAM + _SHORT - 1:
        return (xxh3_64_intdigest(f"={core}".encode()) & _POSITIVE,) if core else ()
    grams = {core[at : at + _GRAM] for at in range(len(core) - _GRAM + 1)}
    return tuple(sorted([xxh3_64_intdigest(gram.encode()) & _POSITIVE for gram in grams])[:SIZE])


def similar(a: tuple[int, ...], b: tuple[int, ...]) -> float:
    """Return the estimated resemblance (Jaccard index, 0..1) of the texts behind two sketches; 0 if one is empty."""
    if not a or not b:
        return 0.0
    smallest = sorted({*a, *b})[: max(len(a), len(b))]
    return len(set(a).intersection(b).intersection(smallest)) / len(smallest)


def _core(text: str) -> str:
    """Return the folded words of a text alone, run together."""
    return _NOT_WORD.sub("", _REPOST.sub(" ", _LINK.sub(" ", fold(text))))
