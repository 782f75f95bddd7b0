"""What a judgement finds: who said it, how often a rule speaks, and where it stands afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from alerting.windows import Window
from domain.clock import minute_of
from domain.mention import StoredMention
from domain.rule import RuleState

MOST_EVIDENCE = 200


class Reason(StrEnum):
    """Why a rule stands where it stands after a judgement."""

    QUIET = "quiet"
    NOT_PROVED = "not_proved"
    """Enough was counted, but not enough voices, not unusual enough, not what the rule asks for."""
    FIRED = "fired"
    NEW_HIGH = "new_high"
    STILL_RAISED = "still_raised"
    RECOVERED = "recovered"


class Witness(NamedTuple):
    """A mention that a rule may rest on: what the rule asks of it, and no more. ``author`` "" is an unknown one."""

    id: str
    minute: int
    author: str
    source: str
    family: int
    reach: int = 0


def witness_of(stored: StoredMention) -> Witness:
    """Return what rules ask of a mention."""
    mention = stored.mention
    author = f"{mention.platform}\0{mention.author}" if mention.author else ""
    return Witness(mention.id, minute_of(mention.event_time), author, mention.source, stored.family, mention.reach)


@dataclass(frozen=True, slots=True)
class Firing:
    """One time that a rule speaks: ``again`` when it is raised already and its count has at least doubled since.

    ``line`` is the number that had to be reached; ``numbers`` is what the type has to show besides; ``about`` names the
    thing it is about (a word, an outlet), "" where it is about the brand as a whole. ``late_by`` is zero unless the
    window ended well before ``now``.
    """

    window: Window
    count: int
    line: int
    witnesses: tuple[Witness, ...] = ()
    numbers: Mapping[str, float] = field(default_factory=dict)
    about: str = ""
    again: bool = False
    late_by: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a judgement makes of a rule on a brand."""

    state: RuleState
    fired: tuple[Firing, ...]
    reason: Reason
