"""Excerpts: as much of a text as a card, a listing or a log line can hold."""

import re
import unicodedata

ELLIPSIS = "…"

_CONTROL = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
    "\ud800-\udfff\ufff9-\ufffb\U000e0000-\U000e007f]+"
)
_SPACES = re.compile(r"\s+")
_SENTENCE_END = re.compile(r"[。！？!?；;…]|\.(?=\s)")
_CLAUSE_END = re.compile(r"[，、,：:\s]")
_MODIFIERS = frozenset(chr(code) for code in range(0x1F3FB, 0x1F400))
_JOINER = "\u200d"


def one_line(text: str) -> str:
    """Return the text on one line: no control or direction characters, each run of whitespace one space."""
    return _SPACES.sub(" ", _CONTROL.sub("", text)).strip()


def excerpt(text: str, limit: int, around: tuple[int, int] | None = None) -> str:
    """Return at most ``limit`` characters (1 or more) of the text on one line, the ellipses counted.

    It begins at the start, or is laid so that the span ``around`` (in the given text) stands in it. Where it must be
    cut it ends after a sentence or clause if one ends in its last third, and never inside a composed character.
    """
    if limit < 1:
        raise ValueError("an excerpt needs room for at least one character")
    if around is None:
        return _head(one_line(text), limit)
    before = one_line(text[: around[0]] + "|")[:-1]
    line = one_line(text)
    hit = len(one_line(text[around[0] : around[1]]))
    start = len(before) - max(0, limit - hit) // 3
    if start <= 0 or len(line) <= limit:
        return _head(line, limit)
    start = min(start, len(line) - limit + 1)
    return (ELLIPSIS + _head(line[_whole_at(line, start) :].lstrip(), limit - 1))[:limit] if limit > 1 else ELLIPSIS


def _head(line: str, limit: int) -> str:
    """Return the beginning of a line, cut at a sensible place."""
    if len(line) <= limit:
        return line
    room = _whole_at(line, limit - 1, backwards=True)
    for ends in (_SENTENCE_END, _CLAUSE_END):
        cut = max((match.end() for match in ends.finditer(line, 2 * room // 3, room)), default=0)
        if cut:
            return line[:cut].rstrip() + ELLIPSIS
    return line[:room] + ELLIPSIS


def _whole_at(line: str, at: int, *, backwards: bool = False) -> int:
    """Return the nearest place at or after ``at`` (or before it) where no composed character is cut."""
    step = -1 if backwards else 1
    while 0 < at < len(line) and _cuts(line, at):
        at += step
    return at


def _cuts(line: str, at: int) -> bool:
    """Say whether cutting before position ``at`` would part a character from its marks or an emoji from its rest."""
    here, before = line[at], line[at - 1]
    if here in _MODIFIERS or _JOINER in (here, before):
        return True
    if _is_flag_letter(here) and _is_flag_letter(before):
        return _flag_letters_before(line, at) % 2 == 1
    return unicodedata.category(here)[0] == "M"


def _is_flag_letter(character: str) -> bool:
    """Say whether two of this kind make the emoji of a flag."""
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _flag_letters_before(line: str, at: int) -> int:
    """Return how many flag letters stand in a row just before a position."""
    count = 0
    while count < at and _is_flag_letter(line[at - 1 - count]):
        count += 1
    return count
