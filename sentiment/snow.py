"""SnowNLP's engine on the fast path: its words and its score, without importing it."""

from functools import cache

from sentiment.bayestable import BayesTable
from sentiment.compile import Compiled, ensure_compiled
from sentiment.segment import Segmenter
from sentiment.tagtables import TagTables


class Snow:
    """Segments and scores exactly as the SnowNLP it was compiled from. One per process is enough; not for threads."""

    def __init__(self, compiled: Compiled) -> None:
        self._segmenter = Segmenter(TagTables.open(compiled.segmentation))
        self._bayes = BayesTable.open(compiled.sentiment)

    def words(self, text: str) -> list[str]:
        """Return the words of a text."""
        return self._segmenter.words(text)

    def score(self, text: str) -> float:
        """Return SnowNLP's score of a text exactly as given, 0..1."""
        return self._bayes.score(self._segmenter.words(text))


@cache
def installed_snow() -> Snow:
    """Return the installed SnowNLP, compiling it first where that was not done at installation."""
    return Snow(ensure_compiled())
