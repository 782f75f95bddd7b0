"""Case work: an incident gets its playbook, steps with owners and deadlines, its task force and its statements."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from domain.deadline import Deadline, DeadlineKind
from domain.incident import Acknowledgement, Incident
from domain.person import Role
from domain.step import Playbook, Step, StepSpec, StepState
from playbooks import duty
from playbooks.choose import asked_for, due_at
from playbooks.deadlines import deadlines
from playbooks.desk import Desk

Plan = Mapping[str, Step]
"""The steps that an incident's level and categories ask for, all open, by id of their playbook."""


def open_case(incident: Incident, desk: Desk, now: datetime) -> Incident:
    """Return a new incident with playbook, steps, task force, statements and the end of its working days."""
    playbook, plan = _plan(incident, desk, now)
    resolve_by = desk.working_days_after(incident.detected_at, desk.scale.get(incident.level).resolve_days)
    opened = replace(incident, resolve_by=resolve_by)
    return _without_late_reminders(_with_plan(opened, playbook, tuple(plan.values()), desk, now), (), desk, now)


def replan(before: Incident, after: Incident, desk: Desk, now: datetime) -> Incident:
    """Return ``after`` with its plan fitted to what changed since ``before``: level, categories, a reopening.

    A raise adds the steps that the new level asks for and tightens deadlines, leaving at least the level's first
    response from now; a lowering drops open steps that are asked for no longer and never shortens a deadline; a
    reopening leaves settled steps settled and asks for a first response once more. What is settled stays as it is.
    """
    playbook, plan = _plan(after, desk, now)
    reopened = after.reopened > before.reopened
    level = desk.scale.get(after.level)
    relaxed = reopened or after.rank < before.rank
    fresh = {key: _not_before(step, now + level.first_response) for key, step in plan.items()}
    kept = [_retimed(step, fresh[_base(step)], relaxed) for step in after.steps if _base(step) in fresh]
    gone = [step for step in after.steps if _base(step) not in fresh and step.state is not StepState.OPEN]
    known = {_base(step) for step in (*kept, *gone)}
    added = [step for key, step in fresh.items() if key not in known]
    again = _first_response_again(kept, fresh, after.reopened) if reopened else []
    acknowledgement = None if reopened else _shortened(after, now + level.first_response)
    resolve_by = _resolve_by(before, after, desk, now)
    timed = replace(after, acknowledgement=acknowledgement, resolve_by=resolve_by)
    planned = _with_plan(timed, playbook, (*kept, *gone, *added, *again), desk, now)
    return _without_late_reminders(planned, deadlines(before, desk.scale), desk, now)


def _plan(incident: Incident, desk: Desk, now: datetime) -> tuple[Playbook, Plan]:
    playbook, specs = asked_for(desk.handbook.playbooks, incident, desk.scale, desk.industry, desk.lang)
    return playbook, {spec.id: _step(spec, incident, desk, now) for spec in specs}


def _step(spec: StepSpec, incident: Incident, desk: Desk, now: datetime) -> Step:
    return Step(
        id=spec.id,
        title=spec.title,
        done_means=spec.done_means,
        role=spec.role,
        owner=duty.owner(desk.people, spec.role, now, desk.zone),
        due_at=due_at(spec, desk.scale.get(incident.level), incident.detected_at),
        statement=spec.statement,
        settles=spec.settles,
    )


def _with_plan(incident: Incident, playbook: Playbook, steps: tuple[Step, ...], desk: Desk, now: datetime) -> Incident:
    """Put steps in order of time, those that settle a limit first; the playbook's first statement is offered first."""
    ordered = tuple(sorted(steps, key=lambda step: (step.due_at, step.settles is None)))
    used = (step.statement for step in ordered if step.statement)
    offered = dict.fromkeys((*playbook.statements[:1], *used, *playbook.statements))
    return replace(
        incident,
        playbook=playbook.id,
        steps=ordered,
        statements=tuple(offered),
        task_force=_task_force(ordered, desk, now),
    )


def _task_force(steps: tuple[Step, ...], desk: Desk, now: datetime) -> dict[str, str]:
    """Return who fills each role that the steps or the escalation chain need; the commander comes first."""
    wanted = {Role.COMMANDER, *(step.role for step in steps), *desk.escalation}
    named = {str(role): duty.owner(desk.people, role, now, desk.zone) for role in Role if role in wanted}
    return {role: name for role, name in named.items() if name}


def _without_late_reminders(incident: Incident, waiting: Collection[Deadline], desk: Desk, now: datetime) -> Incident:
    """Return the incident with reminders settled whose moment was over before their deadline was set.

    Those that were ``waiting`` before, unchanged, are still to be told.
    """
    late = [
        each.key
        for each in deadlines(incident, desk.scale)
        if each.kind is DeadlineKind.REMINDER and each.due_at <= now and each not in waiting
    ]
    return replace(incident, settled_deadlines=(*incident.settled_deadlines, *late))


def _base(step: Step) -> str:
    """Return the id that a step has in its playbook; one asked for again after a reopening carries ``@count``."""
    return step.id.partition("@")[0]


def _not_before(step: Step, earliest: datetime) -> Step:
    return replace(step, due_at=max(step.due_at, earliest))


def _retimed(step: Step, fresh: Step, relaxed: bool) -> Step:
    if step.state is not StepState.OPEN:
        return step
    due = max(step.due_at, fresh.due_at) if relaxed else min(step.due_at, fresh.due_at)
    return replace(step, due_at=due, owner=step.owner or fresh.owner)


def _first_response_again(kept: list[Step], plan: Plan, reopened: int) -> list[Step]:
    """Return a fresh step of first response, unless one is open anyway."""
    wanted = [step for step in plan.values() if step.settles is DeadlineKind.FIRST_RESPONSE]
    open_still = {_base(step) for step in kept if step.state is StepState.OPEN}
    return [replace(step, id=f"{step.id}@{reopened}") for step in wanted if step.id not in open_still]


def _shortened(incident: Incident, latest: datetime) -> Acknowledgement | None:
    given = incident.acknowledgement
    return None if given is None else replace(given, lapses_at=min(given.lapses_at, latest))


def _resolve_by(before: Incident, after: Incident, desk: Desk, now: datetime) -> datetime:
    """Return the end of the working days: from now after a reopening; a raise leaves at least one working day."""
    days = desk.scale.get(after.level).resolve_days
    if after.reopened > before.reopened or after.resolve_by is None:
        return desk.working_days_after(now, days)
    counted = desk.working_days_after(after.detected_at, days)
    if after.rank < before.rank:
        return max(after.resolve_by, counted)
    return min(after.resolve_by, max(counted, desk.working_days_after(now, 1)))
