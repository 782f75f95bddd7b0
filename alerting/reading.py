"""What rules may ask of the ledger: each answer read once a judgement, and only if a rule asks."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from alerting.baseline import Baseline
from alerting.engine import Watch
from alerting.history import Histories
from alerting.rules import DECIDERS, Witness, witness_of
from alerting.rules.weighing import EVEN, Scales, scales_of
from alerting.triage import Minutes
from domain.clock import start_of_minute
from domain.measure import Counts
from domain.mention import StoredMention
from domain.rule import RuleType
from index.ports import Judging

MOST_WIDEST = 50
"""So many mentions with the widest reach are read to see whether a first one was the first."""

MOST_DOUBTED = 1_000
"""So many mentions of a window are read at most to see which are in doubt; the others weigh what these do."""

MOST_WITNESSES = 5_000
"""So many mentions are read at most to confirm a rule; it is far above what a rule asks for."""


@dataclass(slots=True)
class LedgerReading:
    """Answers one rule's questions about one topic while the windows in minutes ``first``..``last`` are judged.

    Windows come in order of time: the first question about mentions is about the earliest, so all later ones are
    answered from what was read for it.
    """

    view: Judging
    watch: Watch
    first: int
    last: int
    histories: Histories
    minutes: Minutes | None = None
    _heard: list[Witness] | None = None
    _since: int = 0
    _sums: tuple[list[int], list[int]] | None = None
    _totals: dict[tuple[int, int], Counts] = field(default_factory=dict)
    _newest: dict[tuple[int, int], Sequence[Witness]] = field(default_factory=dict)
    _said: dict[str, int] = field(default_factory=dict)

    def witnesses(self, first: int, last: int) -> Sequence[Witness]:
        """Return the mentions of minutes ``first``..``last`` that the rule counts, newest first."""
        if self._heard is None or first < self._since:
            until = max(last, self.last)
            self._since, self._heard = first, witnesses_of(self.view, self.watch, first, until, MOST_WITNESSES)[::-1]
        start = bisect_left(self._heard, first, key=_minute)
        return self._heard[start : bisect_right(self._heard, last, key=_minute)][::-1]

    def newest(self, first: int, last: int, limit: int) -> Sequence[Witness]:
        """Return some mentions of minutes ``first``..``last`` that the rule counts, the newest first.

        Where it is asked of several windows, all of them are read at once.
        """
        known = self._newest.get((first, last))
        if known is None and (self._newest or self._heard is not None and first >= self._since):
            return self.witnesses(first, last)[:limit]
        if known is None:
            known = self._newest[first, last] = witnesses_of(self.view, self.watch, first, last, limit)
        return known

    def posts(self, first: int, last: int, limit: int) -> Sequence[StoredMention]:
        """Return mentions of minutes ``first``..``last`` that the rule counts, newest first, in full."""
        return posts_of(self.view, self.watch, first, last, limit)

    def widest(self, first: int, last: int) -> Sequence[StoredMention]:
        """Return some mentions of minutes ``first``..``last`` that the rule counts, those with the widest reach."""
        return posts_of(self.view, self.watch, first, last, MOST_WIDEST, by="reach")

    def copies(self, families: Collection[int], least: int, first: int, last: int) -> Mapping[int, Sequence[Witness]]:
        """Return those of these repost families that have ``least`` copies in minutes ``first``..``last``."""
        topic, span = self.watch.topic, (start_of_minute(first), start_of_minute(last + 1))
        sizes = self.view.mentions.family_sizes(topic, families, *span)
        return {
            size.family: [
                witness_of(each) for each in self.view.mentions.copies(topic, size.family, *span, limit=MOST_WITNESSES)
            ]
            for size in sizes
            if size.copies >= least
        }

    def of_author(self, platform: str, author: str, first: int, last: int) -> Sequence[StoredMention]:
        """Return what one author said of the topic in minutes ``first``..``last``, newest first."""
        span = start_of_minute(first), start_of_minute(last + 1)
        return self.view.mentions.of_author(self.watch.topic, (platform, author), *span)

    def was_said(self, words: str, before: int) -> bool:
        """Say whether a phrase occurs in a mention of the topic from before a minute, however old."""
        known = self._said.get(words)
        if known is None or before < known:
            if not self.view.mentions.was_said(self.watch.topic, words, start_of_minute(before)):
                return False
            self._said[words] = before
        return True

    def scales(self, first: int, last: int) -> Scales:
        """Return what mentions of minutes ``first``..``last`` weigh; of many the newest are read."""
        if self.watch.rule.suspected >= 1:
            return EVEN
        return scales_of(self.watch.rule.suspected, self.posts(first, last, MOST_DOUBTED))

    def hearing(self, witnesses: Sequence[Witness]) -> "LedgerReading":
        """Return a reading that knows these witnesses, newest first, and asks for no others."""
        return replace(self, _heard=list(witnesses)[::-1], _since=0)

    def habit(self, first: int, last: int) -> Baseline:
        """Return the hours known before a window of what the rule counts, a risk or a query."""
        risk = DECIDERS[self.watch.rule.type].witness_risk(self.watch.rule)
        return self.histories.of(self.watch.topic, first, max(last, self.last), risk=risk)

    def baseline(self, first: int, last: int) -> Baseline:
        """Return the hours known before a window."""
        of_complaints = self.watch.rule.type is RuleType.COMPLAINT
        return self.histories.of(self.watch.topic, first, max(last, self.last), complaints=of_complaints)

    def counted(self, first: int, last: int, of: str = "mentions") -> int:
        """Return a measure of minutes ``first``..``last``; of mentions only those that raise the rule's risk."""
        if self.minutes is not None and of == "mentions" and first >= self.first:
            return self._added_up(first, last)
        risk = DECIDERS[self.watch.rule.type].witness_risk(self.watch.rule) if of == "mentions" else ""
        return self.view.measures.number(self.watch.topic, first, last, risk=risk, of=of)

    def _added_up(self, first: int, last: int) -> int:
        """Return how many mentions are counted, where many windows ask for it."""
        if self._sums is None and self.minutes is not None:
            decider, rule = DECIDERS[self.watch.rule.type], self.watch.rule
            risk, held = decider.witness_risk(rule), self.minutes.between(self.first, self.last)
            numbers = (counts.raising(risk) if risk else counts.mentions for counts in held.values())
            self._sums = list(held), list(accumulate(numbers, initial=0))
        minutes, sums = self._sums or ([], [0])
        return sums[bisect_right(minutes, last)] - sums[bisect_left(minutes, first)]

    def total(self, first: int, last: int) -> Counts:
        """Return what was measured in minutes ``first``..``last``, however long ago."""
        if (first, last) not in self._totals:
            self._totals[first, last] = self.view.measures.total(self.watch.topic, first, last)
        return self._totals[first, last]

    def toned_since(self) -> int:
        """Return the minute from which on all tones are of one model, 0 where all are."""
        return self.view.measures.toned_since()


def witnesses_of(view: Judging, watch: Watch, first: int, last: int, limit: int) -> list[Witness]:
    """Return the mentions of minutes ``first``..``last`` that a rule counts, newest first."""
    return [witness_of(each) for each in posts_of(view, watch, first, last, limit)]


def posts_of(
    view: Judging, watch: Watch, first: int, last: int, limit: int, by: str = "time"
) -> Sequence[StoredMention]:
    """Return the mentions of minutes ``first``..``last`` that a rule counts, newest or widest reach first, in full."""
    decider = DECIDERS[watch.rule.type]
    found = view.mentions.of_topic(
        watch.topic,
        start_of_minute(first),
        start_of_minute(last + 1),
        risk=decider.witness_risk(watch.rule),
        limit=limit,
        by=by,
    )
    return [each for each in found if decider.bears(watch.rule, each)]


def _minute(witness: Witness) -> int:
    return witness.minute
