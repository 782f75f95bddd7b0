"""What was held back is decided again: it rings when a silence is over, or is told in one digest."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from alerting.quiet import always_rank, digest
from domain.incident import Incident
from domain.notice import Notice, NoticeKind
from domain.quiet import Hold, Route, Suppressed, Why
from index.ports import Transaction
from monitor.casebook import card_of
from monitor.quieting import decide, first_cards, held_on, is_unseen
from monitor.wiring import Monitor
from playbooks.escalation import first_to_ring


def release(tx: Transaction, monitor: Monitor, now: datetime) -> bool:
    """Decide again what is due; return whether anything was.

    Open incidents ring after a silence, and where the greater one is about something else; the rest is told.
    """
    due = tx.quiet.due(now)
    told: dict[Route, list[tuple[Incident, Sequence[Suppressed]]]] = {}
    route_of = monitor.engine.route_of
    for route, number in dict.fromkeys((route_of(each.notice.channel), each.notice.incident) for each in due):
        incident, held = tx.incidents.get(number), held_on(tx, monitor, route, number)
        decided = decide(tx, monitor, route, incident, now) if incident.is_open else None
        if decided is not None:
            tx.quiet.postpone([each.id for each in held], decided)
        elif incident.is_open and _rings_after(tx, monitor, route, held[-1].hold):
            _settle(tx, held, _ring(tx, monitor, route, incident, held, now))
        else:
            told.setdefault(route, []).append((incident, held))
    for route, incidents in told.items():
        _tell(tx, monitor, route, incidents, now)
    return bool(due)


def _rings_after(tx: Transaction, monitor: Monitor, route: Route, hold: Hold) -> bool:
    """Say whether what a hold kept back has to ring now: the silence is over, or the greater incident is another's."""
    if hold.why is not Why.INHIBITED:
        return hold.why is Why.SILENCE
    greater = tx.incidents.get(hold.about)
    return greater.is_open and greater.rank >= always_rank(monitor.engine, route.quiet)


def _ring(
    tx: Transaction, monitor: Monitor, route: Route, incident: Incident, held: Sequence[Suppressed], now: datetime
) -> list[Notice]:
    """Return the first card where it was held, else the last ring that was, for every channel of a route."""
    if is_unseen(held):
        people = first_to_ring(incident, monitor.desk, now)
        return first_cards(route, held, card_of(tx, monitor, incident, now), people, now)
    last = {each.notice.channel: replace(each.notice, at=now) for each in held if each.notice.rings}
    return list(last.values())


def _tell(
    tx: Transaction,
    monitor: Monitor,
    route: Route,
    told: Sequence[tuple[Incident, Sequence[Suppressed]]],
    now: datetime,
) -> None:
    """Queue one digest of everything; open incidents whose card was held show it now, without a ring."""
    notices = digest(monitor.engine, f"digest:{told[0][1][0].id}", told, now, route.channels)
    for incident, held in told:
        _settle(tx, held, notices)
        if incident.is_open and is_unseen(held):
            card = card_of(tx, monitor, incident, now)
            tx.outbox.put(
                [
                    Notice(
                        f"{incident.id}:shown:{incident.version}@{channel}",
                        channel,
                        NoticeKind.EDIT,
                        now,
                        incident.id,
                        card=card,
                    )
                    for channel in route.channels
                ]
            )


def _settle(tx: Transaction, held: Sequence[Suppressed], notices: Sequence[Notice]) -> None:
    """Queue what tells of what was held, and note it."""
    tx.outbox.put(notices)
    tx.quiet.settle([each.id for each in held], notices[0].key if notices else "-")
