"""What the words around a risk word make of it: told, denied, imagined, asked, or somebody else's."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sentiment.risklexicon import Forms

_SENTENCE_END = re.compile(r"[。!?;\n.](?:(?<!\.)|(?=\s|$))")
_CLAUSE_END = re.compile(r"[。!?;,:….\s](?:(?<![.\s])|(?<=\n)|(?<=\.)(?=\s|$)|(?<=\s)(?:(?<![a-z]\s)|(?![a-z])))")
"""Both begin with the characters they look for, which lets the search run past all others at once."""
_LATIN_REACH = 14
_AFTER_REACH = 10
_ASKED_REACH = 4
_ACT_REACH = 2


class Verdict(StrEnum):
    """What became of a risk word; only the first three raise a risk."""

    TOLD = "told"
    DOUBTED = "doubted"
    HEARSAY = "hearsay"
    NEGATED = "negated"
    IMAGINED = "imagined"
    ASKED = "asked"
    OTHER_PARTY = "other_party"


RAISING = frozenset({Verdict.TOLD, Verdict.DOUBTED, Verdict.HEARSAY})


@dataclass(frozen=True, slots=True)
class Around:
    """A hit in its folded text: the hit's own span, its clause and its sentence."""

    text: str
    start: int
    end: int
    clause: tuple[int, int]
    sentence: tuple[int, int]


def around(text: str, start: int, end: int) -> Around:
    """Find the clause and the sentence in which a hit stands."""
    return Around(text, start, end, _bounds(text, start, end, _CLAUSE_END), _bounds(text, start, end, _SENTENCE_END))


class FormReader:
    """Reads the forms around a hit. Compiled once from the lexicon."""

    def __init__(self, forms: Forms) -> None:
        self._no_negator = _any(forms.no_negator)
        self._negator = re.compile(
            f"(?:{_alternatives(forms.negator)})[^\0]{{0,{forms.reach}}}$"
            f"|(?:{_alternatives(forms.close_negator)})$"
            rf"|\b(?:{_alternatives(forms.latin_negator)})\b[^\0]{{0,{_LATIN_REACH}}}$"
        )
        self._denied_after = _any(forms.denied_after)
        self._imagined = _any(forms.imagined)
        self._warned = _any(forms.warned)
        self._staged = _any(forms.staged)
        self._asked_before = _any(forms.asked_before)
        self._asked_after = _any(forms.asked_after)
        self._hearsay = _any(forms.hearsay)
        self._other_party = _any(forms.other_party)
        self._acts = frozenset(forms.acts)

    def read(self, hit: Around, negatable: bool, brands: Sequence[tuple[int, int]]) -> tuple[Verdict, str]:
        """Return the verdict and the words that decided it ("" where nothing did). ``brands`` are folded spans."""
        if elsewhere := self._elsewhere(hit, brands):
            return Verdict.OTHER_PARTY, elsewhere
        if negatable and (denied := self._negated(hit)):
            return Verdict.NEGATED, denied
        if imagined := self._hypothetical(hit):
            return Verdict.IMAGINED, imagined
        return self._question(hit)

    def _negated(self, hit: Around) -> str:
        """Return the negator before the hit, or the denial behind it."""
        before = self._no_negator.sub(lambda match: "\0" * len(match[0]), hit.text[hit.clause[0] : hit.start])
        if match := self._negator.search(before):
            return match[0]
        after = self._denied_after.search(hit.text, hit.end, min(hit.sentence[1], hit.end + _AFTER_REACH))
        return after[0] if after else ""

    def _hypothetical(self, hit: Around) -> str:
        """Return the word that makes the hit imagined, warned of or staged."""
        clause = self._no_negator.sub(lambda match: "\0" * len(match[0]), hit.text[hit.clause[0] : hit.start])
        match = (
            self._imagined.search(hit.text, hit.sentence[0], hit.start)
            or self._warned.search(clause)
            or self._staged.search(hit.text, *hit.sentence)
        )
        return match[0] if match else ""

    def _question(self, hit: Around) -> tuple[Verdict, str]:
        """Return whether the hit is asked about, doubted by a bare question mark, or told."""
        asked = self._asked_before.search(hit.text, hit.clause[0], hit.start) or self._asked_after.search(
            hit.text, hit.end, min(hit.clause[1] + 1, hit.end + _ASKED_REACH)
        )
        if asked:
            heard = self._hearsay.search(hit.text, *hit.sentence)
            return (Verdict.HEARSAY, heard[0]) if heard else (Verdict.ASKED, asked[0])
        doubted = hit.text[hit.sentence[1] : hit.sentence[1] + 1] == "?"
        return (Verdict.DOUBTED, "?") if doubted else (Verdict.TOLD, "")

    def _elsewhere(self, hit: Around, brands: Sequence[tuple[int, int]]) -> str:
        """Return the words that put the blame on someone else than the brands of the text."""
        if not brands:
            return ""
        if hit.text[hit.start : hit.end] in self._acts:
            for start, end in brands:
                if 0 <= hit.start - end <= _ACT_REACH:
                    return hit.text[start : hit.end]
        if any(start < hit.clause[1] and end > hit.clause[0] for start, end in brands):
            return ""
        other = self._other_party.search(hit.text, *hit.clause)
        return other[0] if other else ""


def _bounds(text: str, start: int, end: int, ends: re.Pattern[str]) -> tuple[int, int]:
    """Return the part of the text between two ends around a hit."""
    first = 0
    for match in ends.finditer(text):
        if match.start() >= end:
            return first, match.start()
        if match.end() <= start:
            first = match.end()
    return first, len(text)


def _any(words: Sequence[str]) -> re.Pattern[str]:
    """Compile words into one pattern; Latin ones count as whole words only."""
    return re.compile("|".join(rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word) for word in words))


def _alternatives(words: Sequence[str]) -> str:
    """Join words into the inside of an alternation."""
    return "|".join(re.escape(word) for word in words)
