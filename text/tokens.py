"""Tokens: what a phrase is made of. One per Han character, one per Latin word or number, one per end of a sentence."""

import re
from collections.abc import Sequence
from functools import lru_cache

from text.fold import Folded, fold_with_offsets
from text.variants import Variants

STOP = "\ue000"
"""The token for the end of a sentence: a private character, which no text can contain as a word."""

_SINGLE = (
    "\u4e00-\u9fff\u3400-\u4dbf\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
_ENDS = "。!?\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_END = rf"[{_ENDS}]|(?<=[a-z0-9])\.(?=\s|$)"
_RUN = re.compile(rf"([{_SINGLE}]+)|([^\W_{_SINGLE}]+)|(?:{_END})(?:[^\w{_SINGLE}]|_)*")
"""A run of single characters, a word, or the end of a sentence with all punctuation that follows."""


class Tokens:
    """The tokens of one text: ``words`` folded, and on demand where each stands in the original."""

    __slots__ = ("_folded", "_joined", "_spans", "words")

    def __init__(self, folded: Folded) -> None:
        self._folded = folded
        self._joined = ""
        self._spans: list[tuple[int, int]] | None = None
        self.words: list[str] = []
        for singles, word in _RUN.findall(folded.text):
            if singles:
                self.words += singles
            else:
                self.words.append(word or STOP)

    @property
    def joined(self) -> str:
        """Return the words as ``joined`` does."""
        if not self._joined:
            self._joined = joined(self.words)
        return self._joined

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Return for each word its span (start, end) in the original text."""
        if self._spans is None:
            places: list[tuple[int, int]] = []
            for run in _RUN.finditer(self._folded.text):
                start, end = run.span()
                places += [(at, at + 1) for at in range(start, end)] if run[1] else [(start, end)]
            self._spans = self._folded.spans(places)
        return self._spans

    def span(self, first: int, end: int) -> tuple[int, int]:
        """Return the span in the original text of words ``first`` up to ``end`` (exclusive)."""
        if self._spans is not None:
            return self._spans[first][0], self._spans[end - 1][1]
        start = passed = 0
        for run in _RUN.finditer(self._folded.text):
            left, right = run.span()
            singles = run[1] is not None
            words = right - left if singles else 1
            if passed <= first < passed + words:
                start = left + first - passed
            if end <= passed + words:
                return self._folded.span(start, left + end - passed if singles else right)
            passed += words
        raise IndexError(f"words {first} to {end} of {passed}")


def joined(words: Sequence[str]) -> str:
    """Return tokens in the form in which they are found as substrings: a space before, between and behind them."""
    return f" {' '.join(words)} "


def tokenise(text: str, variants: Variants | None = None) -> Tokens:
    """Return the tokens of a text; punctuation, spaces and emoji inside a sentence are none (退.款 is 退款).

    A sentence ends at 。！？, at the end of a line, and at a full stop between a Latin word and a space.
    """
    return Tokens(fold_with_offsets(text, variants))


def search_text(text: str, variants: Variants | None = None) -> str:
    """Return the tokens joined by one space, as a full text index stores them."""
    return " ".join(tokenise(text, variants).words)


@lru_cache(maxsize=1 << 16)
def phrase_words(text: str, variants: Variants | None = None) -> tuple[str, ...]:
    """Return the tokens of words to look for, without sentence ends at their borders; remembered."""
    words = tokenise(text, variants).words
    while words and words[-1] == STOP:
        words.pop()
    while words and words[0] == STOP:
        words.pop(0)
    return tuple(words)


def phrase(words: Sequence[str]) -> str:
    """Return tokens as a quoted phrase of FTS5; tokens never contain a quotation mark."""
    return f'"{" ".join(words)}"'
