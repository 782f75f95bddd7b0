"""Texts as pages show them: masked, cut to a readable length, with what hit marked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.mention import StoredMention
from text.excerpt import ELLIPSIS, one_line
from text.mask import mask

LONGEST = 220
LEAD = 60
"""So many characters before the first hit are shown of a long text."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; ``mark`` is "found" for what was searched, "brand" for what names a brand, "" for the rest."""

    text: str
    mark: str = ""


def pieces_of(
    stored: StoredMention, found: Sequence[tuple[int, int]] = (), longest: int = LONGEST
) -> tuple[Piece, ...]:
    """Return a mention's text in pieces, ``found`` being what a search hit.

    Masking keeps the length, so spans found in the original stay true.
    """
    text = mask(stored.mention.full_text)
    named = [span for hit in stored.hits if hit.topic.startswith("brand:") for span in hit.spans]
    marks = _marked(len(text), found, named)
    start, end = _window(text, [*found, *named], longest)
    head = [Piece(ELLIPSIS)] if start else []
    tail = [Piece(ELLIPSIS)] if end < len(text) else []
    return (*head, *_cut(text, marks, start, end), *tail)


def _marked(length: int, found: Sequence[tuple[int, int]], named: Sequence[tuple[int, int]]) -> list[str]:
    """Return the mark of each character; what was searched covers what names a brand."""
    marks = [""] * length
    for spans, mark in ((named, "brand"), (found, "found")):
        for start, end in spans:
            marks[max(0, start) : min(end, length)] = [mark] * (min(end, length) - max(0, start))
    return marks


def _window(text: str, spans: Sequence[tuple[int, int]], longest: int) -> tuple[int, int]:
    if len(text) <= longest:
        return 0, len(text)
    first = spans[0][0] if spans else 0
    start = max(0, min(first - LEAD, len(text) - longest)) if first > longest - LEAD else 0
    return start, start + longest


def _cut(text: str, marks: Sequence[str], start: int, end: int) -> Iterator[Piece]:
    """Yield runs of characters with one mark, on one line, without control and direction characters."""
    at = start
    while at < end:
        stop = at
        while stop < end and marks[stop] == marks[at]:
            stop += 1
        shown = one_line(f"|{text[at:stop]}|")[1:-1]
        if shown:
            yield Piece(shown, marks[at])
        at = stop
