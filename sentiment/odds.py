"""Log odds of words and word pairs, counted by SnowNLP's own Bayes class."""

from collections.abc import Iterable, Sequence
from math import log
from typing import Any

from sentiment.model import features

_LEAST = 2
"""Seen fewer times than this a word or pair is left out: it would double the model and teach chance."""

_LEAST_OF_PAIRS = 0.5
"""Pairs of words with smaller log odds say nothing that their words don't: without them the model has a quarter fewer
entries, and no mean over the domains of the development set moves by more than .002."""


def word_odds(documents: Iterable[tuple[Sequence[str], bool]]) -> dict[str, float]:
    """Return log(P(word | positive) / P(word | negative)) from segmented texts and whether each is positive.

    The most frequent come first: a model keeps this order, so that what is looked up most lies together in memory.
    Probabilities are within their class, so a class with more text weighs no more. Imports SnowNLP (seconds).
    """
    from snownlp.classification import bayes as snownlp_bayes

    make: Any = snownlp_bayes.Bayes
    bayes = make()
    bayes.train([(features(words), "pos" if positive else "neg") for words, positive in documents])
    if {"neg", "pos"} - bayes.d.keys():
        return {}
    negative, positive = bayes.d["neg"], bayes.d["pos"]
    seen = {each: negative.get(each)[1] + positive.get(each)[1] for each in set(negative.d) | set(positive.d)}
    frequent = sorted(
        (each for each, count in seen.items() if count >= _LEAST + 2), key=lambda each: (-seen[each], each)
    )
    odds = {each: log(positive.freq(each)) - log(negative.freq(each)) for each in frequent}
    return {each: value for each, value in odds.items() if " " not in each or abs(value) >= _LEAST_OF_PAIRS}
