"""Training on a customer's own texts: what the shipped model says stays the ground, own words move it."""

from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from pathlib import Path
from random import Random

import xxhash

from domain.errors import UsageError
from sentiment.corpora import Labelled, read_labelled
from sentiment.evaluate import DomainReport, evaluate_rows
from sentiment.model import ToneModel, Weights, features, probability
from sentiment.scorer import load_scorer, shipped_tone
from sentiment.snow import installed_snow
from sentiment.tone import tone_score
from sentiment.variants import default_variants
from text.fold import fold
from text.language import HAN, HANS, HANT, language

Progress = Callable[[str, int, int], None]
"""Told what is done, how much of it, and how much there is."""

_TARGET = {"neg": 0.0, "neutral": 0.5, "pos": 1.0, "notneg": 1.0}
_HELD_OUT = 10
_LEAST_TEXTS = 20
_LEAST_SEEN = 2
_EPOCHS = 4
_RATE = 0.35
_DENSE_RATE = 0.02
_DECAY = 2e-6
_SMALLEST = 0.04


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a training: how many texts taught, how many were held out, and how the model does on those."""

    model: Path
    trained: int
    held_out: int
    skipped: int
    domains: tuple[DomainReport, ...]


@dataclass(frozen=True, slots=True)
class _Example:
    """A text as the training sees it."""

    lexicon: float
    odds: float
    found: "array[int]"
    target: float
    weight: float


def train(files: Sequence[Path], out: Path, progress: Progress) -> Report:
    """Train on labelled JSON Lines, write the model, and report on every tenth text, which it never saw.

    Labels are neg, neutral, pos, notneg. Texts in other languages than Chinese are counted as skipped. Raises
    UsageError where there is too little to learn from.
    """
    rows = read_labelled(files)
    chinese = [row for row in rows if language(row.text) in (HAN, HANS, HANT)]
    taught = [row for row in chinese if not _is_held_out(row.text)]
    held_out = [row for row in chinese if _is_held_out(row.text)]
    if len({row.label for row in taught}) < 2 or len(taught) < _LEAST_TEXTS:
        raise UsageError(
            f"There are {len(taught)} usable Chinese texts; give at least {_LEAST_TEXTS}, with two different labels."
        )
    fit(taught, progress).save(out)
    reports = evaluate_rows(held_out, load_scorer(out))
    return Report(out, len(taught), len(held_out), len(rows) - len(chinese), tuple(reports))


def fit(rows: Sequence[Labelled], progress: Progress) -> ToneModel:
    """Return the shipped model with its weights and its learned words fitted to these texts."""
    base = ToneModel.open()
    documents = _segmented(rows, progress)
    counts = Counter(each for words in documents for each in set(features(words)))
    known = sorted(each for each, number in counts.items() if number >= _LEAST_SEEN)
    index = {each: place for place, each in enumerate(known)}
    examples = _examples(rows, documents, base, index)
    weights, learned = _descend(examples, base.weights, len(known), progress)
    table = {each: value for each, value in zip(known, learned, strict=True) if abs(value) >= _SMALLEST}
    return replace(base, name="own-1", weights=weights, learned=table)


def _segmented(rows: Sequence[Labelled], progress: Progress) -> list[list[str]]:
    """Return the words of every text."""
    snow, documents = installed_snow(), []
    for number, row in enumerate(rows, 1):
        documents.append(snow.words(fold(row.text, default_variants())))
        if number % 1000 == 0 or number == len(rows):
            progress("texts", number, len(rows))
    return documents


def _examples(
    rows: Sequence[Labelled], documents: Sequence[list[str]], base: ToneModel, index: dict[str, int]
) -> list[_Example]:
    """Turn texts into numbers; every label of every domain gets the same total weight."""
    reader, groups = shipped_tone(), Counter((row.domain, row.label) for row in rows)
    even = len(rows) / len(groups)
    only_odds = replace(base, weights=Weights(0.0, 1.0, 0.0), learned={})
    return [
        _Example(
            lexicon=tone_score(reader.hits(fold(row.text, default_variants()))),
            odds=only_odds.logit(0.0, words),
            found=array("l", (index[each] for each in features(words) if each in index)),
            target=_TARGET[row.label],
            weight=sqrt(min(even / groups[row.domain, row.label], 16.0)),
        )
        for row, words in zip(rows, documents, strict=True)
    ]


def _descend(examples: list[_Example], start: Weights, size: int, progress: Progress) -> tuple[Weights, list[float]]:
    """Fit a logistic model by AdaGrad, starting from the shipped weights; the order of the texts is always the same."""
    learned, squares = [0.0] * size, [1e-8] * size
    lexicon, odds, bias = start.lexicon, start.odds, start.bias
    order = list(range(len(examples)))
    shuffle = Random(1).shuffle
    for epoch in range(1, _EPOCHS + 1):
        shuffle(order)
        for place in order:
            each = examples[place]
            value = 1 / sqrt(len(each.found) + 1)
            logit = lexicon * each.lexicon + odds * each.odds + bias
            logit += value * sum(map(learned.__getitem__, each.found))
            error = (probability(logit) - each.target) * each.weight
            lexicon -= _DENSE_RATE * error * each.lexicon / epoch
            odds -= _DENSE_RATE * error * each.odds / epoch
            bias -= _DENSE_RATE * error / epoch
            step = error * value
            for at in each.found:
                gradient = step + _DECAY * learned[at]
                squares[at] += gradient * gradient
                learned[at] -= _RATE * gradient / sqrt(squares[at])
        progress("rounds", epoch, _EPOCHS)
    return Weights(lexicon, odds, bias), learned


def _is_held_out(text: str) -> bool:
    """Say whether a text is kept for the report: every tenth by its hash, so the same text always is."""
    return xxhash.xxh3_64_intdigest(text.encode("utf-8", "replace")) % _HELD_OUT == 0
