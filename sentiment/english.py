"""English tone: VADER (MIT) together with our own list of complaints and thanks, which VADER's word list lacks."""

from collections.abc import Mapping
from functools import cached_property
from math import sqrt
from pathlib import Path
from typing import Any

import ahocorasick_rs

from sentiment.presets import LEXICONS
from sentiment.tone import read_weights
from sentiment.words import whole
from text.longest import leftmost_longest

_COMPOUND = 2.4
_OWN = 2.0
_BIAS = -0.1
"""What VADER's compound score (-1..1) and our own score weigh, and what a text without either says: set by hand so
that the probability is calibrated on the airline tweets of the development set, where complaints are calm in words."""


class EnglishTone:
    """Scores English; VADER is loaded with the first text."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._words = list(weights)
        self._weights = list(weights.values())
        self._automaton = ahocorasick_rs.AhoCorasick(self._words, store_patterns=False)

    @cached_property
    def _vader(self) -> Any:
        """Return VADER's analyser."""
        from vaderSentiment import vaderSentiment

        make: Any = vaderSentiment.SentimentIntensityAnalyzer
        return make()

    @cached_property
    def known(self) -> frozenset[str]:
        """Return the single words that VADER or our list knows."""
        return frozenset(word for word in (*self._vader.lexicon, *self._words) if word.isalpha())

    def logit(self, text: str, folded: str) -> tuple[float, list[tuple[str, float]]]:
        """Return the log odds that a text is positive, and our own words with their weights."""
        plain = folded.replace("’", "'")
        matches = self._automaton.find_matches_as_indexes(plain, overlapping=True)
        kept = leftmost_longest(match for match in matches if whole(plain, match[1], match[2]))
        hits = [(self._words[which], self._weights[which]) for which, _, _ in kept]
        own = sum(weight for _, weight in hits) / sqrt(len(hits) + 1)
        compound: float = self._vader.polarity_scores(text)["compound"]
        return _COMPOUND * compound + _OWN * own + _BIAS, hits


def load_english(path: Path = LEXICONS / "tone_en.tsv") -> EnglishTone:
    """Read the English list; the shipped one by default."""
    return EnglishTone(read_weights(path))
