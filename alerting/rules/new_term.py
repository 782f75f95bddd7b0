"""New-term rules: a word that was never said of the brand and that several people suddenly say."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from alerting.engine import Engine
from alerting.phrasing import mentions, number, voices
from alerting.rules.decider import Ask, Decider
from alerting.rules.firing import Firing, witness_of
from alerting.rules.risks import is_trouble, may_be_trouble, risk_of
from domain.incident import SignalRef
from domain.measure import Counts
from domain.mention import StoredMention
from domain.rule import Rule
from text.terms import terms

MOST_POSTS = 300
"""So many of the newest mentions of a window are read for words."""

MOST_LOOKED_UP = 20
"""So many words, the most said ones, are looked up in the history of the brand (decision 006)."""

LEAST_KNOWN_HOURS = 72
"""A brand must be known so long: before that every word is new."""


class NewTerm(Decider):
    """Takes the words that enough mentions by enough authors share, and asks whether they were ever said before.

    Han text has no gaps between words, and two words that never met make grams that were never said: so every pair of
    neighbours inside a new word has to be new. What merely names the brand is not counted: its campaigns coin words.
    """

    adds_up = grows = False

    def judges_whole_minutes(self, rule: Rule) -> bool:
        """Say yes: texts have to be read, and once a minute is soon enough."""
        return True

    def counted(self, rule: Rule, counts: Counts) -> int:
        """Return all mentions of a minute that may hold trouble."""
        return counts.mentions if may_be_trouble(rule, counts) else 0

    def witness_risk(self, rule: Rule) -> str:
        """Return the category that is counted."""
        return risk_of(rule)

    def bears(self, rule: Rule, stored: StoredMention) -> bool:
        """Say whether a mention is trouble."""
        return is_trouble(rule, stored)

    def least(self, rule: Rule) -> int:
        """Return the mentions that must have the word."""
        return rule.count

    def why(self, engine: Engine, ref: SignalRef) -> str:
        """Say the word, and who says it."""
        count, said = mentions(engine, ref.numbers.get("count", 0)), voices(engine, ref.numbers)
        line = number(ref.numbers.get("line", 0))
        return engine.says(
            f"{count}出现此前从未与品牌同现的词“{ref.about}”（满 {line} 条即报警），{said}",
            f"{count} with “{ref.about}”, never said of the brand before (the alarm is at {line}), {said}",
        )

    def proof(self, ask: Ask) -> Firing | None:
        """Return the breach with the most said new word."""
        rule, window = ask.rule, ask.window
        if not ask.confirm:
            return Firing(window, window.count, rule.count)
        since = ask.reading.baseline(window.first, window.last).since
        if since is None or window.first // 60 - since < LEAST_KNOWN_HOURS:
            return None
        posts = ask.reading.posts(window.first, window.last, MOST_POSTS)
        for word, having in _shared(posts, rule):
            if not any(ask.reading.was_said(pair, window.first) for pair in _pairs(word)):
                return Firing(window, len(having), rule.count, tuple(map(witness_of, having)), about=word)
        return None


def _pairs(word: str) -> list[str]:
    """Return the pairs of neighbours of a Han word; a Latin one is a whole."""
    return [word] if word.isascii() else [word[at : at + 2] for at in range(len(word) - 1)]


def _shared(posts: Sequence[StoredMention], rule: Rule) -> Iterator[tuple[str, list[StoredMention]]]:
    """Yield the words that enough posts by enough authors have, most said and longest first.

    A part of a longer word that the same posts have is no word of its own.
    """
    having: defaultdict[str, list[StoredMention]] = defaultdict(list)
    for post in posts:
        for word in terms(post.mention.full_text):
            having[word].append(post)
    often = Counter({word: len(found) for word, found in having.items() if len(found) >= rule.count})
    taken: list[str] = []
    for word in sorted(often, key=lambda word: (-often[word], -len(word), word)):
        if len({post.mention.author for post in having[word]}) < rule.authors:
            continue
        if any(word in longer and often[longer] == often[word] for longer in taken):
            continue
        taken.append(word)
        yield word, having[word]
        if len(taken) == MOST_LOOKED_UP:
            return
