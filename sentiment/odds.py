"""Log odds of words and word pairs, counted by SnowNLP's own Bayes class."""

from collections.abc import Iterable, Sequence
from math import log
from typing import Any

from sentiment.model import features

_LEAST = 2
"""Seen fewer times than this a word or pair is left out: it would double the model and teach chance."""


def word_odds(documents: Iterable[tuple[Sequence[str], bool]]) -> dict[str, float]:
    """Return log(P(word | positive) / P(word | negative)) from segmented texts and whether each is positive.

    Probabilities are within their class, so a class with more text weighs no more. Imports SnowNLP (seconds).
    """
    from snownlp.classification import bayes as snownlp_bayes

    make: Any = snownlp_bayes.Bayes
    bayes = make()
    bayes.train([(features(words), "pos" if positive else "neg") for words, positive in documents])
    if {"neg", "pos"} - bayes.d.keys():
        return {}
    negative, positive = bayes.d["neg"], bayes.d["pos"]
    counted = sorted(set(negative.d) | set(positive.d))
    return {
        word: log(positive.freq(word)) - log(negative.freq(word))
        for word in counted
        if negative.get(word)[1] + positive.get(word)[1] >= _LEAST + 2
    }
