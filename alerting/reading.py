"""What rules may ask of the ledger: each answer read once a judgement, and only if a rule asks."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from alerting.baseline import Baseline
from alerting.engine import Engine, Watch
from alerting.history import Histories
from alerting.rules import DECIDERS, Witness
from domain.clock import minute_of, start_of_minute
from domain.measure import Counts, add_counts
from domain.mention import StoredMention
from domain.rule import Rule
from index.ports import Judging

MOST_WITNESSES = 5_000
"""So many mentions are read at most to confirm a rule; it is far above what a rule asks for."""


@dataclass(slots=True)
class LedgerReading:
    """Answers one rule's questions about one topic while the minutes up to ``last`` are judged.

    ``minutes`` are the measures of every window that is judged, ``worth`` what the rule counts of them. Windows come in
    order of time: the first question about mentions is about the earliest, so all later ones are answered from what was
    read for it.
    """

    view: Judging
    engine: Engine
    watch: Watch
    minutes: Mapping[int, Counts]
    worth: Mapping[int, int]
    last: int
    histories: Histories
    _heard: list[Witness] | None = None
    _since: int = 0
    _sums: tuple[list[int], list[int]] | None = None
    _totals: dict[tuple[int, int], Counts] = field(default_factory=dict)

    def witnesses(self, first: int, last: int) -> Sequence[Witness]:
        """Return the mentions of minutes ``first``..``last`` that the rule counts, newest first."""
        if self._heard is None or first < self._since:
            until = max(last, self.last)
            self._since, self._heard = first, witnesses_of(self.view, self.watch, first, until, MOST_WITNESSES)[::-1]
        start = bisect_left(self._heard, first, key=_minute)
        return self._heard[start : bisect_right(self._heard, last, key=_minute)][::-1]

    def baseline(self, first: int, last: int) -> Baseline:
        """Return the hours known before a window."""
        return self.histories.of(self.watch.topic, first, max(last, self.last))

    def counted(self, first: int, last: int) -> int:
        """Return what minutes ``first``..``last`` of the windows judged are worth to the rule."""
        if self._sums is None:
            minutes = sorted(self.worth)
            self._sums = minutes, list(accumulate(map(self.worth.__getitem__, minutes), initial=0))
        minutes, sums = self._sums
        return sums[bisect_right(minutes, last)] - sums[bisect_left(minutes, first)]

    def counts(self, first: int, last: int) -> Counts:
        """Return what was measured in minutes ``first``..``last`` taken together."""
        return add_counts(self.minutes[minute] for minute in range(first, last + 1) if minute in self.minutes)

    def total(self, first: int, last: int) -> Counts:
        """Return what was measured in minutes ``first``..``last``, however long ago."""
        if (first, last) not in self._totals:
            self._totals[first, last] = self.view.measures.total(self.watch.topic, first, last)
        return self._totals[first, last]


def witnesses_of(view: Judging, watch: Watch, first: int, last: int, limit: int) -> list[Witness]:
    """Return the mentions of minutes ``first``..``last`` that a rule counts, newest first."""
    decider = DECIDERS[watch.rule.type]
    found = view.mentions.of_topic(
        watch.topic,
        start_of_minute(first),
        start_of_minute(last + 1),
        risk=decider.witness_risk(watch.rule),
        limit=limit,
    )
    return [witness_of(each) for each in found if bears(watch.rule, each)]


def bears(rule: Rule, stored: StoredMention) -> bool:
    """Say whether a mention of a rule's topic is one that the rule counts."""
    return DECIDERS[rule.type].bears(rule, stored)


def witness_of(stored: StoredMention) -> Witness:
    """Return what rules ask of a mention."""
    mention = stored.mention
    author = f"{mention.platform}\0{mention.author}" if mention.author else ""
    return Witness(mention.id, minute_of(mention.event_time), author, mention.source, stored.family, mention.reach)


def _minute(witness: Witness) -> int:
    return witness.minute
