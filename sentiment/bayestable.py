"""SnowNLP's own sentiment score from a table of logs: the same additions in the same order, hence the same score."""

import marshal
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from itertools import repeat
from math import exp, log
from operator import add
from pathlib import Path
from typing import Any, Self


class BayesTable:
    """The word logs of every class of a Bayes model, classes in the model's order; stop words are skipped."""

    def __init__(
        self,
        classes: list[str],
        priors: list[float],
        unknown: list[float],
        logs: Mapping[str, tuple[float, ...]],
        stopwords: Iterable[str],
    ) -> None:
        self._classes = classes
        self._priors = priors
        self._unknown = tuple(unknown)
        self._weighed = {word: _sums(each) for word, each in logs.items()}
        self._weighed.update(dict.fromkeys(stopwords, _sums((0.0,) * len(classes))))

    def score(self, words: Iterable[str]) -> float:
        """Return SnowNLP's score of segmented words: the probability of the class “pos”."""
        weighed = map(self._weighed.get, words, repeat(_sums(self._unknown)))
        if len(self._priors) == 2:
            total = reduce(add, weighed, complex(*self._priors))
            return self._probability([total.real, total.imag])
        return self._probability([reduce(add, column) for column in zip(self._priors, *weighed, strict=True)])

    def _probability(self, sums: Sequence[float]) -> float:
        """Turn the log sums into SnowNLP's score; a class that overflows counts as impossible."""
        best, highest = "", 0.0
        for name, own in zip(self._classes, sums, strict=True):
            try:
                share = 0.0
                for other in sums:
                    share += exp(other - own)
                share = 1 / share
            except OverflowError:
                share = 0.0
            if share > highest:
                best, highest = name, share
        return highest if best == "pos" else 1 - highest

    @classmethod
    def open(cls, path: Path) -> Self:
        """Read a compiled table."""
        classes, priors, unknown, words, columns, stopwords = marshal.loads(path.read_bytes())
        return cls(classes, priors, unknown, dict(zip(words, zip(*columns, strict=True), strict=True)), stopwords)


def compile_bayes(model: Mapping[str, Any], stopwords: Iterable[str]) -> bytes:
    """Compute the table of SnowNLP's Bayes model, given as its marshal holds it."""
    classes = list(model["d"])
    tables = [model["d"][name] for name in classes]
    priors = [log(table["total"]) - log(model["total"]) for table in tables]
    unknown = [log(float(table["none"]) / table["total"]) for table in tables]
    counts = sum((Counter(table["d"]) for table in tables), Counter[str]())
    words = sorted({word for table in tables for word in table["d"]}, key=lambda word: (-counts[word], word))
    columns = [[log(float(table["d"].get(word, table["none"])) / table["total"]) for word in words] for table in tables]
    return marshal.dumps([classes, priors, unknown, words, columns, sorted(stopwords)])


def _sums(logs: tuple[float, ...]) -> Any:
    """Return the logs of two classes as a complex number: one object to fetch, and both are added at once."""
    return complex(*logs) if len(logs) == 2 else logs
