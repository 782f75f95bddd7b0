"""Risk words of a text by category: plain lexicon rules, in line on every mention, before and independent of tone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import ahocorasick_rs

from domain.risk import Risk
from sentiment.riskforms import RAISING, Around, FormReader, Verdict, around
from sentiment.risklexicon import RiskLexicon, RiskWord, load_risk_lexicon
from sentiment.variants import default_variants
from sentiment.words import latin, whole
from text.fold import Folded, fold_with_offsets
from text.variants import Variants

_PAIR_REACH = 24
"""Characters between the first and the last part of an "A+B" entry, beyond which they hardly belong together."""

Match = tuple[int, int, int]
Spans = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class RiskHit:
    """One risk word met in a text and what became of it.

    ``words`` are the parts as written; ``span`` is theirs in the original text; ``because`` are the words that decided
    the verdict, folded; ``intensity`` is what the hit adds (0 where it raises nothing).
    """

    category: str
    intensity: int
    words: tuple[str, ...]
    span: tuple[int, int]
    verdict: Verdict
    because: str


class RiskFinder:
    """Finds risk words. Building it takes milliseconds; finding is thread-safe and keeps nothing."""

    def __init__(self, lexicon: RiskLexicon, variants: Variants | None = None) -> None:
        self._variants = variants
        self._forms = FormReader(lexicon.forms)
        self._patterns: list[str] = list(
            dict.fromkeys([*lexicon.exceptions, *(part for word in lexicon.words for part in word.parts)])
        )
        self._exceptions = len(lexicon.exceptions)
        number = {pattern: index for index, pattern in enumerate(self._patterns)}
        self._single: dict[int, list[RiskWord]] = defaultdict(list)
        self._joint: dict[int, list[tuple[RiskWord, tuple[int, ...]]]] = defaultdict(list)
        for word in lexicon.words:
            parts = tuple(number[part] for part in word.parts)
            if len(parts) == 1:
                self._single[parts[0]].append(word)
            else:
                self._joint[parts[-1]].append((word, parts))
        self._deciding = frozenset(self._single) | frozenset(self._joint)
        self._latin = frozenset(
            index for index, pattern in enumerate(self._patterns) if latin(pattern[0]) or latin(pattern[-1])
        )
        self._automaton = ahocorasick_rs.AhoCorasick(
            self._patterns, store_patterns=False, implementation=ahocorasick_rs.Implementation.ContiguousNFA
        )

    def find(self, text: str, brand_spans: Sequence[tuple[int, int]] = ()) -> tuple[Risk, ...]:
        """Return the risks a text raises, gravest first; ``brand_spans`` are spans of brand names in the text."""
        return self.find_in(text, fold_with_offsets(text, self._variants), brand_spans)

    def meets(self, folded: str) -> bool:
        """Say whether a folded text holds any part of an entry; where it doesn't, nothing can be found."""
        return not self._deciding.isdisjoint([match[0] for match in self._matches(folded)])

    def find_in(self, text: str, folded: Folded, brand_spans: Sequence[tuple[int, int]]) -> tuple[Risk, ...]:
        """Return what ``find`` does for a text that is folded already, with the finder's own variants."""
        return _gathered(self._hits(text, folded, brand_spans))

    def explain(self, text: str, brand_spans: Sequence[tuple[int, int]] = ()) -> tuple[RiskHit, ...]:
        """Return every risk word of a text, also those that raise nothing, with the reason."""
        return tuple(self._hits(text, fold_with_offsets(text, self._variants), brand_spans))

    def _hits(self, text: str, folded: Folded, brand_spans: Sequence[tuple[int, int]]) -> Iterator[RiskHit]:
        """Yield the hits in the order of the text."""
        entries = list(self._entries(folded.text))
        if not entries:
            return
        spans = [_folded_span(folded, span) for span in brand_spans]
        for word, places in entries:
            hit = around(folded.text, *places[-1])
            if all(hit.sentence[0] <= start and end <= hit.sentence[1] for start, end in places):
                yield self._judge(text, folded, word, places, hit, spans)

    def _entries(self, text: str) -> Iterator[tuple[RiskWord, Spans]]:
        """Yield the entries that are complete, with the spans of their parts; the last part is the one judged."""
        matches = self._matches(text)
        if self._deciding.isdisjoint([match[0] for match in matches]):
            return
        found = [match for match in matches if match[0] not in self._latin or whole(text, match[1], match[2])]
        swallowing = [match for match in found if match[0] < self._exceptions or match[0] in self._single]
        exceptions = [match for match in swallowing if match[0] < self._exceptions]
        for which, start, end in found:
            if which in self._single and not _inside(start, end, swallowing):
                for word in self._single[which]:
                    yield word, [(start, end)]
            if which in self._joint and not _inside(start, end, exceptions):
                yield from self._complete(which, start, end, found)

    def _matches(self, folded: str) -> list[Match]:
        """Return every place of every part."""
        matches: list[Match] = self._automaton.find_matches_as_indexes(folded, overlapping=True)
        return matches

    def _complete(self, which: int, start: int, end: int, found: Sequence[Match]) -> Iterator[tuple[RiskWord, Spans]]:
        """Yield the many-part entries whose last part is this match and whose other parts stand near it."""
        for word, parts in self._joint[which]:
            places = []
            for part in parts[:-1]:
                near = [
                    (first, last)
                    for other, first, last in found
                    if other == part and (last <= start or first >= end) and abs(first - start) <= _PAIR_REACH
                ]
                if not near:
                    break
                places.append(near[0])
            else:
                yield word, [*places, (start, end)]

    def _judge(self, text: str, folded: Folded, word: RiskWord, places: Spans, hit: Around, brands: Spans) -> RiskHit:
        """Let the forms around the judged part decide."""
        verdict, because = self._forms.read(hit, word.negatable, brands)
        written = [folded.span(*place) for place in places]
        return RiskHit(
            category=word.category,
            intensity=_intensity(word.intensity, verdict),
            words=tuple(text[start:end] for start, end in written),
            span=(min(start for start, _ in written), max(end for _, end in written)),
            verdict=verdict,
            because=because,
        )


