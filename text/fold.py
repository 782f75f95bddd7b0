"""Folding: the one form in which texts and words are compared, and the way back into the text as it was written."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import opencc

if TYPE_CHECKING:
    from text.variants import Variants

_INVISIBLE_CLASS = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_INVISIBLE = re.compile(f"[{_INVISIBLE_CLASS}]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_HANGUL_VOWEL_OR_TAIL = re.compile("[\u1160-\u11ff\ud7b0-\ud7ff]")
_UNUSUAL = re.compile("[^\u4e00-\u9fff\0-@\\[-\x7f]+")
"""Runs in which folding may change a character on its own; the rest of a Chinese text stays, which is quick to see."""

_SHORT, _SHORT_RUN = 1000, 8
_CONVERTER = opencc.OpenCC("t2s")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; ``offsets[i]`` is where in the original its character ``i`` begins, with the end as sentinel."""

    text: str
    offsets: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original that made ``text[start:end]``, whole characters only."""
        offsets = self.offsets
        stop, last = end, len(offsets) - 1
        while start < end and stop < last and offsets[stop] == offsets[end - 1]:
            stop += 1
        return offsets[start], offsets[stop]

    def spans(self, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Return for each span of ``text`` its span of the original; quick where every character kept its place."""
        return spans if isinstance(self.offsets, range) else [self.span(start, end) for start, end in spans]

    def respelt(self, variants: "Variants | None") -> "Folded":
        """Return the text with other spellings replaced by their word; itself where there are none."""
        changed, starts = variants.apply(self.text) if variants else (self.text, None)
        return self if starts is None else Folded(changed, [self.offsets[start] for start in starts])


def fold(text: str, variants: "Variants | None" = None) -> str:
    """Return the text in NFKC, lower case, Simplified characters, without invisible characters.

    With ``variants``, other spellings are then replaced by their word. A lone surrogate becomes U+FFFD, so that the
    result can always be encoded. A final sigma becomes an ordinary one.
    """
    folded = _remembered(text).text if len(text) <= _SHORT else _simplify(_plain(text)[0])
    return variants.apply(folded)[0] if variants else folded


def fold_words(words: Iterable[str]) -> list[str]:
    """Return each word of a list folded, in one pass; a word must not hold a line break."""
    listed = list(words)
    return fold("\n".join(listed)).split("\n") if listed else []


def fold_with_offsets(text: str, variants: "Variants | None" = None) -> Folded:
    """Return what ``fold`` returns, together with the way back into the original."""
    folded = _remembered(text) if len(text) <= _SHORT else _folded(text)
    return folded.respelt(variants)


def _folded(text: str) -> Folded:
    if text.isascii():
        return Folded(text.lower(), range(len(text) + 1))
    plain, in_place = _plain(text)
    return Folded(_simplify(plain), range(len(text) + 1) if in_place else _offsets(text, plain))


_remembered = lru_cache(maxsize=2048)(_folded)
"""A text is folded where it is cleaned, matched and scored; what is short is remembered in between, some 10 MB."""


class _Pieces(dict[int, str]):
    """What each character becomes on its own, but for Simplified characters; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        seen = _SURROGATE.sub("\ufffd", _INVISIBLE.sub("", chr(code)))
        piece = self[code] = unicodedata.normalize("NFKC", seen).lower().replace("ς", "σ")
        return piece


_PIECES = _Pieces()


def _plain(text: str) -> tuple[str, bool]:
    """Return everything of folding but Simplified characters, and whether each character is known to keep its place."""
    runs = _Runs()
    plain = _UNUSUAL.sub(runs.change, text)
    if unicodedata.is_normalized("NFKC", plain):
        return plain, runs.in_place
    return unicodedata.normalize("NFKC", plain), False


class _Runs:
    """Changes the runs of one text, and notes whether every character became one."""

    __slots__ = ("in_place",)

    def __init__(self) -> None:
        self.in_place = True

    def change(self, unusual: re.Match[str]) -> str:
        run = unusual.group()
        changed, in_place = _change(run) if len(run) <= _SHORT_RUN else _changed(run)
        self.in_place = self.in_place and in_place
        return changed


def _changed(run: str) -> tuple[str, bool]:
    """Return what a run of characters becomes, each on its own, and whether each became one character."""
    pieces = [_PIECES[ord(character)] for character in run]
    return "".join(pieces), all(len(piece) == 1 for piece in pieces)


_change = lru_cache(maxsize=4096)(_changed)


def _simplify(text: str) -> str:
    """Return the text in Simplified characters; the length never changes."""
    simplified: str = _CONVERTER.convert(text)
    if len(simplified) == len(text):
        return simplified
    return "".join(one if len(one := _CONVERTER.convert(each)) == 1 else each for each in text)


def _offsets(text: str, plain: str) -> Sequence[int]:
    """Return where each character of ``plain`` begins in ``text``."""
    starts: Sequence[int] = range(len(text))
    pieces = [_PIECES[code] for code in map(ord, text)]
    if "".join(pieces) != plain:
        starts = _cluster_starts(text)
        pieces = [_plain(text[start:end])[0] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    offsets = [start for start, piece in zip(starts, pieces, strict=True) for _ in piece]
    return [*offsets, len(text)]


def _cluster_starts(text: str) -> list[int]:
    """Return where the clusters begin that NFKC may treat as one: a base and the marks or jamo that follow it."""
    return [index for index, character in enumerate(text) if index == 0 or not _joins(character)]


def _joins(character: str) -> bool:
    """Say whether a character can melt into what stands before it."""
    if _INVISIBLE.match(character):
        return True
    first = unicodedata.normalize("NFKC", character)[0]
    return unicodedata.category(first)[0] == "M" or _HANGUL_VOWEL_OR_TAIL.match(first) is not None
