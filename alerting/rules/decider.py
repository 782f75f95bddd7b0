"""What makes a type of rule: what it counts, from how much on it looks, and what breaks it.

Everything else is the same for all of them and lies in ``judging``: windows, episodes, plateaus, new highs, lateness.
A decider is pure: what it wants to know beside counts it asks of a ``Reading``, and only when counts leave a doubt.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from alerting.baseline import Baseline
from alerting.engine import Engine
from alerting.rules.firing import Firing, Witness
from alerting.rules.weighing import Scales
from alerting.windows import Bar, Window
from domain.clock import MINUTE
from domain.incident import SignalRef
from domain.measure import Counts
from domain.mention import StoredMention
from domain.rule import Rule, RuleState


class Reading(Protocol):
    """What can be asked of the past of one topic; minutes are inclusive, since the epoch."""

    def witnesses(self, first: int, last: int) -> Sequence[Witness]:
        """Return the mentions of minutes ``first``..``last`` that the rule counts, newest first."""
        ...

    def newest(self, first: int, last: int, limit: int) -> Sequence[Witness]:
        """Return some mentions of minutes ``first``..``last`` that the rule counts, the newest first."""
        ...

    def posts(self, first: int, last: int, limit: int) -> Sequence[StoredMention]:
        """Return mentions of minutes ``first``..``last`` that the rule counts, newest first, in full."""
        ...

    def widest(self, first: int, last: int) -> Sequence[StoredMention]:
        """Return some mentions of minutes ``first``..``last`` that the rule counts, those with the widest reach."""
        ...

    def copies(self, families: Collection[int], least: int, first: int, last: int) -> Mapping[int, Sequence[Witness]]:
        """Return those of these repost families that have ``least`` copies in minutes ``first``..``last``."""
        ...

    def of_author(self, platform: str, author: str, first: int, last: int) -> Sequence[StoredMention]:
        """Return what one author said of the topic in minutes ``first``..``last``, newest first."""
        ...

    def was_said(self, words: str, before: int) -> bool:
        """Say whether a phrase occurs in a mention of the topic from before a minute, however old."""
        ...

    def scales(self, first: int, last: int) -> Scales:
        """Return what mentions of minutes ``first``..``last`` weigh, by what the rule says of suspected ones."""
        ...

    def habit(self, first: int, last: int) -> Baseline:
        """Return the hours known before a window of what the rule counts, a risk or a query."""
        ...

    def baseline(self, first: int, last: int) -> Baseline:
        """Return the hours known before a window."""
        ...

    def counted(self, first: int, last: int, of: str = "mentions") -> int:
        """Return a measure of minutes ``first``..``last``; of mentions only those that raise the rule's risk."""
        ...

    def total(self, first: int, last: int) -> Counts:
        """Return what was measured in minutes ``first``..``last`` taken together, however long ago."""
        ...

    def toned_since(self) -> int:
        """Return the minute from which on all tones are of one model, 0 where all are."""
        ...


@dataclass(frozen=True, slots=True)
class Ask:
    """One window that may break a rule. ``confirm`` is False where the rule is raised and the count alone will do."""

    rule: Rule
    state: RuleState
    window: Window
    reading: Reading
    confirm: bool


class Decider:
    """A type of rule. What is here is what most types do; a type overrides what is different about it."""

    counts: str | None = "mentions"
    """The measure, of all mentions or of those that raise ``witness_risk``, that no window is worth more than."""

    adds_up = True
    """Whether a window is worth just that; otherwise a minute is worth something only where it may hold trouble."""

    looks_ahead = False
    """Whether a minute that is not over is looked at, where only whole ones are judged: most then need no second look.
    """

    grows = True
    """Whether a count that has doubled while the rule is raised is told again."""

    def judges_whole_minutes(self, rule: Rule) -> bool:
        """Say whether more of the same minute may unmake a breach: then only minutes that are over are judged."""
        return False

    def is_apart(self, rule: Rule) -> bool:
        """Say whether ``subjects`` alone decide what is looked at, and counts of whole windows say nothing."""
        return False

    def length(self, rule: Rule) -> int:
        """Return how many minutes a window has."""
        return max(1, rule.window // MINUTE)

    def quiet(self, rule: Rule) -> int:
        """Return after how many minutes without a breach the rule is over."""
        return max(1, rule.quiet // MINUTE)

    def may_break(self, rule: Rule, reading: Reading, first: int, last: int) -> bool:
        """Say whether the mentions of minutes ``first``..``last`` taken together can break the rule at all."""
        return True

    def subjects(self, rule: Rule, reading: Reading, first: int, last: int) -> Mapping[str, Sequence[Witness]] | None:
        """Return the things that a rule judges apart from one another, with the witnesses of each.

        They are those that mentions of minutes ``first``..``last`` are about, each with all witnesses of the windows
        that those minutes fall into. None where the rule is about the topic as a whole.
        """
        return None

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

    def bar(self, ask: Ask) -> Bar | None:
        """Return what windows near one that was not proved must hold to break the rule, None where that can't be said.

        It holds until the state of the rule changes, or what is known of hours that are over.
        """
        return None

    def series(self, rule: Rule, minutes: Mapping[int, Counts]) -> dict[int, int]:
        """Return minute → what it is worth to the rule, without the minutes that are worth nothing."""
        return {minute: worth for minute, counts in minutes.items() if (worth := self.counted(rule, counts))}
