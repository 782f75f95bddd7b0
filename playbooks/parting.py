"""Splitting an incident that holds two matters, and merging two incidents that are one."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple, TypeVar

from domain.category import OTHER
from domain.incident import EventKind, Incident, IncidentState, TimelineEntry
from domain.step import Step, StepState
from playbooks.actions import Change, may_act, reason_given
from playbooks.casework import open_case, replan
from playbooks.desk import Desk
from playbooks.words import listed

T = TypeVar("T")


class Parted(NamedTuple):
    """The incident that stays (split: the old one, merge: the target) and the other one, each with its entries."""

    stays: Change
    other: Change


def split(
    incident: Incident,
    who: str,
    category: str,
    desk: Desk,
    now: datetime,
    *,
    reason: str,
    evidence: Collection[str] = (),
) -> Parted:
    """Move the signals of a category and the named mentions into an incident of their own, detected now.

    The new one (id 0, to be stored) keeps level and fact sheet; its numbers are measured at the next judgement.
    """
    may_act(incident, who, desk)
    reason_given(reason, desk)
    _can_part(incident, category, evidence, desk)
    new = _torn_off(incident, category, evidence, reason, now)
    old = replace(
        incident,
        categories=tuple(each for each in incident.categories if each != category),
        signals=tuple(signal for signal in incident.signals if signal.category != category),
        evidence=tuple(id for id in incident.evidence if id not in evidence),
    )
    details = {"category": category, "evidence": sorted(evidence)}
    entry = TimelineEntry(EventKind.SPLIT, now, who, reason, details)
    opened = TimelineEntry(EventKind.OPENED, now, who, reason, {"split_from": incident.id})
    return Parted(Change(old, (entry,)), Change(open_case(new, desk, now), (opened,)))


def merge(source: Incident, target: Incident, who: str, desk: Desk, now: datetime, *, reason: str) -> Parted:
    """Put ``source`` into ``target``: signals, evidence, settled steps and facts; the higher level holds.

    Facts that contradict stay as the target has them and are named in its timeline.
    """
    may_act(source, who, desk)
    may_act(target, who, desk)
    reason_given(reason, desk)
    if source.id == target.id or source.brand != target.brand:
        raise desk.refusal(
            "只能把同一品牌的两个不同事件合并。", "Only two different incidents of the same brand can be merged."
        )
    level = max((desk.scale.get(each.level) for each in (source, target)), key=lambda level: level.rank)
    joined = replace(
        target,
        level=level.id,
        rank=level.rank,
        categories=_union(target.categories, source.categories),
        signals=_union(target.signals, source.signals),
        criteria=_union(target.criteria, source.criteria),
        evidence=_union(target.evidence, source.evidence),
        families=_union(target.families, source.families),
        steps=tuple(_further(step, source.steps) for step in target.steps),
        fact_sheet={**source.fact_sheet, **target.fact_sheet},
        told=_union(target.told, source.told),
        acknowledgement=target.acknowledgement if target.is_acknowledged else source.acknowledgement,
    )
    merged = replace(source, state=IncidentState.MERGED, merged_into=target.id, closed_at=now, proposed_level="")
    contradicting = [name for name, value in source.fact_sheet.items() if target.fact_sheet.get(name, value) != value]
    came = {"from": source.id, "contradicting": contradicting}
    return Parted(
        Change(replan(target, joined, desk, now), (TimelineEntry(EventKind.MERGED, now, who, reason, came),)),
        Change(merged, (TimelineEntry(EventKind.MERGED, now, who, reason, {"into": target.id}),)),
    )


def _torn_off(incident: Incident, category: str, evidence: Collection[str], reason: str, now: datetime) -> Incident:
    return Incident(
        brand=incident.brand,
        category=category,
        level=incident.level,
        rank=incident.rank,
        detected_at=now,
        categories=(category,),
        drill=incident.drill,
        signals=tuple(signal for signal in incident.signals if signal.category == category),
        criteria=incident.criteria,
        evidence=tuple(id for id in incident.evidence if id in evidence),
        fact_sheet=incident.fact_sheet,
        level_reason=reason,
        split_from=incident.id,
    )


def _can_part(incident: Incident, category: str, evidence: Collection[str], desk: Desk) -> None:
    """Refuse a split that would leave two incidents of one category, or move nothing, or what is not there."""
    if category not in desk.categories or category in (incident.category, OTHER):
        fitting = listed([each for each in desk.categories if each not in (incident.category, OTHER)], desk.lang)
        raise desk.refusal(
            f"不能以类别“{category}”拆分；可用的类别有：{fitting}。",
            f"“{category}” can't be split off; categories that can are {fitting}.",
        )
    if strange := [id for id in evidence if id not in incident.evidence]:
        raise desk.refusal(
            f"这些提及不是事件 {incident.id} 的证据：{listed(strange, 'zh')}。",
            f"These mentions are no evidence of incident {incident.id}: {listed(strange, 'en')}.",
        )
    if not evidence and not any(signal.category == category for signal in incident.signals):
        raise desk.refusal(
            f"事件 {incident.id} 没有类别“{category}”的信号；请指明要移出的提及。",
            f"Incident {incident.id} has no signal of “{category}”; name the mentions that are to move.",
        )


def _union(first: tuple[T, ...], second: tuple[T, ...]) -> tuple[T, ...]:
    return (*first, *(each for each in second if each not in first))


def _further(step: Step, others: tuple[Step, ...]) -> Step:
    """Return the settled one of two like steps."""
    settled = (other for other in others if other.id == step.id and other.state is not StepState.OPEN)
    return step if step.state is not StepState.OPEN else next(settled, step)
