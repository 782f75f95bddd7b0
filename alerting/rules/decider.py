"""What makes a type of rule: what it counts, from how much on it looks, and what breaks it.

Everything else is the same for all of them and lies in ``judging``: windows, episodes, plateaus, new highs, lateness.
A decider is pure: what it wants to know beside counts it asks of a ``Reading``, and only when counts leave a doubt.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from alerting.baseline import Baseline
from alerting.engine import Engine
from alerting.rules.firing import Firing, Witness
from alerting.windows import Window
from domain.incident import SignalRef
from domain.measure import Counts
from domain.mention import StoredMention
from domain.rule import Rule, RuleState


class Reading(Protocol):
    """What can be asked of the past of one topic; minutes are inclusive, since the epoch."""

    def witnesses(self, first: int, last: int) -> Sequence[Witness]:
        """Return the mentions of minutes ``first``..``last`` that the rule counts, newest first."""
        ...

    def baseline(self, first: int, last: int) -> Baseline:
        """Return the hours known before a window."""
        ...

    def counted(self, first: int, last: int) -> int:
        """Return what minutes ``first``..``last`` of the windows judged are worth to the rule."""
        ...

    def counts(self, first: int, last: int) -> Counts:
        """Return what was measured in minutes ``first``..``last`` of the windows judged, taken together."""
        ...

    def total(self, first: int, last: int) -> Counts:
        """Return what was measured in minutes ``first``..``last`` taken together, however long ago."""
        ...


@dataclass(frozen=True, slots=True)
class Ask:
    """One window that may break a rule. ``confirm`` is False where the rule is raised and the count alone will do.

    ``subject`` names the thing the window counts where a rule has several (one text, one word), else it is "".
    """

    rule: Rule
    state: RuleState
    window: Window
    reading: Reading
    confirm: bool
    subject: str = ""


class Decider:
    """A type of rule. What is here is what most types do; a type overrides what is different about it."""

    counts_mentions = True
    """Whether what a minute is worth is a number of its mentions: then hours say whether a window can hold enough."""

    whole_minutes = False
    """Whether a further mention of the same minute may unmake a breach: then only minutes that are over are judged."""

    def counted(self, rule: Rule, counts: Counts) -> int:
        """Return what a minute is worth to the rule: all its mentions."""
        return counts.mentions

    def least(self, rule: Rule) -> int:
        """Return how much a window must hold before it is looked at."""
        return rule.floor

    def witness_risk(self, rule: Rule) -> str:
        """Return the risk category that a witness must raise, "" where any mention of the topic is one."""
        return ""

    def bears(self, rule: Rule, stored: StoredMention) -> bool:
        """Say whether a mention of the topic, which raises ``witness_risk``, is a witness."""
        return True

    def why(self, engine: Engine, ref: SignalRef) -> str:
        """Return the words after the window's time: what was counted, and what had to be reached."""
        raise NotImplementedError

    def proof(self, ask: Ask) -> Firing | None:
        """Return a window's breach of the rule with what proves it, None if it doesn't break it."""
        raise NotImplementedError

    def series(self, rule: Rule, minutes: Mapping[int, Counts]) -> dict[int, int]:
        """Return minute → what it is worth to the rule, without the minutes that are worth nothing."""
        return {minute: worth for minute, counts in minutes.items() if (worth := self.counted(rule, counts))}
