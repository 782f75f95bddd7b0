"""Judging a model on labelled texts, domain by domain, by the figures that the documentation prints."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from domain.sentiment import Sentiment, Tone
from sentiment.corpora import Labelled, read_labelled
from sentiment.scorer import Scorer, load_scorer

_RECALL = 0.8
_BINS = 15
MEAN = "mean"


@dataclass(frozen=True, slots=True)
class DomainReport:
    """The figures of one domain; None where its labels can't tell. Rates are 0..1.

    ``texts`` are those scored, ``unscored`` those in no known language. ``auc`` is the chance that a positive text
    scores above a negative one; ``unsure`` the share of positive and negative texts whose label takes no side;
    ``accuracy``, ``macro_f1``, ``negative_precision`` and ``negative_recall`` are over the rest; ``ece`` the expected
    calibration error in 15 bins of equal count; ``neutral_alarm`` the share of neutral texts flagged where the
    threshold finds 80 % of the negatives, ``neutral_negative`` the share labelled negative.
    """

    domain: str
    texts: int
    unscored: int
    auc: float | None
    accuracy: float | None
    macro_f1: float | None
    negative_precision: float | None
    negative_recall: float | None
    ece: float | None
    unsure: float | None
    neutral_alarm: float | None
    neutral_negative: float | None

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values, rates rounded to four places."""
        return {key: round(value, 4) if isinstance(value, float) else value for key, value in asdict(self).items()}


def evaluate(files: Sequence[Path], model: Path | None = None) -> list[DomainReport]:
    """Return a report a domain, in the order of their names, and last their mean. UsageError on unreadable lines."""
    return evaluate_rows(read_labelled(files), load_scorer(model))


def evaluate_rows(rows: Sequence[Labelled], scorer: Scorer) -> list[DomainReport]:
    """Return a report a domain of labelled texts, and last their mean."""
    domains: dict[str, list[Labelled]] = defaultdict(list)
    for row in rows:
        domains[row.domain].append(row)
    reports = [
        domain_report(name, domains[name], scorer.score_many([row.text for row in domains[name]]))
        for name in sorted(domains)
    ]
    return [*reports, mean_report(reports)] if len(reports) > 1 else reports


def domain_report(domain: str, rows: Sequence[Labelled], sentiments: Sequence[Sentiment]) -> DomainReport:
    """Compute the figures of one domain from its rows and what the scorer said of each."""
    pairs = [(row.label, each) for row, each in zip(rows, sentiments, strict=True) if each.score is not None]
    negative = [each for label, each in pairs if label == "neg"]
    positive = [each for label, each in pairs if label in ("pos", "notneg")]
    neutral = [each for label, each in pairs if label == "neutral"]
    low, high, middle = _scores(negative), _scores(positive), _scores(neutral)
    sided = [(each.tone, truth) for group, truth in ((negative, False), (positive, True)) for each in group]
    rest = [(tone, truth) for tone, truth in sided if tone in (Tone.NEGATIVE, Tone.POSITIVE)]
    both = bool(low and high)
    precision, recall, macro = _rates(rest)
    return DomainReport(
        domain=domain,
        texts=len(pairs),
        unscored=len(rows) - len(pairs),
        auc=auc(low, high) if both else None,
        accuracy=_share([(tone is Tone.POSITIVE) == truth for tone, truth in rest]) if both else None,
        macro_f1=macro if both else None,
        negative_precision=precision if both else None,
        negative_recall=recall if low else None,
        ece=calibration_error(_truths(pairs)) if both else None,
        unsure=1 - len(rest) / len(sided) if sided else None,
        neutral_alarm=_share([score <= _threshold(low) for score in middle]) if low and middle else None,
        neutral_negative=_share([each.tone is Tone.NEGATIVE for each in neutral]) if neutral else None,
    )


def mean_report(reports: Sequence[DomainReport]) -> DomainReport:
    """Return the mean of each figure over the domains that have it; texts are added up."""
    fields: dict[str, Any] = {}
    for name in DomainReport.__slots__:
        values = [value for report in reports if (value := getattr(report, name)) is not None]
        if name in ("texts", "unscored"):
            fields[name] = sum(values)
        elif name != "domain":
            fields[name] = sum(values) / len(values) if values else None
    return DomainReport(domain=MEAN, **fields)


def auc(negative: Sequence[float], positive: Sequence[float]) -> float:
    """Return the chance that a positive score lies above a negative one, ties counted half."""
    ranked = sorted([(score, 0) for score in negative] + [(score, 1) for score in positive])
    total, at = 0.0, 0
    while at < len(ranked):
        end = at
        while end < len(ranked) and ranked[end][0] == ranked[at][0]:
            end += 1
        total += (at + end + 1) / 2 * sum(side for _, side in ranked[at:end])
        at = end
    wins = total - len(positive) * (len(positive) + 1) / 2
    return wins / (len(positive) * len(negative))


def calibration_error(pairs: Sequence[tuple[float, bool]]) -> float:
    """Return the mean gap between probability and truth over 15 bins of equal count."""
    ranked = sorted(pairs, key=lambda pair: pair[0])
    size = len(ranked)
    bins = [ranked[size * index // _BINS : size * (index + 1) // _BINS] for index in range(_BINS)]
    return sum(abs(sum(score - truth for score, truth in each)) for each in bins) / size


def _rates(rest: Sequence[tuple[Tone | None, bool]]) -> tuple[float, float, float]:
    """Return precision and recall of the negatives and the macro F1 of both sides."""
    hit = sum(tone is Tone.NEGATIVE and not truth for tone, truth in rest)
    alarm = sum(tone is Tone.NEGATIVE and truth for tone, truth in rest)
    miss = sum(tone is Tone.POSITIVE and not truth for tone, truth in rest)
    right = len(rest) - hit - alarm - miss
    f1 = [2 * good / (2 * good + alarm + miss) if good else 0.0 for good in (hit, right)]
    return hit / max(hit + alarm, 1), hit / max(hit + miss, 1), sum(f1) / 2


def _truths(pairs: Sequence[tuple[str, Sentiment]]) -> list[tuple[float, bool]]:
    """Return score and truth of the positive and negative texts, in the order of the texts."""
    return [(each.score, label != "neg") for label, each in pairs if label != "neutral" and each.score is not None]


def _threshold(negative: Sequence[float]) -> float:
    """Return the score up to which 80 % of the negatives lie."""
    return sorted(negative)[int(_RECALL * len(negative))]


def _scores(sentiments: Sequence[Sentiment]) -> list[float]:
    """Return the scores that there are."""
    return [each.score for each in sentiments if each.score is not None]


def _share(answers: Sequence[bool]) -> float:
    """Return the share of yes; 0 where nothing was asked."""
    return sum(answers) / len(answers) if answers else 0.0
