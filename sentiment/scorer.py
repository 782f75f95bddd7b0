"""The scorer of the product: tone with an unsure band and emotion of texts in languages the model knows."""

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

import xxhash

from domain.sentiment import Emotion, Sentiment, Tone
from sentiment.emotion import EmotionFinder, load_emotions
from sentiment.english import EnglishTone, load_english
from sentiment.model import DEFAULT, ToneModel, probability
from sentiment.presets import LEXICONS
from sentiment.snow import Snow, installed_snow
from sentiment.tone import ToneLexicon, ToneReader, tone_score
from sentiment.variants import default_variants
from text.fold import fold
from text.language import ENGLISH, HAN, HANS, HANT, UNKNOWN, language
from text.variants import Variants

RULES = 1
"""Raised whenever the rules in code change what a text scores, so that old and new scores are told apart."""

_UNSURE = 0.08
"""Half the width of the band around .5 in which no side is taken: one text in ten of the development set."""
_CHINESE = frozenset({HAN, HANS, HANT})
_LATIN_WORD = re.compile(r"(?<![@#\w])[a-z]+(?:'[a-z]+)?")
_SHORT = 20
_KNOWN_SHARE = 3
_LEXICON_FILES = ("tone_zh.tsv", "tone_en.tsv", "tone_forms.yaml", "variants.yaml")
_CALM: tuple[Emotion, tuple[str, ...]] = (Emotion.NONE, ())

Evidence = tuple[float, list[tuple[str, float]]]
"""The log odds of a positive tone, and the words that speak for or against it with the weight of each."""


class Tongue(StrEnum):
    """Which of the scorer's halves reads a text."""

    CHINESE = "zh"
    ENGLISH = "en"


class Reading(NamedTuple):
    """Everything the scorer found in one text: language, probability of a positive tone, and what moved it.

    ``moved`` are words with the weight each had, negative below zero; ``score`` is None where nothing is scored.
    """

    lang: str
    score: float | None
    tone: Tone | None
    emotion: Emotion
    emotion_words: tuple[str, ...]
    moved: tuple[tuple[str, float], ...]


class Scorer:
    """Scores texts. ``version`` names model, lexicons and rules; scores of different versions are not compared."""

    def __init__(self, snow: Snow, model: ToneModel, tone: ToneReader, english: EnglishTone) -> None:
        self.snow = snow
        self.version = f"{model.name}-{_digest(model)}"
        self._model = model
        self._tone = tone
        self._english = english
        self._emotions: EmotionFinder = load_emotions()
        self._variants: Variants = default_variants()

    def score_many(self, texts: Sequence[str]) -> list[Sentiment]:
        """Return one sentiment a text, in order; score and tone are None where the text is empty or not known."""
        return [Sentiment(each.score, each.tone, self.version, each.emotion) for each in self.read_many(texts)]

    def fold(self, text: str) -> str:
        """Return the text as it is scored: folded, other spellings replaced."""
        return fold(text, self._variants)

    def read_many(self, texts: Sequence[str], folded: Sequence[str] = ()) -> list[Reading]:
        """Score texts and tell what moved their scores; ``folded`` are the same, folded, where that was done already.

        All texts go through one stage, then through the next: the tables of a stage stay in the processor's cache
        meanwhile, which saves a sixth of the time where there are hundreds.
        """
        folded = folded or list(map(self.fold, texts))
        langs = list(map(language, texts))
        tongues = list(map(self._tongue, langs, folded))
        evidence = self._evidence(tongues, texts, folded)
        emotions = [
            self._emotions.find(each) if tongue else _CALM for tongue, each in zip(tongues, folded, strict=True)
        ]
        return list(map(_reading, langs, evidence, emotions))

    def _evidence(
        self, tongues: Sequence[Tongue | None], texts: Sequence[str], folded: Sequence[str]
    ) -> list[Evidence | None]:
        """Return for each text the log odds of a positive tone, and the lexicon words that speak for or against it."""
        found: list[Evidence | None] = [None] * len(texts)
        chinese = [at for at, tongue in enumerate(tongues) if tongue is Tongue.CHINESE]
        hits = [self._tone.hits(folded[at]) for at in chinese]
        words = [self.snow.words(folded[at]) for at in chinese]
        for at, own, cut in zip(chinese, hits, words, strict=True):
            moved = [(folded[at][hit.start : hit.end], hit.weight) for hit in own]
            found[at] = self._model.logit(tone_score(own), cut), moved
        for at, tongue in enumerate(tongues):
            if tongue is Tongue.ENGLISH:
                found[at] = self._english.logit(texts[at], folded[at])
        return found

    def _tongue(self, lang: str, folded: str) -> Tongue | None:
        """Say which half reads a text; None where neither can.

        A few Latin words without any small English word (“great flight, thanks”) count as English when every third of
        them is in the English lists.
        """
        if lang in _CHINESE:
            return Tongue.CHINESE
        if lang == ENGLISH:
            return Tongue.ENGLISH
        if lang == UNKNOWN:
            words = _LATIN_WORD.findall(folded)
            known = sum(word in self._english.known for word in words)
            if words and len(words) <= _SHORT and known * _KNOWN_SHARE >= len(words):
                return Tongue.ENGLISH
        return None


def _reading(lang: str, evidence: Evidence | None, emotion: tuple[Emotion, tuple[str, ...]]) -> Reading:
    """Make of a text's evidence what is told of it."""
    if evidence is None:
        return Reading(lang, None, None, *_CALM, moved=())
    logit, moved = evidence
    score = probability(logit)
    return Reading(lang, score, _tone(score, bool(moved)), *emotion, moved=tuple(moved))


def load_scorer(model: Path | None = None) -> Scorer:
    """Return a scorer with a trained model, the shipped one by default. Raises ModelError naming an unusable file."""
    return Scorer(installed_snow(), ToneModel.open(model or DEFAULT), shipped_tone(), load_english())


@cache
def shipped_tone() -> ToneReader:
    """Return the reader of the shipped tone lexicon, built once."""
    return ToneReader(ToneLexicon.load())


def _tone(score: float, has_words: bool) -> Tone:
    """Return the label of a probability; inside the band a text without any tone word is neutral, else unsure."""
    if abs(score - 0.5) < _UNSURE:
        return Tone.UNSURE if has_words else Tone.NEUTRAL
    return Tone.POSITIVE if score > 0.5 else Tone.NEGATIVE


def _digest(model: ToneModel) -> str:
    """Return eight hexadecimal digits of everything that decides a score."""
    digest = xxhash.xxh3_64(f"{RULES} {model.digest}".encode())
    for name in _LEXICON_FILES:
        digest.update((LEXICONS / name).read_bytes())
    return digest.hexdigest()[:8]
