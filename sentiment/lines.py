"""One text in, one line out: what ``fenghuo score`` prints."""

import re
from collections.abc import Sequence
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

    def score_lines(self, texts: Sequence[str], *, explain: bool = False) -> list[dict[str, Any]]:
        """Return the keys of one output line for each text; ``score`` and ``label`` are None where it is not scored.

        ``snownlp`` is the shipped SnowNLP's score of the text exactly as given, None for a text without Han
        characters. With ``explain`` the line also says which words moved the score, the emotion and the risks.
        """
        folded = list(map(self._scorer.fold, texts))
        readings = self._scorer.read_many(texts, folded)
        meeting = list(map(self._risks.meets, folded))
        risks = [self._risks.find(text) if meets else () for text, meets in zip(texts, meeting, strict=True)]
        han = [text for text in texts if _HAN.search(text)]
        shipped = dict(zip(han, self._scorer.snow.score_many(han), strict=True))
        lines = []
        for text, reading, own in zip(texts, readings, risks, strict=True):
            line = {
                "text": text,
                "score": reading.score,
                "label": reading.tone,
                "snownlp": shipped.get(text),
                "emotion": reading.emotion,
                "risk": [
                    {"category": each.category, "intensity": each.intensity, "words": list(each.words)} for each in own
                ],
                "lang": reading.lang,
                "model": self._scorer.version,
            }
            lines.append({**line, "explain": _explained(reading, self._risks.explain(text))} if explain else line)
        return lines


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
