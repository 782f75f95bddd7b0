"""SnowNLP's segmentation, word for word the same, at a small part of its cost.

SnowNLP searches the best tags with 16 states (the last two tags) and 64 transitions a character; ``tagsearch`` tries
only what the model has seen. Whenever two ways come out so close that the order of SnowNLP's float additions could
decide, the whole run is tagged again in exactly SnowNLP's order (``exacttags``).
"""

import re
from collections.abc import Sequence

from sentiment.exacttags import exact_tags
from sentiment.tagsearch import DoubtError, search
from sentiment.tagtables import TagTables

_HAN = re.compile("([\u4e00-\u9fa5]+)")
_RUNS_KEPT = 20_000


class Segmenter:
    """Cuts texts into the words SnowNLP cuts them into. Memory of memos is bounded."""

    def __init__(self, tables: TagTables) -> None:
        self._tables = tables
        self._runs: dict[str, list[str]] = {}

    def words(self, text: str) -> list[str]:
        """Return the words of a text: Han runs segmented, everything else split at white space."""
        words: list[str] = []
        for index, part in enumerate(_HAN.split(text)):
            if index % 2:
                words += self.run(part)
            else:
                words += part.split()
        return words

    def run(self, run: str) -> list[str]:
        """Return the words of one run of Han characters."""
        words = self._runs.get(run)
        if words is None:
            if len(self._runs) >= _RUNS_KEPT:
                self._runs.clear()
            words = self._runs[run] = _cut(run, self.tags(run))
        return words

    def tags(self, run: str) -> list[int]:
        """Return SnowNLP's tag of every character of a Han run, as 0 1 2 3 for b m e s."""
        try:
            return search(run, self._tables)
        except DoubtError:
            return exact_tags(run, self._tables)


def _cut(run: str, tags: Sequence[int]) -> list[str]:
    """Cut a run at its tags as SnowNLP does: e ends a word, b and s begin one, m goes on."""
    words: list[str] = []
    start = 0
    for at, tag in enumerate(tags):
        if tag == 2:
            words.append(run[start : at + 1])
            start = at + 1
        elif tag != 1:
            if start < at:
                words.append(run[start:at])
            start = at
    if start < len(run):
        words.append(run[start:])
    return words
