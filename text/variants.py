"""Other spellings of a word (谐音, 拆字, slang) and the word they stand for."""

import re
from collections.abc import Mapping, Sequence

import ahocorasick_rs

from text.fold import fold_words
from text.longest import leftmost_longest

_LATIN = re.compile("[a-z0-9]")


class Variants:
    """A compiled table of spellings. Replacing is one pass, leftmost first, longest first; nothing is replaced twice.

    A spelling that begins or ends with a Latin letter or a digit counts only as a whole word. A word written as its own
    spelling guards it: with 辣鸡 → 垃圾 and 辣鸡翅 → 辣鸡翅 the dish stays a dish.
    """

    __slots__ = ("_automaton", "_spellings", "_words")

    def __init__(self, spellings: Sequence[str], words: Sequence[str]) -> None:
        """Compile spellings and the words they stand for; both folded, in the same order, no spelling empty."""
        self._spellings = spellings
        self._words = words
        self._automaton = ahocorasick_rs.AhoCorasick(list(spellings), store_patterns=False)

    @classmethod
    def from_pairs(cls, pairs: Mapping[str, str]) -> "Variants":
        """Compile a table of spelling → word, as people write them; a spelling of which nothing is left is dropped."""
        table = dict(zip(fold_words(pairs), fold_words(pairs.values()), strict=True))
        table.pop("", None)
        return cls(list(table), list(table.values()))

    def apply(self, folded: str) -> tuple[str, Sequence[int] | None]:
        """Return the text with words for spellings, and where each of its characters begins in ``folded``.

        The starts (with the end as sentinel) are None where nothing was replaced.
        """
        matches = [
            match
            for match in self._automaton.find_matches_as_indexes(folded, overlapping=True)
            if _whole(folded, match[1], match[2])
        ]
        if not matches:
            return folded, None
        pieces: list[str] = []
        starts: list[int] = []
        done = 0
        for which, start, end in leftmost_longest(matches):
            word = self._words[which]
            pieces += (folded[done:start], word)
            starts += range(done, start)
            starts += range(start, end) if len(word) == end - start else [start] * len(word)
            done = end
        pieces.append(folded[done:])
        starts += range(done, len(folded) + 1)
        return "".join(pieces), starts


def _whole(text: str, start: int, end: int) -> bool:
    """Say whether no Latin word or number is cut by the borders of a span."""
    return not (_cuts(text, start) or _cuts(text, end))


def _cuts(text: str, at: int) -> bool:
    """Say whether a position lies inside a Latin word or number."""
    return 0 < at < len(text) and _LATIN.match(text[at - 1]) is not None and _LATIN.match(text[at]) is not None
