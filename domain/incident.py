"""An incident: one matter, however many rules fire on it. One small document, changed by compare-and-swap."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.level import CriterionMet
from domain.step import Step


class IncidentState(StrEnum):
    """The life of an incident; the last three are closed."""

    DETECTED = "detected"
    ACKNOWLEDGED = "acknowledged"
    CONTAINED = "contained"
    RESOLVED = "resolved"
    VERIFIED = "verified"
    REVIEWED = "reviewed"
    MERGED = "merged"


CLOSED = frozenset({IncidentState.VERIFIED, IncidentState.REVIEWED, IncidentState.MERGED})


@dataclass(frozen=True, slots=True)
class SignalRef:
    """A signal that joined: enough to say why on the card without reading the signal again."""

    id: str
    rule: str
    rule_type: str
    category: str
    fired_at: datetime
    numbers: Mapping[str, float]
    late_minutes: int = 0
    about: str = ""


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Who took the incident on and when; it lapses at ``lapses_at`` when no step was marked since."""

    person: str
    at: datetime
    lapses_at: datetime
    lapsed: bool = False


@dataclass(frozen=True, slots=True)
class Incident:
    """The whole case as one document. Times are aware UTC.

    ``id`` 0 means not stored yet; ``version`` is what compare-and-swap compares. ``evidence`` are mention ids (newest
    first, bounded) and ``families`` repost families; the numbers of all of it are in ``facts`` (see alerting.facts).
    ``floor_rank`` is the least rank it may have without a person lowering it; ``proposed_level`` is a lowering that a
    person may confirm. ``told`` keeps what was already said in chat (families, categories), so nothing is told twice.
    ``settled_deadlines`` are keys of deadlines that were reminded of or that escalated already; ``resolve_by`` is the
    end of its level's working days.
    """

    brand: str
    category: str
    level: str
    rank: int
    detected_at: datetime
    id: int = 0
    version: int = 0
    state: IncidentState = IncidentState.DETECTED
    categories: tuple[str, ...] = ()
    title: str = ""
    drill: bool = False
    signals: tuple[SignalRef, ...] = ()
    criteria: tuple[CriterionMet, ...] = ()
    facts: Mapping[str, float] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    families: tuple[int, ...] = ()
    playbook: str = ""
    steps: tuple[Step, ...] = ()
    statements: tuple[str, ...] = ()
    task_force: Mapping[str, str] = field(default_factory=dict)
    fact_sheet: Mapping[str, str] = field(default_factory=dict)
    acknowledgement: Acknowledgement | None = None
    level_reason: str = ""
    proposed_level: str = ""
    escalations: int = 0
    settled_deadlines: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    reopened: int = 0
    closed_at: datetime | None = None
    resolve_by: datetime | None = None
    merged_into: int = 0
    split_from: int = 0

    @property
    def is_acknowledged(self) -> bool:
        """Say whether somebody has it in hand: acknowledged, and not lapsed."""
        return self.acknowledgement is not None and not self.acknowledgement.lapsed

    @property
    def is_open(self) -> bool:
        """Say whether signals still join it without reopening it."""
        return self.state not in CLOSED


class EventKind(StrEnum):
    """What happened to an incident, as its timeline tells it."""

    OPENED = "opened"
    REOPENED = "reopened"
    JOINED = "joined"
    RAISED = "raised"
    LOWERED = "lowered"
    LOWERING_PROPOSED = "lowering_proposed"
    ACKNOWLEDGED = "acknowledged"
    ACK_LAPSED = "ack_lapsed"
    STEP_DONE = "step_done"
    STEP_SKIPPED = "step_skipped"
    REMINDED = "reminded"
    DEADLINE_PASSED = "deadline_passed"
    FACT_SET = "fact_set"
    STATEMENT_PULLED = "statement_pulled"
    STATE_CHANGED = "state_changed"
    CLOSED = "closed"
    SPLIT = "split"
    MERGED = "merged"
    VERDICT = "verdict"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of an incident's timeline. ``actor`` is a person's name, or "" for the monitor itself."""

    kind: EventKind
    at: datetime
    actor: str = ""
    reason: str = ""
    details: Mapping[str, object] = field(default_factory=dict)