def default_risk_finder(extra: Iterable[tuple[str, str, int]] = ()) -> RiskFinder:
    """Return a finder with the shipped lexicon and further words, each (category, word, intensity)."""
    return RiskFinder(load_risk_lexicon().extended(extra), default_variants())


def _intensity(intensity: int, verdict: Verdict) -> int:
    """Return what a hit adds: all of it when told, one less when doubted, the least by hearsay, else nothing."""
    if verdict not in RAISING:
        return 0
    if verdict is Verdict.TOLD:
        return intensity
    return 1 if verdict is Verdict.HEARSAY else max(1, intensity - 1)


def _gathered(hits: Iterable[RiskHit]) -> tuple[Risk, ...]:
    """Join the raising hits of a text into one risk a category, gravest first."""
    strongest: dict[str, int] = {}
    words: dict[str, dict[str, None]] = {}
    for hit in hits:
        if hit.intensity:
            strongest[hit.category] = max(hit.intensity, strongest.get(hit.category, 0))
            words.setdefault(hit.category, {}).update(dict.fromkeys(hit.words))
    ordered = sorted(strongest, key=lambda category: -strongest[category])
    return tuple(Risk(category, strongest[category], _longest(words[category])) for category in ordered)


def _longest(words: Iterable[str]) -> tuple[str, ...]:
    """Leave out words that another one contains."""
    kept = list(words)
    return tuple(word for word in kept if not any(word != other and word in other for other in kept))


def _inside(start: int, end: int, matches: Sequence[Match]) -> bool:
    """Say whether a longer match contains this span."""
    return any(first <= start and end <= last and last - first > end - start for _, first, last in matches)


def _folded_span(folded: Folded, span: tuple[int, int]) -> tuple[int, int]:
    """Return where a span of the original lies in the folded text."""
    offsets = folded.offsets
    if isinstance(offsets, range):
        return span
    inside = [index for index in range(len(offsets) - 1) if span[0] <= offsets[index] < span[1]]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)
