"""Since when words and pairs of neighbouring words are said of a topic, for those who ask whether they are new."""

from collections.abc import Iterable

from domain.mention import StoredMention
from text.document import Document
from text.tokens import STOP


class Said:
    """The first event (microseconds since 1970) of every word and every pair of neighbours among mentions."""

    __slots__ = ("_first",)

    def __init__(self, heard: Iterable[tuple[int, StoredMention]]) -> None:
        self._first: dict[str | tuple[str, str], int] = {}
        for event, stored in heard:
            self.add(event, stored)

    def add(self, event: int, stored: StoredMention) -> None:
        """Take in a mention, in whatever order they come."""
        words, first = Document.of(stored.mention).full.tokens.words, self._first
        pairs: Iterable[str | tuple[str, str]] = (*words, *zip(words, words[1:], strict=False))
        for said in pairs:
            if event < first.get(said, event + 1):
                first[said] = event

    def is_before(self, words: tuple[str, ...], event: int) -> bool:
        """Say whether one word or two neighbours were said before an event."""
        asked = words[0] if len(words) == 1 else (words[0], words[1])
        return STOP not in words and self._first.get(asked, event) < event
