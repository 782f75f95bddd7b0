"""SnowNLP's engine on the fast path: its words and its score, without importing it."""

from collections.abc import Iterable
from functools import cache, lru_cache

from sentiment.bayestable import BayesTable
from sentiment.compile import Compiled, ensure_compiled
from sentiment.segment import Segmenter
from sentiment.tagtables import TagTables

_TEXTS_KEPT = 1024


class Snow:
    """Segments and scores exactly as the SnowNLP it was compiled from; one per process is enough.

    ``words`` returns the words of a text; those of the last few texts are remembered, as most texts are scored both as
    given and folded, and are the same.
    """

    def __init__(self, compiled: Compiled) -> None:
        self.words = lru_cache(maxsize=_TEXTS_KEPT)(Segmenter(TagTables.open(compiled.segmentation)).words)
        self._bayes = BayesTable.open(compiled.sentiment)

    def score(self, text: str) -> float:
        """Return SnowNLP's score of a text exactly as given, 0..1."""
        return self._bayes.score(self.words(text))

    def score_many(self, texts: Iterable[str]) -> list[float]:
        """Return SnowNLP's score of each text; all are cut first, then all are judged."""
        return [self._bayes.score(words) for words in [self.words(text) for text in texts]]


@cache
def installed_snow() -> Snow:
    """Return the installed SnowNLP, compiling it first where that was not done at installation."""
    return Snow(ensure_compiled())
