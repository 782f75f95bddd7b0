"""Step 9: incidents are planned, saved and told. Judging, deadlines and people all change them through here."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from alerting import cards
from alerting.notices import News, Telling
from alerting.picture import Camera
from crawlers.health import blind_areas
from domain.change import Change
from domain.errors import NotFoundError
from domain.incident import Incident, TimelineEntry
from domain.notice import Card
from index.ports import Transaction, View
from monitor.language import say
from monitor.quieting import tell
from monitor.wiring import Monitor
from playbooks import actions, casework, parting
from playbooks.deadlines import deadlines
from playbooks.desk import Desk
from playbooks.escalation import fire, first_to_ring
from playbooks.lines import statement_lines

Act = Callable[[Desk, Incident, datetime], actions.Change]
"""What a person does: given the desk, the incident and the present, the incident after it and its timeline entries."""


def planned(monitor: Monitor, change: Change, now: datetime) -> Change:
    """Return a change whose incident has the plan that its level and categories ask for."""
    if change.before is None:
        return replace(change, after=casework.open_case(change.after, monitor.desk, now))
    if _asks_for_another_plan(change.before, change.after):
        return replace(change, after=casework.replan(change.before, change.after, monitor.desk, now))
    return change


def _asks_for_another_plan(before: Incident, after: Incident) -> bool:
    return (before.level, before.categories, before.reopened) != (after.level, after.categories, after.reopened)


def settle(
    tx: Transaction,
    monitor: Monitor,
    changes: Sequence[Change],
    now: datetime,
    tellings: Sequence[Telling] = (),
    camera: Camera | None = None,
) -> list[Incident]:
    """Save changed incidents with timeline, deadlines and signals, and queue what is told of them."""
    camera, saved = camera or Camera(tx, monitor.engine, now), []
    for change in changes:
        after = _save(tx, monitor, change)
        for signal in change.signals:
            tx.rules.add_signal(signal, after.id)
        people = first_to_ring(after, monitor.desk, now)
        news = News(
            replace(change, after=after), card_of(tx, monitor, after, now, camera=camera), people, tuple(tellings)
        )
        tell(tx, monitor, news, now)
        saved.append(after)
    return saved


def _save(tx: Transaction, monitor: Monitor, change: Change) -> Incident:
    due = deadlines(change.after, monitor.desk.scale)
    if change.before is None:
        return tx.incidents.add(change.after, change.entries, due)
    return tx.incidents.replace(change.after, change.entries, due)


def card_of(
    view: View,
    monitor: Monitor,
    incident: Incident,
    now: datetime,
    *,
    whole: bool = False,
    camera: Camera | None = None,
) -> Card:
    """Return the card of an incident as it stands now; ``whole`` lists every step and statement."""
    picture = (camera or Camera(view, monitor.engine, now)).take(incident)
    statements = statement_lines(incident, view.statements.approvals(), monitor.desk, now)
    blind = blind_sentences(view, monitor, now)
    on_duty = first_to_ring(incident, monitor.desk, now)
    return cards.card_of(monitor.engine, incident, picture, statements, blind, on_duty=on_duty, whole=whole)


def blind_sentences(view: View, monitor: Monitor, now: datetime) -> list[str]:
    """Return a sentence for each platform or source that does not deliver: a card must not pass for the whole truth."""
    states = {state.name: state for state in view.sources.all()}
    engine = monitor.engine
    return [
        engine.says(
            f"{spot.source} 自 {engine.clock(spot.since)} 起", f"{spot.source} since {engine.clock(spot.since)}"
        )
        if spot.since
        else engine.says(f"{spot.source} 从未取到", f"{spot.source}, never reached")
        for spot in blind_areas(monitor.settings.sources, states, now)
    ]


def work_cases(
    tx: Transaction, monitor: Monitor, judged: Sequence[Change], now: datetime, camera: Camera | None = None
) -> bool:
    """Plan what was judged and settle the deadlines that have come; each incident is saved and told once.

    A raise by criteria and a deadline that passed in the same turn are one ring. Returns whether a deadline had come.
    """
    camera = camera or Camera(tx, monitor.engine, now)
    due = dict.fromkeys(deadline.incident for deadline in tx.incidents.deadlines_due(now))
    touched = {change.before.id for change in judged if change.before is not None}
    waiting = [tx.incidents.get(number) for number in due if number not in touched]
    for change in (*(planned(monitor, each, now) for each in judged), *(Change(each, each, ()) for each in waiting)):
        fired = fire(change.after, monitor.desk, now) if change.before is not None else None
        if fired is not None:
            entries = (*change.entries, *fired.entries)
            settle(tx, monitor, [replace(change, after=fired.incident, entries=entries)], now, fired.tellings, camera)
        elif change.after is change.before:
            _save(tx, monitor, change)
        else:
            settle(tx, monitor, [change], now, camera=camera)
    return bool(due)


def case_of(view: View, number: int) -> Incident:
    """Return an incident that a person named by its number; NotFoundError says where the numbers are listed."""
    try:
        return view.incidents.get(number)
    except NotFoundError as error:
        raise NotFoundError(
            say(
                f"没有事件 {number}；用 fenghuo incidents list --all 查看编号。",
                f"There is no incident {number}; fenghuo incidents list --all shows the numbers.",
            )
        ) from error


def act(monitor: Monitor, number: int, action: Act) -> Sequence[TimelineEntry]:
    """Carry out what a person does with an incident; return what its timeline now says of it."""
    now = monitor.clock.now()
    with monitor.ledger.write() as tx:
        before = case_of(tx, number)
        after, entries = action(monitor.desk, before, now)
        settle(tx, monitor, [Change(before, after, entries)], now)
    return entries


def split_incident(monitor: Monitor, number: int, category: str, who: str, reason: str, evidence: Sequence[str]) -> int:
    """Move a category and mentions into an incident of their own; return its number."""
    now = monitor.clock.now()
    with monitor.ledger.write() as tx:
        before = case_of(tx, number)
        parted = parting.split(before, who, category, monitor.desk, now, reason=reason, evidence=evidence)
        changes = [Change(before, *parted.stays), Change(None, *parted.other)]
        return settle(tx, monitor, changes, now)[-1].id


def merge_incidents(monitor: Monitor, number: int, into: int, who: str, reason: str) -> None:
    """Put one incident into another."""
    now = monitor.clock.now()
    with monitor.ledger.write() as tx:
        source, target = case_of(tx, number), case_of(tx, into)
        parted = parting.merge(source, target, who, monitor.desk, now, reason=reason)
        settle(tx, monitor, [Change(target, *parted.stays), Change(source, *parted.other)], now)
