"""Incidents as the command line lists and shows them."""

import dataclasses
import io
from datetime import datetime

from alerting.channels.console import ConsoleChannel
from alerting.wording import entry_line
from dashboard.words import STATES
from domain.incident import CLOSED, Incident, TimelineEntry
from domain.notice import Notice, NoticeKind, OutboxItem
from domain.step import Step, StepState
from index.ports import View
from monitor.casebook import card_of, case_of
from monitor.wiring import Monitor

MARKS = {StepState.OPEN: "☐", StepState.DONE: "☑", StepState.SKIPPED: "－"}
Row = dict[str, object]


def incident_rows(monitor: Monitor, *, open_only: bool) -> list[Row]:
    """Return incidents, newest first."""
    with monitor.ledger.read() as view:
        return [_row(view, monitor, each) for each in view.incidents.find(open_only=open_only)]


def _row(view: View, monitor: Monitor, incident: Incident) -> Row:
    engine, zone = monitor.engine, monitor.settings.timezone
    deadlines = view.incidents.deadlines(incident.id)
    done = sum(step.state is not StepState.OPEN for step in incident.steps)
    given = incident.acknowledgement
    return {
        "id": incident.id,
        "brand": incident.brand,
        "category": incident.category,
        "category_shown": engine.category_name(incident.category),
        "categories": incident.categories,
        "level": incident.level,
        "rank": incident.rank,
        "level_shown": engine.level_name(incident.level),
        "state": incident.state,
        "state_shown": engine.says(*STATES[incident.state]),
        "open": incident.state not in CLOSED,
        "detected_at": incident.detected_at.astimezone(zone),
        "acknowledged_by": given.person if given and not given.lapsed else "",
        "steps": f"{done}/{len(incident.steps)}",
        "next_deadline": deadlines[0].due_at.astimezone(zone) if deadlines else None,
    }


def incident_record(monitor: Monitor, number: int) -> Row:
    """Return everything about an incident: document, timeline, deadlines, uses of statements."""
    with monitor.ledger.read() as view:
        incident = case_of(view, number)
        return {
            **_row(view, monitor, incident),
            "incident": dataclasses.asdict(incident),
            "timeline": [
                {**dataclasses.asdict(entry), "said": told(entry, monitor)} for entry in view.incidents.timeline(number)
            ],
            "deadlines": [dataclasses.asdict(deadline) for deadline in view.incidents.deadlines(number)],
            "statements_used": [dataclasses.asdict(use) for use in view.statements.pulls(incident=number)],
        }


def incident_page(monitor: Monitor, number: int) -> str:
    """Return an incident's card as the console shows it, and its timeline under it."""
    now = monitor.clock.now()
    with monitor.ledger.read() as view:
        incident = case_of(view, number)
        card = card_of(view, monitor, incident, now, whole=True)
        timeline = view.incidents.timeline(number)
    page = io.StringIO()
    console = ConsoleChannel("show", page, monitor.settings.timezone, monitor.settings.language)
    notice = Notice(f"show:{number}", "show", NoticeKind.CARD, now, number, card=card)
    console.send(OutboxItem(0, notice, 0, ambiguous=False, first_sent_at=None, card_ref=""))
    says = monitor.engine.says
    steps = says(f"步骤 ID（fenghuo incidents step {number} ID）", f"Step ids (fenghuo incidents step {number} ID)")
    told_of = [f"  {_clock(entry.at, monitor)}  {told(entry, monitor)}" for entry in timeline]
    parts = [page.getvalue().rstrip(), "", steps, *map(_step_line, incident.steps)]
    return "\n".join([*parts, "", says("时间线", "Timeline"), *told_of])


def _step_line(step: Step) -> str:
    """Return a step as it is marked: by its id, with what done means."""
    return f"  {MARKS[step.state]} {step.id:<24} {step.title} · {step.done_means}"


def told(entry: TimelineEntry, monitor: Monitor) -> str:
    """Return a timeline entry as one sentence."""
    return entry_line(monitor.engine, entry) or entry.reason or str(entry.kind)


def _clock(moment: datetime, monitor: Monitor) -> str:
    return f"{moment.astimezone(monitor.settings.timezone):%m-%d %H:%M}"
