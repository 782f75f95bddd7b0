"""The tone model: what a trained model holds, how it weighs the evidence of a text, and its file."""

import json
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import repeat
from math import exp, sqrt
from operator import add
from pathlib import Path
from typing import Any, Self

import xxhash

from sentiment.compile import ModelError

DEFAULT = Path(__file__).resolve().parent / "models" / "default.model"
"""The model that ships, made by ``python -m sentiment.build``."""

_MAGIC = b"fenghuo-tone-1\n"
_STEPS = 24
"""Weights are kept in steps of 1/24: one byte reaches ±5.3, which no word's log odds need to exceed."""

_SCALE = {value: value / _STEPS for value in range(-128, 128)}


@dataclass(frozen=True, slots=True)
class Weights:
    """How evidence becomes a logit: scales of the lexicon score and of the odds, and what no evidence says."""

    lexicon: float
    odds: float
    bias: float


@dataclass(frozen=True, slots=True)
class ToneModel:
    """A model for Chinese. ``odds`` are log odds of words and word pairs from SnowNLP's Bayes class, ``learned`` are
    weights fitted on a customer's own texts (empty in the shipped model); both are divided by the root of the length.
    """

    name: str
    weights: Weights
    odds: Mapping[str, float]
    learned: Mapping[str, float] = field(default_factory=dict)
    digest: str = ""

    def logit(self, lexicon: float, words: Sequence[str]) -> float:
        """Return the log odds that a text is positive, from its lexicon score and its words."""
        root = sqrt(2 * len(words) or 1)
        weights = self.weights
        return (
            weights.lexicon * lexicon
            + weights.odds * _sum(self.odds, words) / root
            + _sum(self.learned, words) / root
            + weights.bias
        )

    def save(self, path: Path) -> None:
        """Write the model; the same words in the same order always give the same bytes."""
        weights = self.weights
        head = {
            "name": self.name,
            "weights": [weights.lexicon, weights.odds, weights.bias],
            "sizes": [len(self.odds), len(self.learned)],
        }
        words = [*self.odds, *self.learned]
        values = [*self.odds.values(), *self.learned.values()]
        body = "\n".join([json.dumps(head, sort_keys=True), *words]).encode() + b"\n\n" + _bytes(values)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_MAGIC + zlib.compress(body, 9))

    @classmethod
    def open(cls, path: Path = DEFAULT) -> Self:
        """Read a model file; ModelError where it is none."""
        try:
            data = path.read_bytes()
            if not data.startswith(_MAGIC):
                raise ValueError
            text, _, values = zlib.decompress(data[len(_MAGIC) :]).partition(b"\n\n")
            head, *words = text.decode().split("\n")
            return cls._of(json.loads(head), words, array("b", values), xxhash.xxh3_64_hexdigest(data))
        except OSError as error:
            raise ModelError(f"The model {path} can't be read ({error.strerror}); check the path.") from error
        except (ValueError, KeyError, zlib.error) as error:
            raise ModelError(f"{path} is not a tone model; make one with “fenghuo sentiment train”.") from error

    @classmethod
    def _of(cls, head: Mapping[str, Any], words: list[str], values: "array[int]", digest: str) -> Self:
        """Build a model from the parts of its file."""
        size = head["sizes"][0]
        scaled = [*map(_SCALE.__getitem__, values)]
        if len(words) != len(scaled) or len(words) != sum(head["sizes"]):
            raise ValueError
        return cls(
            name=head["name"],
            weights=Weights(*head["weights"]),
            odds=dict(zip(words[:size], scaled[:size], strict=True)),
            learned=dict(zip(words[size:], scaled[size:], strict=True)),
            digest=digest,
        )


def features(words: Sequence[str]) -> list[str]:
    """Return what the model knows of a text: its words and its pairs of neighbouring words."""
    return [*words, *_pairs(words)]


def _pairs(words: Sequence[str]) -> Iterator[str]:
    return map(" ".join, zip(words, words[1:], strict=False))


def probability(logit: float) -> float:
    """Return the logistic of a logit, 0..1."""
    if logit >= 0:
        return 1 / (1 + exp(-logit))
    odds = exp(logit)
    return odds / (1 + odds)


def _sum(table: Mapping[str, float], words: Sequence[str]) -> float:
    """Add the weights of all features that the table knows, one by one whatever Python is used."""
    if not table:
        return 0.0
    alone = reduce(add, map(table.get, words, repeat(0.0)), 0.0)
    return reduce(add, map(table.get, _pairs(words), repeat(0.0)), alone)


def _bytes(values: Iterable[float]) -> bytes:
    """Round weights to steps of one byte."""
    return array("b", (max(-127, min(127, round(value * _STEPS))) for value in values)).tobytes()
