"""The prevailing emotion of a text, by a lexicon that analysts can edit."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import ahocorasick_rs

from domain.sentiment import Emotion
from sentiment.presets import LEXICONS, read_yaml
from sentiment.words import whole
from text.fold import fold_words
from text.longest import leftmost_longest

_FACTUAL_NEEDS = 2


class EmotionFinder:
    """Counts words of each emotion; the longest word wins where several stand at one place."""

    def __init__(self, words: Mapping[Emotion, Sequence[str]]) -> None:
        self._emotions = {
            word: emotion for emotion, listed in reversed(list(words.items())) for word in fold_words(listed)
        }
        self._patterns = list(self._emotions)
        self._order = list(words)
        self._automaton = ahocorasick_rs.AhoCorasick(
            self._patterns, store_patterns=False, implementation=ahocorasick_rs.Implementation.ContiguousNFA
        )

    def find(self, folded: str) -> tuple[Emotion, tuple[str, ...]]:
        """Return the emotion of a folded text and the words that say so; Emotion.NONE where none does."""
        matches = self._automaton.find_matches_as_indexes(folded, overlapping=True)
        if not matches:
            return Emotion.NONE, ()
        kept = leftmost_longest(match for match in matches if whole(folded, match[1], match[2]))
        words = [self._patterns[which] for which, _, _ in kept]
        told = [self._emotions[word] for word in words]
        if told.count(Emotion.FACTUAL) < _FACTUAL_NEEDS:
            told = [emotion for emotion in told if emotion is not Emotion.FACTUAL]
        if not told:
            return Emotion.NONE, ()
        strongest = max(self._order, key=told.count)
        return strongest, tuple(dict.fromkeys(word for word in words if self._emotions[word] is strongest))


def load_emotions(path: Path = LEXICONS / "emotion.yaml") -> EmotionFinder:
    """Read an emotion lexicon; the shipped one by default."""
    return EmotionFinder({Emotion(name): words for name, words in read_yaml(path).items()})
