"""Which playbook an incident gets, and which of its steps its level asks for."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.category import COURSE, OTHER, joins_anything
from domain.deadline import DeadlineKind
from domain.errors import NotFoundError
from domain.incident import Incident
from domain.level import Level, Scale
from domain.step import Playbook, StepSpec


def choose(playbooks: Sequence[Playbook], category: str, industry: str, lang: str) -> Playbook:
    """Return the playbook of a category, that of ``other`` where there is none.

    Of several that fit the last counts: a handbook lists general ones before an industry's own, and shipped ones
    before a customer's. NotFoundError says that even ``other`` is missing.
    """
    for wanted in (category, OTHER):
        for playbook in reversed(playbooks):
            fits = playbook.lang == lang and (not playbook.industries or industry in playbook.industries)
            if fits and wanted in playbook.categories:
                return playbook
    raise NotFoundError(f"No playbook serves category “{category}” and none serves “{OTHER}”; add one of either.")


def limit(level: Level, kind: DeadlineKind | None) -> timedelta | None:
    """Return the limit of a level that a step can settle, None where it has none."""
    match kind:
        case DeadlineKind.FIRST_RESPONSE:
            return level.first_response
        case DeadlineKind.HOLDING:
            return level.holding
        case DeadlineKind.ANSWER:
            return level.answer
        case _:
            return None


def due_at(spec: StepSpec, level: Level, detected_at: datetime) -> datetime:
    """Return when a step falls due, counted from detection: the limit that it settles, else its own time.

    No step is due before the first response of the level is: a general complaint is not chased by the hour.
    """
    return detected_at + (limit(level, spec.settles) or max(spec.within, level.first_response))


def applies(spec: StepSpec, level: Level, scale: Scale) -> bool:
    """Say whether a level asks for a step."""
    if spec.settles is not None and limit(level, spec.settles) is None:
        return False
    return (not spec.levels or level.id in spec.levels) and (not spec.top or level.rank > scale.top - spec.top)


def asked_for(
    playbooks: Sequence[Playbook], incident: Incident, scale: Scale, industry: str, lang: str
) -> tuple[Playbook, tuple[StepSpec, ...]]:
    """Return an incident's playbook and the steps asked for: its own, then those of what joined and needs more.

    A course that joins (media, a regulator, a crowd …) adds the steps of its playbook; so does any cause that joins an
    incident which began as a mere course. Steps that settle a limit come from the incident's own playbook alone.
    """
    level = scale.get(incident.level)
    own = choose(playbooks, incident.category, industry, lang)
    steps = {spec.id: spec for spec in own.steps if applies(spec, level, scale)}
    for category in incident.categories:
        if category == incident.category or not (category in COURSE or joins_anything(incident.category)):
            continue
        joined = choose(playbooks, category, industry, lang)
        if category in joined.categories:
            for spec in joined.steps:
                if spec.settles is None and applies(spec, level, scale):
                    steps.setdefault(spec.id, spec)
    return own, tuple(steps.values())
