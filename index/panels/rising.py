"""Rising terms: what is said now and was not said before, read from the texts of two spans.

Scored by the log-likelihood ratio of T. Dunning, "Accurate methods for the statistics of surprise and coincidence",
Computational Linguistics 19(1), 1993. Reading texts gives the same terms whichever store they come from; no counts of
terms are kept (decision 006).
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import log

from text.terms import terms
from text.tokens import STOP, tokenise
from text.variants import Variants

LEAST_MENTIONS = 3
LEAST_RATIO = 2.0
"""A rising term is in so many mentions at least, and so many times as frequent as before."""

LEAST_SCORE = 6.63
"""The log-likelihood ratio that chance exceeds once in a hundred."""

CANDIDATES = 200
ALIKE = 0.7
"""A term with this share of its mentions before or after the same character is part of a longer saying."""

LONGEST = 10
LEFT = 0.5
"""A term counts as one of its own while so much of it stands outside the sayings found before."""

END = "。"
_BETWEEN = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Rising:
    """A term: in how many of the texts of now it is, and in how many of those before."""

    term: str
    now: int
    before: int


def rising(
    now: Sequence[str],
    before: Sequence[str],
    known: Collection[str] = (),
    limit: int = 12,
    variants: Variants | None = None,
) -> list[Rising]:
    """Return the terms that rose most, the most telling first; no term reaches into one of the ``known`` names."""
    names = [name for each in known if (name := _joined(each, variants))]
    lately, earlier = ([_without(_joined(text, variants), names) for text in texts] for texts in (now, before))
    counts = Counter(term for text in lately for term in terms(text))
    past = Counter(term for text in earlier for term in terms(text))
    scored = [
        (score, term)
        for term, count in counts.items()
        if count >= LEAST_MENTIONS and (score := _score(count, len(now), past[term], len(before))) >= LEAST_SCORE
    ]
    best = [term for _, term in sorted(scored, key=lambda each: (-each[0], -len(each[1]), each[1]))]
    sayings = _sayings(best[:CANDIDATES], lately, limit)
    return [Rising(term, count, _count(term, earlier)) for term, count in sayings.items()]


def _joined(text: str, variants: Variants | None) -> str:
    """Return a text's clauses, each as its words without what stands between them, so that a phrase is a part."""
    return END.join("".join(tokenise(clause, variants).words) for clause in _BETWEEN.split(text) if clause)


def _without(text: str, names: Sequence[str]) -> str:
    """Return a text with names and ends of sentences as ends of sentences, which no term crosses."""
    for name in names:
        text = text.replace(name, END)
    return text.replace(STOP, END)


def _score(now: int, of_now: int, before: int, of_before: int) -> float:
    """Return the log-likelihood ratio of a term that became at least twice as frequent, else 0."""
    if now * max(1, of_before) < LEAST_RATIO * before * of_now:
        return 0.0
    share = (now + before) / (of_now + of_before)
    return 2 * sum(_part(count, of, share) for count, of in ((now, of_now), (before, of_before)) if of)


def _part(count: int, of: int, share: float) -> float:
    """Return one sample's share of the ratio: present and absent against what both samples together expect."""
    found = 0.0
    for seen, expected in ((count, of * share), (of - count, of * (1 - share))):
        if seen > 0 and expected > 0:
            found += seen * log(seen / expected)
    return found


def _sayings(best: Sequence[str], texts: Sequence[str], limit: int) -> dict[str, int]:
    """Return terms grown to the saying that they are part of, with their mentions; what a saying has is used up."""
    found: dict[str, int] = {}
    left = list(texts)
    for term in best:
        if len(found) >= limit:
            break
        if _count(term, left) >= LEFT * _count(term, texts):
            saying = _grown(term, [text for text in left if term in text])
            found[saying] = _count(saying, texts)
            left = [text.replace(saying, END) for text in left]
    return found


def _grown(term: str, texts: Sequence[str]) -> str:
    """Return a term with what nearly always stands beside it in these texts, each of which has it."""
    grown = term
    while len(grown) < LONGEST:
        around = [(text[: text.index(grown)][-1:], text[text.index(grown) + len(grown) :][:1]) for text in texts]
        ahead, after = (Counter(each).most_common(1)[0] for each in zip(*around, strict=True))
        if _goes_on(ahead, len(texts)):
            grown = ahead[0] + grown
        elif _goes_on(after, len(texts)):
            grown += after[0]
        else:
            break
        texts = [text for text in texts if grown in text]
    return grown


def _goes_on(neighbour: tuple[str, int], texts: int) -> bool:
    character, number = neighbour
    return bool(character) and character != END and not character.isascii() and number >= ALIKE * texts


def _count(term: str, texts: Sequence[str]) -> int:
    return sum(term in text for text in texts)
