"""The timeline that a judgement writes: each entry carries the sentence that the incident's thread will say."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from alerting.engine import Engine, category_of
from alerting.levels import LevelDecision
from alerting.phrasing import counted
from alerting.wording import rise, why_rule
from domain.category import OTHER
from domain.clock import MINUTE
from domain.incident import EventKind, Incident, SignalRef, TimelineEntry
from domain.signal import Signal


class Told(StrEnum):
    """Why a joining is told although nothing rings: joining never hides anything."""

    CATEGORY = "category"
    """A category that the incident did not have."""
    FAMILY = "family"
    """A text that is copied more than the one it began with."""
    MATTER = "matter"
    """A story line that is larger than the one it began with."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one judgement found of one incident.

    ``outgrown`` are the copies of texts that outgrew the first one, ``stories`` the mentions of matters that did.
    """

    before: Incident | None
    after: Incident
    signals: tuple[Signal, ...]
    decision: LevelDecision
    outgrown: tuple[int, ...]
    now: datetime
    stories: tuple[int, ...] = ()


def entries_of(engine: Engine, judgement: Judgement) -> tuple[TimelineEntry, ...]:
    """Return the entries of a judgement in order: opened, or reopened, joined, outgrown, raised."""
    if judgement.before is None:
        return (_opened(engine, judgement),)
    before = judgement.before
    return (
        *_reopened(engine, before, judgement),
        *_joined(engine, before, judgement),
        *_outgrown(engine, judgement),
        *_level(engine, before, judgement),
    )


def ref_of(signal: Signal) -> SignalRef:
    """Return what an incident keeps of a signal."""
    late = signal.late_by // MINUTE if signal.late_by else 0
    return SignalRef(
        signal.id,
        signal.rule,
        signal.rule_type,
        signal.category,
        signal.fired_at,
        dict(signal.numbers),
        late,
        signal.about,
    )


def _opened(engine: Engine, judgement: Judgement) -> TimelineEntry:
    after = judgement.after
    name, gap = engine.level_name(after.level), engine.says("", " ")
    said = engine.says(f"事件开启，等级 {name}。", f"Opened at {name}.") + gap + after.level_reason
    signals = [signal.id for signal in judgement.signals]
    details: dict[str, object] = {"category": after.category, "level": after.level, "signals": signals}
    return TimelineEntry(EventKind.OPENED, judgement.now, reason=said, details=details)


def _reopened(engine: Engine, before: Incident, judgement: Judgement) -> Iterator[TimelineEntry]:
    if before.is_open:
        return
    said = engine.says("关闭后又有新的信号，事件重新开启。", "New signals came after the close: it is open again.")
    details: dict[str, object] = {"reopened": judgement.after.reopened}
    yield TimelineEntry(EventKind.REOPENED, judgement.now, reason=said, details=details)


def _joined(engine: Engine, before: Incident, judgement: Judgement) -> Iterator[TimelineEntry]:
    told = set(before.told)
    for signal in judgement.signals:
        category = category_of(signal.category)
        details: dict[str, object] = {"signal": signal.id, "rule": signal.rule, "category": category}
        said = why_rule(engine, ref_of(signal))
        if category != OTHER and (key := f"{Told.CATEGORY}:{category}") not in told:
            told.add(key)
            details["told"] = Told.CATEGORY.value
            name = engine.category_name(category)
            said = engine.says(f"新增类别：{name}。{said}", f"A new category: {name}. {said}")
        yield TimelineEntry(EventKind.JOINED, judgement.now, reason=said, details=details)


def _outgrown(engine: Engine, judgement: Judgement) -> Iterator[TimelineEntry]:
    for copies in judgement.outgrown:
        number = counted(engine, copies, "份", "copy")
        said = engine.says(f"另一条内容的转载超过了首条：{number}。", f"Another text outgrew the first one: {number}.")
        yield TimelineEntry(EventKind.NOTE, judgement.now, reason=said, details={"told": Told.FAMILY.value})
    for mentions in judgement.stories:
        number = counted(engine, mentions, "条提及", "mention")
        said = engine.says(f"另一个事由超过了首个：{number}。", f"Another matter outgrew the first one: {number}.")
        yield TimelineEntry(EventKind.NOTE, judgement.now, reason=said, details={"told": Told.MATTER.value})


def _level(engine: Engine, before: Incident, judgement: Judgement) -> Iterator[TimelineEntry]:
    after, now = judgement.after, judgement.now
    if judgement.decision.raises:
        said = f"{rise(engine, before.level, after.level)}{engine.says('', ' ')}{after.level_reason}"
        criteria = [met.criterion for met in judgement.decision.met]
        details: dict[str, object] = {"from": before.level, "to": after.level, "criteria": criteria}
        yield TimelineEntry(EventKind.RAISED, now, reason=said, details=details)
    elif after.proposed_level and after.proposed_level != before.proposed_level:
        name = engine.level_name(after.proposed_level)
        said = engine.says(
            f"已平静一段时间，建议降为 {name}，由人确认。", f"It has been calm: lowering to {name} is proposed."
        )
        yield TimelineEntry(EventKind.LOWERING_PROPOSED, now, reason=said, details={"to": after.proposed_level})
