"""Matters: which texts of one brand are about the same thing, decided for one text after another as they come.

A matter (a story line) is a stream of texts with a rate and with words of its own. A text belongs to the matter that
explains it best, its time and its words together, or it begins a new one:

    rate of the matter now × what its words say  against  3.5 × the usual rate of the whole stream

so a text without words of its own ("太气人了") follows a story that is breaking at that minute, while on a quiet day,
or in a stream that always runs at one rate, only shared words bring texts together and chatter stays alone. The rate is
that of a self-exciting process (as in Du et al., "Dirichlet-Hawkes Processes with Applications to Clustering
Continuous-Time Document Streams", 2015), with three half-lives instead of learned ones; words are compared by the
ratio of their share in the matter to their share in the stream, mixed with words that any text may have.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from heapq import nlargest
from itertools import islice
from math import exp, inf, log

from text.fold import fold

RECENT_HOURS = (0.5, 6.0, 72.0)
"""How long a text keeps a matter alive: the same text counts on three scales, a burst, a day, a few days."""

USUAL_HOURS = 168.0
"""Over how long the usual rate of the stream is taken: a week, so that a burst is not its own background."""

RELUCTANCE = 3.5
"""How many times the usual rate a matter must run at to take in a text that says nothing."""

MATTERS = 2_000
"""So many matters are kept at least, twice as many at most; those that have slowed down most are forgotten."""

MEMORY = 50_000
"""Word counts are halved each time this many texts were counted, so what was said long ago stops to count."""

_SPECIFIC = 0.5
_TRUST = 0.8
_WORD = (1.0, 1.0)
_HAN_PAIR = (0.5, 0.35)
"""What a shared word is worth and what an unshared one costs; half of the Han pairs only straddle two words."""

_PRIOR_TEXTS = 2.0
_EVERYWHERE = 0.25
_WARM = 200
_UNHEARD_TEXTS = 50
_WORDS = 96
_STEM = 6
_CROWD = 24
_TRIED = 12
_HOTTEST = 6
_EMOTICONS_LINKS_NAMES = re.compile(r"(?:https?://|www\.|t\.cn/)[!-~]+|\[[^\[\]\s]{1,8}\]|@[^\s:/@,。]{1,30}|&[a-z]+;")
_RUN = re.compile(r"([\u4e00-\u9fff]+)|([^\W_\u4e00-\u9fff]{2,})")
_ODDS = _SPECIFIC / (1 - _SPECIFIC)
_UNSHARED = log(1 - _SPECIFIC)


def matter_words(text: str) -> list[str]:
    """Return what a text is compared by: pairs of Han characters, words and numbers cut to six characters; each once.

    Links, names after @ and [emoticons] don't count; of a long text the first 96 do.
    """
    said = _EMOTICONS_LINKS_NAMES.sub(" ", fold(text))
    found: dict[str, None] = {}
    for han, word in _RUN.findall(said):
        found.update(dict.fromkeys(map("".join, zip(han, han[1:], strict=False)) if han else (word[:_STEM],)))
        if len(found) >= _WORDS:
            break
    return list(islice(found, _WORDS))


class _Matter:
    __slots__ = ("last", "recent", "texts")

    def __init__(self, hours: float) -> None:
        self.texts = 0
        self.last = hours
        self.recent = [0.0] * len(RECENT_HOURS)

    def rate(self, hours: float) -> float:
        """Return its texts per hour now: each text counts less and less, on all scales at once."""
        since = max(0.0, hours - self.last)
        return sum(count * exp(-since / scale) / scale for count, scale in zip(self.recent, RECENT_HOURS, strict=True))

    def add(self, hours: float) -> None:
        since = max(0.0, hours - self.last)
        self.recent = [count * exp(-since / scale) + 1 for count, scale in zip(self.recent, RECENT_HOURS, strict=True)]
        self.last = max(hours, self.last)
        self.texts += 1


class Matters:
    """The matters of one brand, with what is needed to place the next text; bounded in memory.

    The cost of a text doesn't grow with the history: a word leads to the 24 matters that had it last, and of those that
    share words the best twelve are compared, with the six that run fastest.
    """

    def __init__(self) -> None:
        self._next = 1
        self._matters: dict[int, _Matter] = {}
        self._with_word: dict[str, dict[int, int]] = {}
        self._said: defaultdict[str, float] = defaultdict(float)
        self._texts = 0.0
        self._fastest: list[int] = []
        self._usual = 0.0
        self._began = inf
        self._last = -inf

    def __len__(self) -> int:
        """Return how many matters are kept."""
        return len(self._matters)

    def begin_at(self, number: int) -> None:
        """Number the next matters from here on, unless higher numbers are taken already."""
        self._next = max(self._next, number)

    def assign(self, text: str, at: datetime) -> int:
        """Return the number of the matter a text belongs to, one that it begins if none explains it."""
        words, hours = matter_words(text), at.timestamp() / 3600
        self._count(words, hours)
        best, matter = log(RELUCTANCE * self._usual_rate(hours)), self._next
        gains, weight = self._gains(words)
        for tried in {*self._most_alike(gains), *self._fastest}:
            rate = self._matters[tried].rate(hours)
            if rate > 0 and (score := log(rate) + _TRUST * (gains.get(tried, 0.0) + weight * _UNSHARED)) > best:
                best, matter = score, tried
        self._join(words, hours, matter)
        return matter

    def observe(self, text: str, at: datetime, matter: int) -> None:
        """Take in a text whose matter is known already: from a store, or because a person said so."""
        words, hours = matter_words(text), at.timestamp() / 3600
        self._count(words, hours)
        self._join(words, hours, matter)

    def _count(self, words: Iterable[str], hours: float) -> None:
        self._usual = self._usual * exp(-max(0.0, hours - self._last) / USUAL_HOURS) + 1
        self._began, self._last = min(self._began, hours), max(self._last, hours)
        self._texts += 1
        for word in words:
            self._said[word] += 1
        if self._texts >= MEMORY:
            self._texts /= 2
            halved = {word: count / 2 for word, count in self._said.items() if count > 1}
            self._said = defaultdict(float, halved)

    def _usual_rate(self, hours: float) -> float:
        """Return the texts per hour of the whole stream; a stream younger than a week is not taken for a calm one."""
        age = max(1.0, hours - self._began)
        return self._usual / (USUAL_HOURS * (1 - exp(-age / USUAL_HOURS)))

    def _gains(self, words: Iterable[str]) -> tuple[dict[int, float], float]:
        """Return what shared words say for each matter that shares some, and how much all words weigh together."""
        gains: defaultdict[int, float] = defaultdict(float)
        total, weight = self._texts + _UNHEARD_TEXTS, 0.0
        for word in words:
            usual = (self._said[word] - 0.5) / total
            if usual > _EVERYWHERE and self._texts > _WARM:
                continue
            worth, cost = _HAN_PAIR if word[0] >= "\u4e00" else _WORD
            weight += cost
            for matter, count in self._with_word.get(word, {}).items():
                if held := self._matters.get(matter):
                    share = (count / usual + _PRIOR_TEXTS) / (held.texts + _PRIOR_TEXTS)
                    gains[matter] += worth * log(1 + _ODDS * share)
        return gains, weight

    def _most_alike(self, gains: dict[int, float]) -> Iterable[int]:
        return nlargest(_TRIED, gains, key=gains.__getitem__) if len(gains) > _TRIED else gains

    def _join(self, words: Iterable[str], hours: float, matter: int) -> None:
        if matter not in self._matters:
            self._matters[matter] = _Matter(hours)
            self._next = max(self._next, matter + 1)
        held = self._matters[matter]
        held.add(hours)
        for word in words:
            matters = self._with_word.setdefault(word, {})
            matters[matter] = matters.pop(matter, 0) + 1
            if len(matters) > _CROWD:
                del matters[next(iter(matters))]
        if held.texts > 1 and matter not in self._fastest:
            self._run_with_the_fastest(matter, hours)
        if len(self._matters) > 2 * MATTERS:
            self._forget(hours)

    def _run_with_the_fastest(self, matter: int, hours: float) -> None:
        self._fastest.append(matter)
        if len(self._fastest) > 3 * _HOTTEST:
            self._fastest = nlargest(_HOTTEST, self._fastest, key=lambda one: self._matters[one].rate(hours))

    def _forget(self, hours: float) -> None:
        """Drop the half of the matters that has slowed down most, and what led to them."""
        kept = nlargest(MATTERS, self._matters, key=lambda one: self._matters[one].rate(hours))
        self._matters = {matter: self._matters[matter] for matter in kept}
        self._fastest = [matter for matter in self._fastest if matter in self._matters]
        for word, matters in list(self._with_word.items()):
            left = {matter: count for matter, count in matters.items() if matter in self._matters}
            if left:
                self._with_word[word] = left
            else:
                del self._with_word[word]
