"""What people do with an incident: each act gives the changed incident and its timeline entries, or is refused."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from domain.incident import Acknowledgement, EventKind, Incident, IncidentState, TimelineEntry
from domain.level import Level
from domain.step import Step, StepState
from playbooks.casework import replan
from playbooks.desk import Desk
from playbooks.words import listed, local

ORDER = (
    IncidentState.DETECTED,
    IncidentState.ACKNOWLEDGED,
    IncidentState.CONTAINED,
    IncidentState.RESOLVED,
)
"""The life of an open incident."""
SATISFIED = 3
"""The least answer (1–5) of a call-back or survey with which an incident may close."""


class Change(NamedTuple):
    """An incident after an act, and what its timeline says about it."""

    incident: Incident
    entries: tuple[TimelineEntry, ...]


def may_act(incident: Incident, who: str, desk: Desk) -> None:
    """Refuse unknown people and closed incidents."""
    desk.person(who)
    if incident.is_open:
        return
    if incident.merged_into:
        raise desk.refusal(
            f"事件 {incident.id} 已并入事件 {incident.merged_into}，请在那里处理。",
            f"Incident {incident.id} was merged into {incident.merged_into}; act there.",
        )
    raise desk.refusal(
        f"事件 {incident.id} 已关闭；新的信号会重新打开它。",
        f"Incident {incident.id} is closed; a new signal reopens it.",
    )


def reason_given(reason: str, desk: Desk) -> None:
    """Refuse an act whose reason has to stay on the record and was not given."""
    if not reason.strip():
        raise desk.refusal(
            "需要写明原因（--reason），原因会留在记录中。", "A reason is needed (--reason); it stays on the record."
        )


def acknowledge(incident: Incident, who: str, desk: Desk, now: datetime) -> Change:
    """Take the incident on: reminders stop until it lapses, one first-response limit later without a step marked."""
    may_act(incident, who, desk)
    held = incident.acknowledgement
    if held is not None and not held.lapsed and held.person == who:
        since = local(held.at, desk.zone)
        raise desk.refusal(
            f"{who} 已于 {since} 确认接手；完成一个步骤后，确认就不会失效。",
            f"{who} acknowledged at {since} already; marking a step keeps the acknowledgement from lapsing.",
        )
    lapses_at = now + desk.scale.get(incident.level).first_response
    state = IncidentState.ACKNOWLEDGED if incident.state is IncidentState.DETECTED else incident.state
    after = replace(incident, state=state, acknowledgement=Acknowledgement(who, now, lapses_at))
    return Change(after, (TimelineEntry(EventKind.ACKNOWLEDGED, now, who),))


def do_step(incident: Incident, who: str, step: str, desk: Desk, now: datetime, note: str = "") -> Change:
    """Mark a step done; ``note`` says how its written condition was met."""
    return _settle(incident, who, step, StepState.DONE, note, desk, now)


def skip_step(incident: Incident, who: str, step: str, desk: Desk, now: datetime, reason: str) -> Change:
    """Mark a step as not needed here, with the reason."""
    reason_given(reason, desk)
    return _settle(incident, who, step, StepState.SKIPPED, reason, desk, now)


def raise_level(incident: Incident, who: str, desk: Desk, now: datetime, level: str = "", reason: str = "") -> Change:
    """Raise the level, by one rank where none is named."""
    may_act(incident, who, desk)
    target = desk.level(level) if level else desk.scale.raised(incident.level)
    if target.rank <= incident.rank:
        here = desk.level_name(desk.scale.get(incident.level))
        raise desk.refusal(
            f"等级已是 {here}，“{target.id}”并不更高；要降级请用 lower 并写明原因。",
            f"The level is {here} and “{target.id}” is no higher; to go down use lower, with a reason.",
        )
    return _at_level(incident, who, target, EventKind.RAISED, reason, desk, now)


def lower_level(incident: Incident, who: str, level: str, desk: Desk, now: datetime, reason: str) -> Change:
    """Lower the level, with a reason that stays on the record; open steps that it does not ask for are dropped."""
    may_act(incident, who, desk)
    reason_given(reason, desk)
    target = desk.level(level)
    if target.rank >= incident.rank:
        here = desk.level_name(desk.scale.get(incident.level))
        raise desk.refusal(
            f"等级是 {here}，“{target.id}”并不更低；要升级请用 raise。",
            f"The level is {here} and “{target.id}” is no lower; to go up use raise.",
        )
    return _at_level(incident, who, target, EventKind.LOWERED, reason, desk, now)


def confirm_lowering(incident: Incident, who: str, desk: Desk, now: datetime, reason: str = "") -> Change:
    """Lower the level to the one that the monitor proposed."""
    if not incident.proposed_level:
        raise desk.refusal(
            "没有待确认的降级建议；要自行降级请用 lower 并写明等级和原因。",
            "No lowering is proposed; to lower it yourself use lower with a level and a reason.",
        )
    proposed = desk.say("确认系统的降级建议", "The proposed lowering is confirmed")
    return lower_level(incident, who, incident.proposed_level, desk, now, reason or proposed)


def contain(incident: Incident, who: str, desk: Desk, now: datetime, reason: str = "") -> Change:
    """Say that it no longer spreads."""
    return _advance(incident, who, IncidentState.CONTAINED, reason, desk, now)


def resolve(incident: Incident, who: str, desk: Desk, now: datetime, reason: str = "") -> Change:
    """Say that the matter itself is solved; it closes after verification."""
    return _advance(incident, who, IncidentState.RESOLVED, reason, desk, now)


def close(
    incident: Incident,
    who: str,
    desk: Desk,
    now: datetime,
    *,
    reason: str,
    satisfaction: int | None = None,
    force: bool = False,
) -> Change:
    """Close after verification: ``reason`` says how it was verified, ``satisfaction`` (1–5) what people answered.

    Open steps refuse it; forced, they are skipped with the reason.
    """
    may_act(incident, who, desk)
    reason_given(reason, desk)
    _satisfied(satisfaction, desk)
    left = [step for step in incident.steps if step.state is StepState.OPEN]
    if left and not force:
        names = listed([f"{step.id}（{step.title}）" for step in left], desk.lang)
        raise desk.refusal(
            f"还有 {len(left)} 个步骤未完成：{names}。请先完成或跳过它们，或强制关闭并写明原因。",
            f"{len(left)} steps are open: {names}. Do or skip them first, or force the close with a reason.",
        )
    steps = tuple(
        _settled(step, StepState.SKIPPED, who, now, reason) if step.state is StepState.OPEN else step
        for step in incident.steps
    )
    after = replace(incident, state=IncidentState.VERIFIED, steps=steps, closed_at=now, proposed_level="")
    details = {"from": str(incident.state), "skipped": [step.id for step in left], "satisfaction": satisfaction}
    return Change(after, (TimelineEntry(EventKind.CLOSED, now, who, reason, details),))


def _satisfied(satisfaction: int | None, desk: Desk) -> None:
    if satisfaction is None or SATISFIED <= satisfaction <= 5:
        return
    if not 1 <= satisfaction <= 5:
        raise desk.refusal("满意度请填 1 到 5。", "Give the satisfaction as a number from 1 to 5.")
    raise desk.refusal(
        f"回访满意度为 {satisfaction}（低于 {SATISFIED}），事件回到处置中；请继续处理并再次回访后关闭。",
        f"People answered {satisfaction}, below {SATISFIED}: the incident goes back into handling; "
        "close it after another verification.",
    )


def _settle(incident: Incident, who: str, id: str, state: StepState, note: str, desk: Desk, now: datetime) -> Change:
    may_act(incident, who, desk)
    step = _open_step(incident, id, desk)
    steps = tuple(_settled(each, state, who, now, note) if each is step else each for each in incident.steps)
    kind = EventKind.STEP_DONE if state is StepState.DONE else EventKind.STEP_SKIPPED
    late = int(max(0.0, (now - step.due_at).total_seconds())) // 60
    details: Mapping[str, object] = {"step": step.id, "title": step.title, "late_minutes": late}
    return Change(replace(incident, steps=steps), (TimelineEntry(kind, now, who, note, details),))


def _open_step(incident: Incident, id: str, desk: Desk) -> Step:
    step = next((step for step in incident.steps if step.id == id), None)
    if step is None:
        left = listed([step.id for step in incident.steps if step.state is StepState.OPEN], desk.lang)
        raise desk.refusal(
            f"没有步骤“{id}”；未完成的步骤有：{left or '（无）'}。",
            f"There is no step “{id}”; open steps are {left or 'none'}.",
        )
    if step.state is not StepState.OPEN and step.settled_at is not None:
        when = local(step.settled_at, desk.zone)
        raise desk.refusal(
            f"步骤“{id}”已由 {step.settled_by} 于 {when} 处理，无需重复。",
            f"Step “{id}” was settled by {step.settled_by} at {when} already; nothing is left to do.",
        )
    return step


def _settled(step: Step, state: StepState, who: str, now: datetime, note: str) -> Step:
    return replace(step, state=state, settled_by=who, settled_at=now, note=note)


def _at_level(
    incident: Incident, who: str, level: Level, kind: EventKind, reason: str, desk: Desk, now: datetime
) -> Change:
    changed = replace(incident, level=level.id, rank=level.rank, level_reason=reason, proposed_level="")
    entry = TimelineEntry(kind, now, who, reason, {"from": incident.level, "to": level.id})
    return Change(replan(incident, changed, desk, now), (entry,))


def _advance(incident: Incident, who: str, state: IncidentState, reason: str, desk: Desk, now: datetime) -> Change:
    may_act(incident, who, desk)
    if ORDER.index(incident.state) >= ORDER.index(state):
        raise desk.refusal(
            f"事件 {incident.id} 的状态已是 {incident.state}。", f"Incident {incident.id} is {incident.state} already."
        )
    entry = TimelineEntry(EventKind.STATE_CHANGED, now, who, reason, {"from": str(incident.state), "to": str(state)})
    return Change(replace(incident, state=state), (entry,))
