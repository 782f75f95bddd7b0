"""What a judgement makes of one incident: its evidence grows, its facts are measured, its level is decided."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from alerting.engine import Engine, category_of
from alerting.facts import facts_of, posts_of
from alerting.levels import CALM, LevelDecision, LevelReason, Standing, decide
from alerting.picture import Picture
from alerting.stories import Story, outgrown
from alerting.timeline import Judgement, Told, entries_of, ref_of
from alerting.wording import why_criterion
from domain.category import OTHER
from domain.change import Change
from domain.facts import Fact
from domain.incident import Incident, IncidentState
from domain.level import CriterionMet
from domain.signal import Signal

MOST_EVIDENCE = 500
MOST_FAMILIES = 200
MOST_SIGNALS = 50

LARGE_FAMILY = 5
"""Copies from which a text that outgrows the first one is worth telling."""

MOVED = (
    Fact.MENTIONS_1H,
    Fact.MENTIONS_24H,
    Fact.NEGATIVE_24H,
    Fact.SCORED_24H,
    Fact.RISK_24H,
    Fact.REACH_MAX,
    Fact.LARGEST_FAMILY,
)
"""Facts whose movement makes a card out of date: by a fifth, and by three at least."""


def blank(brand: str, category: str, now: datetime) -> Incident:
    """Return an incident without a level yet, detected now."""
    return Incident(brand=brand, category=category, level="", rank=0, detected_at=now)


def reopened(incident: Incident) -> Incident:
    """Return a closed incident as open again; its criteria are weighed anew, its level stays."""
    again = incident.reopened + 1
    return replace(
        incident, state=IncidentState.DETECTED, closed_at=None, reopened=again, criteria=(), proposed_level=""
    )


def with_signals(incident: Incident, category: str, signals: Sequence[Signal]) -> Incident:
    """Return an incident that signals joined, under the category it has from now on.

    A mere surge that joins a cause brings no evidence: it counts whatever is said of the brand.
    """
    refs = (*incident.signals, *map(ref_of, signals))
    telling = [each for each in signals if category == OTHER or category_of(each.category) != OTHER]
    mentions = [mention for signal in telling for mention in signal.evidence]
    families = [family for signal in telling for family in signal.families]
    joined = (category_of(each.category) for each in telling)
    categories = dict.fromkeys([category, *(each for each in incident.categories if each != OTHER), *joined])
    return replace(
        _with_evidence(incident, mentions, families),
        category=category,
        categories=tuple(categories),
        signals=refs[-MOST_SIGNALS:],
    )


def absorbed(incident: Incident, picture: Picture) -> Incident:
    """Return an incident whose evidence holds the posts of its picture: what raises its categories is part of it."""
    return _with_evidence(
        incident, [post.mention.id for post in picture.posts], [post.family for post in picture.posts]
    )


def judged(
    engine: Engine,
    before: Incident | None,
    grown: Incident,
    signals: Sequence[Signal],
    picture: Picture,
    now: datetime,
) -> Change:
    """Return the change that a judgement makes of an incident; ``is_news`` says whether it is worth saving.

    ``before`` is the stored document (None = new), ``grown`` the same with signals and evidence joined.
    """
    posts = posts_of(picture, grown)
    facts, kinds = facts_of(picture, grown, posts, engine.outlets), frozenset(post.mention.kind for post in posts)
    standing = _standing(engine, grown, signals, now)
    decision = decide(engine.scale, engine.criteria, grown.categories, kinds, facts, standing)
    families = _outgrown(before, grown, picture)
    stories = outgrown(picture, grown, _told(grown, Told.MATTER)) if before else ()
    after = replace(
        _at_level(engine, grown, decision),
        facts=facts,
        criteria=_weighed(grown.criteria, decision.met),
        told=tuple(dict.fromkeys([*grown.told, *_keys(grown, families, stories)])),
        families=grown.families if before else _largest_first(grown.families, picture),
    )
    sizes = tuple(picture.families[family].copies for family in families)
    larger = tuple(each.mentions for each in stories)
    entries = entries_of(engine, Judgement(before, after, tuple(signals), decision, sizes, now, larger))
    return Change(before, after, entries, tuple(signals))


def is_news(change: Change) -> bool:
    """Say whether a change is worth saving: something happened, or the card is out of date."""
    return bool(change.entries) or change.before is None or _is_out_of_date(change.before, change.after)


def _with_evidence(incident: Incident, mentions: Iterable[str], families: Iterable[int]) -> Incident:
    """Return the incident with more evidence, newest first; what it began with is never crowded out."""
    first = incident.evidence[-1:]
    others = [each for each in dict.fromkeys([*mentions, *incident.evidence]) if each not in first]
    ids = [*others[: MOST_EVIDENCE - len(first)], *first]
    known = list(dict.fromkeys([*incident.families, *families]))
    if len(known) > MOST_FAMILIES:
        known = [known[0], *known[1 - MOST_FAMILIES :]]
    return replace(incident, evidence=tuple(ids), families=tuple(known))


def _standing(engine: Engine, incident: Incident, signals: Sequence[Signal], now: datetime) -> Standing:
    """Return where an incident stands; one that a missed deadline raised is lowered by nobody but a person."""
    asked = max((engine.scale.get(signal.level).rank for signal in signals), default=0)
    last = max((ref.fired_at for ref in incident.signals), default=incident.detected_at)
    calm = not incident.escalations and not signals and now - last >= CALM
    return Standing(incident.rank, frozenset(met.criterion for met in incident.criteria), asked, calm)


def _at_level(engine: Engine, incident: Incident, decision: LevelDecision) -> Incident:
    level = decision.level
    if decision.raises:
        reason = _level_reason(engine, decision)
        return replace(incident, level=level.id, rank=level.rank, level_reason=reason, proposed_level="")
    if decision.reason is LevelReason.LOWERING_PROPOSED:
        return replace(incident, proposed_level=level.id)
    return replace(incident, proposed_level="")


def _level_reason(engine: Engine, decision: LevelDecision) -> str:
    if decision.reason is LevelReason.RULE:
        return engine.says("这是触发规则的起始等级。", "The rule that fired starts at this level.")
    reached = [met for met in decision.met if met.level == decision.level.id]
    return engine.says("", " ").join(why_criterion(engine, met) for met in reached)


def _weighed(before: Sequence[CriterionMet], met: Sequence[CriterionMet]) -> tuple[CriterionMet, ...]:
    """Return every criterion that was ever met, those met now with their present numbers and first."""
    now = {each.criterion for each in met}
    return (*met, *(each for each in before if each.criterion not in now))


def _keys(incident: Incident, families: Iterable[int], stories: Iterable[Story]) -> list[str]:
    """Return what counts as told once the change is: its categories, the texts and matters that outgrew the first."""
    return [
        *(f"{Told.CATEGORY}:{category}" for category in incident.categories),
        *(f"{Told.FAMILY}:{family}" for family in families),
        *(f"{Told.MATTER}:{story.matter}" for story in stories),
    ]


def _told(incident: Incident, what: Told) -> list[str]:
    return [key.removeprefix(f"{what}:") for key in incident.told if key.startswith(f"{what}:")]


def _outgrown(before: Incident | None, grown: Incident, picture: Picture) -> tuple[int, ...]:
    """Return texts that are now copied more than the one the incident began with, each once."""
    if before is None or not grown.families:
        return ()
    first = picture.families.get(grown.families[0])
    most = max(LARGE_FAMILY - 1, first.copies if first else 0)
    large = [each.family for each in picture.families.values() if each.copies > most]
    return tuple(each for each in large if each != grown.families[0] and f"{Told.FAMILY}:{each}" not in grown.told)


def _largest_first(families: Sequence[int], picture: Picture) -> tuple[int, ...]:
    sizes = {family: size.copies for family, size in picture.families.items()}
    return tuple(sorted(families, key=lambda family: -sizes.get(family, 0)))


def _is_out_of_date(before: Incident, after: Incident) -> bool:
    for fact in MOVED:
        old, new = before.facts.get(fact, 0.0), after.facts.get(fact, 0.0)
        if abs(new - old) >= max(3.0, old / 5):
            return True
    return False
