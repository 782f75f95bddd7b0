"""The risk lexicon as analysts write it in YAML: words by category, and the forms that let a word stand or fall."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from sentiment.presets import LEXICONS, read_yaml
from text.fold import fold, fold_words

_INTENSITY = {"mild": 1, "serious": 2, "grave": 3}


@dataclass(frozen=True, slots=True)
class RiskWord:
    """One entry: every part must stand in one sentence; ``negatable`` is False for words about things not done."""

    category: str
    intensity: int
    parts: tuple[str, ...]
    negatable: bool = True


@dataclass(frozen=True, slots=True)
class Forms:
    """Words that decide about a hit, all folded; what each list means stands in ``risk.yaml``."""

    reach: int
    negator: tuple[str, ...]
    close_negator: tuple[str, ...]
    latin_negator: tuple[str, ...]
    denied_after: tuple[str, ...]
    no_negator: tuple[str, ...]
    imagined: tuple[str, ...]
    warned: tuple[str, ...]
    staged: tuple[str, ...]
    asked_before: tuple[str, ...]
    asked_after: tuple[str, ...]
    hearsay: tuple[str, ...]
    other_party: tuple[str, ...]
    acts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RiskLexicon:
    """All entries, the longer words that swallow them, and the forms."""

    words: tuple[RiskWord, ...]
    exceptions: tuple[str, ...]
    forms: Forms

    @classmethod
    def from_yaml(cls, document: Mapping[str, Any]) -> Self:
        """Build a lexicon from a parsed ``risk.yaml``; words are folded here."""
        words = [
            RiskWord(category, _INTENSITY[grade], _parts(entry), lists.get("negatable", True))
            for category, lists in document["categories"].items()
            for grade in _INTENSITY
            for entry in fold_words(map(_word, lists.get(grade, ())))
        ]
        return cls(tuple(words), _folded(document["except"]), _forms(document))

    def extended(self, extra: Iterable[tuple[str, str, int]]) -> Self:
        """Return the lexicon with further words, each (category, word, intensity 1 to 3); "A+B" needs both."""
        own = tuple(RiskWord(category, intensity, _parts(fold(word))) for category, word, intensity in extra)
        return replace(self, words=self.words + own)


def load_risk_lexicon(path: Path = LEXICONS / "risk.yaml") -> RiskLexicon:
    """Read a risk lexicon; the shipped one by default."""
    return RiskLexicon.from_yaml(read_yaml(path))


def _forms(document: Mapping[str, Any]) -> Forms:
    """Read the four groups of forms."""
    negation, hypothetical = document["negation"], document["hypothetical"]
    question, blame = document["question"], document["blame"]
    return Forms(
        reach=negation["reach"],
        negator=_folded(negation["before"]),
        close_negator=_folded(negation["close"]),
        latin_negator=_folded(negation["latin"]),
        denied_after=_folded(negation["after"]),
        no_negator=_folded(negation["never"]),
        imagined=_folded(hypothetical["imagined"]),
        warned=_folded(hypothetical["warned"]),
        staged=_folded(hypothetical["staged"]),
        asked_before=_folded(question["before"]),
        asked_after=_folded(question["after"]),
        hearsay=_folded(question["hearsay"]),
        other_party=_folded(blame["other"]),
        acts=_folded(blame["acts"]),
    )


def _parts(entry: str) -> tuple[str, ...]:
    """Return the parts of a folded entry."""
    return tuple(part.strip() for part in entry.split("+"))


def _folded(words: Sequence[object]) -> tuple[str, ...]:
    """Fold a list of words, longest first, so that alternations prefer the longest."""
    return tuple(sorted(fold_words(map(_word, words)), key=lambda word: (-len(word), word)))


def _word(entry: object) -> str:
    """Return an entry as text; YAML reads a bare no, yes, on or off as a truth value, which can't be meant."""
    if isinstance(entry, bool):
        raise ValueError("A word list holds a bare yes, no, on or off; write it in quotation marks.")
    return str(entry)
