"""The scorer of the product: tone with an unsure band and emotion of texts in languages the model knows."""

from collections.abc import Sequence
from pathlib import Path

from domain.sentiment import Sentiment, Tone
from sentiment.snow import Snow, installed_snow
from text.fold import fold
from text.language import HAN, HANS, HANT, language

_CHINESE = frozenset({HAN, HANS, HANT})
_UNSURE = (0.35, 0.65)


class Scorer:
    """Scores texts. ``version`` names model and rules; scores of different versions are not compared."""

    def __init__(self, snow: Snow, version: str) -> None:
        self._snow = snow
        self.version = version

    def score_many(self, texts: Sequence[str]) -> list[Sentiment]:
        """Return one sentiment a text, in order; score and tone are None where the text is empty or not known."""
        return [self._score(text) for text in texts]

    def _score(self, text: str) -> Sentiment:
        """Score one text."""
        if language(text) not in _CHINESE:
            return Sentiment(None, None, self.version)
        score = self._snow.score(fold(text))
        return Sentiment(score, _tone(score), self.version)


def load_scorer(model: Path | None = None) -> Scorer:
    """Return a scorer with a trained model, the shipped one by default."""
    return Scorer(installed_snow(), "snownlp-0")


def _tone(score: float) -> Tone:
    """Return the label of a probability."""
    if score <= _UNSURE[0]:
        return Tone.NEGATIVE
    return Tone.POSITIVE if score >= _UNSURE[1] else Tone.UNSURE
