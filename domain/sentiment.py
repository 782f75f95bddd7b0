"""Sentiment of one text: a calibrated probability, a label with an unsure band, and the model that said so."""

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """The label of a scored text."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"
    UNSURE = "unsure"


class Emotion(StrEnum):
    """The prevailing emotion of a text; values are the field's Chinese terms, as panels show them."""

    ANGRY = "愤怒"
    DISAPPOINTED = "失望"
    FACTUAL = "理性"
    FEAR = "恐慌"
    JOY = "喜悦"
    NONE = "中性"


@dataclass(frozen=True, slots=True)
class Sentiment:
    """``score`` is the probability (0..1) that the tone is positive; None (with tone None) where it is not scored.

    An unscored text is one of a language the model doesn't know, or an empty one: never guessed, and counted as such.
    ``model`` names the version that scored it; ratios compare within one version.
    """

    score: float | None
    tone: Tone | None
    model: str
    emotion: Emotion = Emotion.NONE
