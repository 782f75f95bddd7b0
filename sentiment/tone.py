"""The tone lexicon read over a folded text: words with weights, turned by negation and degree; nothing is learned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import NamedTuple, Self

import ahocorasick_rs

from sentiment.presets import LEXICONS, read_yaml
from text.fold import fold

_REACH = 5
_NEGATED_GOOD = -0.7
_NEGATED_BAD = -0.35
_STRONGER = 1.4
_WEAKER = 0.8

_NEGATOR, _STRONG, _WEAK, _BREAK = "negator", "stronger", "weaker", "break"


class ToneHit(NamedTuple):
    """One tone word met in a folded text, with the weight it has there (negative < 0 < positive)."""

    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class ToneLexicon:
    """Folded words with their weights, and the words that change the weight of the next one."""

    words: Mapping[str, float]
    forms: Mapping[str, str]

    @classmethod
    def load(cls, folder: Path = LEXICONS) -> Self:
        """Read ``tone_zh.tsv`` and ``tone_forms.yaml``; the shipped ones by default."""
        groups = read_yaml(folder / "tone_forms.yaml")
        kinds = {"negators": _NEGATOR, "stronger": _STRONG, "weaker": _WEAK, "breaks": _BREAK}
        forms = {word: kinds[group] for group in kinds for word in map(fold, groups[group])}
        return cls(read_weights(folder / "tone_zh.tsv"), forms)


def read_weights(path: Path) -> dict[str, float]:
    """Read a list of word, tab, weight; lines that begin with “# ” are notes."""
    weights: dict[str, float] = {}
    for line in fold(path.read_text("utf-8")).split("\n"):
        if line and not line.startswith("# "):
            word, weight = line.split("\t")
            weights[word] = float(weight)
    return weights


class ToneReader:
    """Finds tone words with one automaton, the longest first."""

    def __init__(self, lexicon: ToneLexicon) -> None:
        patterns = list({**lexicon.forms, **lexicon.words})
        self._meanings = [(lexicon.words.get(each, 0.0), lexicon.forms.get(each, "")) for each in patterns]
        self._automaton = ahocorasick_rs.AhoCorasick(
            patterns,
            matchkind=ahocorasick_rs.MatchKind.LeftmostLongest,
            store_patterns=False,
            implementation=ahocorasick_rs.Implementation.ContiguousNFA,
        )

    def hits(self, folded: str) -> list[ToneHit]:
        """Return the tone words of a folded text in order."""
        found: list[ToneHit] = []
        negated = degree_end = -_REACH - 1
        degree, meanings = 1.0, self._meanings
        for which, start, end in self._automaton.find_matches_as_indexes(folded):
            weight, kind = meanings[which]
            if weight:
                if start - degree_end <= 2:
                    weight *= degree
                if start - negated <= _REACH:
                    weight *= _NEGATED_GOOD if weight > 0 else _NEGATED_BAD
                    negated = -_REACH - 1
                found.append(ToneHit(start, end, weight))
            if kind == _NEGATOR:
                negated = end
            elif kind == _BREAK:
                negated = degree_end = -_REACH - 1
            elif kind:
                degree, degree_end = (_STRONGER if kind == _STRONG else _WEAKER), end
        return found


def tone_score(hits: Sequence[ToneHit]) -> float:
    """Return the evidence of a text: the sum of its weights over the root of their number; 0 where there are none."""
    return sum(hit.weight for hit in hits) / sqrt(len(hits) + 1)
