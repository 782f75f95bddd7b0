"""SnowNLP's own sentiment score from a table of logs: the same additions in the same order, hence the same score."""

import marshal
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import reduce
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
        stopwords: Collection[str],
    ) -> None:
        self._classes = classes
        self._priors = priors
        self._unknown = tuple(unknown)
        self._logs = dict(logs)
        self._stopwords = frozenset(stopwords)
        self._none = (0.0,) * len(classes)
        self._weighed = {**self._logs, **dict.fromkeys(stopwords, self._none)}

    def score(self, words: Iterable[str]) -> float:
        """Return SnowNLP's score of segmented words: the probability of the class “pos”."""
        weigh, unknown = self._weighed.get, self._unknown
        weighed = [weigh(word, unknown) for word in words]
        if len(self._priors) != 2:
            columns = zip(*[self._none, *weighed], strict=True)
            return self._probability([reduce(add, *each) for each in zip(columns, self._priors, strict=True)])
        one, two = self._priors
        for first, second in weighed:
            one += first
            two += second
        return self._probability([one, two])

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

    def dump(self) -> bytes:
        """Return the table as bytes."""
        words = sorted(self._logs)
        columns = [[self._logs[word][index] for word in words] for index in range(len(self._classes))]
        fields = [self._classes, self._priors, list(self._unknown), words, columns, sorted(self._stopwords)]
        return marshal.dumps(fields)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Read a dumped table."""
        classes, priors, unknown, words, columns, stopwords = marshal.loads(path.read_bytes())
        return cls(classes, priors, unknown, dict(zip(words, zip(*columns, strict=True), strict=True)), stopwords)

    @classmethod
    def compile(cls, model: Mapping[str, Any], stopwords: Collection[str]) -> Self:
        """Compute the logs from SnowNLP's Bayes model as its marshal holds it."""
        classes = list(model["d"])
        tables = [model["d"][name] for name in classes]
        priors = [log(table["total"]) - log(model["total"]) for table in tables]
        unknown = [log(float(table["none"]) / table["total"]) for table in tables]
        words = sorted({word for table in tables for word in table["d"]})
        logs = {
            word: tuple(log(float(table["d"].get(word, table["none"])) / table["total"]) for table in tables)
            for word in words
        }
        return cls(classes, priors, unknown, logs, stopwords)
