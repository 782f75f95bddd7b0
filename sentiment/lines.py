"""One text in, one line out: what ``fenghuo score`` prints."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from sentiment.risk import RiskFinder, RiskHit, default_risk_finder
from sentiment.scorer import Reading, Scorer, load_scorer

_HAN = re.compile("[\u4e00-\u9fff\u3400-\u4dbf\uf900-\ufaff\U00020000-\U0003ffff]")


class LineScorer:
    """Scores texts for people and pipes: tone, SnowNLP's own score beside it, emotion, risk, language."""

    def __init__(self, scorer: Scorer, risks: RiskFinder) -> None:
        self._scorer = scorer
        self._risks = risks

    def score_line(self, text: str, *, explain: bool = False) -> dict[str, Any]:
        """Return the keys of one output line; ``score`` and ``label`` are None where the language is not scored.

        ``snownlp`` is the shipped SnowNLP's score of the text exactly as given, None for a text without Han
        characters. With ``explain`` the line also says which words moved the score, the emotion and the risks.
        """
        folded = self._scorer.fold(text)
        reading = self._scorer.read_folded(text, folded)
        risks = self._risks.find(text) if self._risks.meets(folded) else ()
        line = {
            "text": text,
            "score": reading.score,
            "label": reading.tone.value if reading.tone else None,
            "snownlp": self._scorer.snow.score(text) if _HAN.search(text) else None,
            "emotion": reading.emotion.value,
            "risk": [
                {"category": risk.category, "intensity": risk.intensity, "words": list(risk.words)} for risk in risks
            ],
            "lang": reading.lang,
            "model": self._scorer.version,
        }
        return {**line, "explain": _explained(reading, self._risks.explain(text))} if explain else line


def score_line(text: str, *, explain: bool = False, model: Path | None = None) -> dict[str, Any]:
    """Score one text with a line scorer that is kept; see ``LineScorer.score_line``."""
    return line_scorer(model).score_line(text, explain=explain)


@cache
def line_scorer(model: Path | None = None) -> LineScorer:
    """Return the line scorer of a model, the shipped one by default, loaded once."""
    return LineScorer(load_scorer(model), default_risk_finder())


def _explained(reading: Reading, hits: tuple[RiskHit, ...]) -> dict[str, Any]:
    """Return which words moved what, the heaviest first."""
    return {
        "words": [{"word": word, "weight": round(weight, 2)} for word, weight in _heaviest(reading.moved)],
        "emotion": list(reading.emotion_words),
        "risk": [
            {
                "category": hit.category,
                "words": list(hit.words),
                "span": list(hit.span),
                "verdict": hit.verdict.value,
                "because": hit.because,
                "intensity": hit.intensity,
            }
            for hit in hits
        ],
    }


def _heaviest(moved: tuple[tuple[str, float], ...]) -> list[tuple[str, float]]:
    """Return the words by the size of their weight."""
    return sorted(moved, key=lambda each: -abs(each[1]))
