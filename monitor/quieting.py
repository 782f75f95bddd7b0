"""What is told of a change now, and what is held back: the gate between notices and the outbox."""

from collections.abc import Sequence
from datetime import datetime

from alerting import quiet
from alerting.engine import DEFAULT
from alerting.notices import News, compose
from domain.incident import Incident
from domain.notice import Card, Notice, NoticeKind
from domain.quiet import RATE_WINDOW, Hold, Route, Suppressed
from index.ports import Transaction
from monitor.wiring import Monitor


def tell(tx: Transaction, monitor: Monitor, news: News, now: datetime) -> None:
    """Queue what a change tells on each route that hears of it, or keep it with the reason."""
    incident = news.change.after
    for route in monitor.engine.routes:
        held = held_on(tx, monitor, route, incident.id)
        known = route.name == DEFAULT or is_unseen(held) or _is_told(tx, route, incident)
        if known or route.hears(incident):
            notices = compose(monitor.engine, [news], now, route.channels, entering=not known)
            _tell_on(tx, monitor, route, news, notices, held, now)


def _tell_on(
    tx: Transaction,
    monitor: Monitor,
    route: Route,
    news: News,
    notices: Sequence[Notice],
    held: Sequence[Suppressed],
    now: datetime,
) -> None:
    """Queue notices for a route or keep them; nothing of an incident goes out before its card has.

    When something may ring after its card was held, the card goes out instead, as it stands now.
    """
    incident = news.change.after
    unseen, rings = is_unseen(held), [notice for notice in notices if notice.rings]
    decided = decide(tx, monitor, route, incident, now) if rings else held[-1].hold if unseen else None
    if decided is not None:
        first = unseen or any(notice.kind is NoticeKind.CARD for notice in rings)
        kept = [each for each in notices if each.rings or (first and each.kind is not NoticeKind.EDIT)]
        tx.quiet.hold([Suppressed(notice, decided, now) for notice in kept])
        tx.outbox.put([] if first else [each for each in notices if not each.rings])
        return
    if unseen:
        notices = first_cards(route, held, news.card, news.people, now)
    tx.outbox.put(notices)
    if rings and notices:
        tx.quiet.settle([each.id for each in held], notices[0].key)


def held_on(tx: Transaction, monitor: Monitor, route: Route, incident: int) -> list[Suppressed]:
    """Return what is held of an incident on a route, oldest first; the default one has what is on none any more."""
    return [each for each in tx.quiet.held(incident) if monitor.engine.route_of(each.notice.channel) == route]


def _is_told(tx: Transaction, route: Route, incident: Incident) -> bool:
    return any(tx.outbox.knows(f"{incident.id}:card@{channel}") for channel in route.channels)


def decide(tx: Transaction, monitor: Monitor, route: Route, incident: Incident, now: datetime) -> Hold | None:
    """Return why an incident may not ring now on a route, None where it may."""
    limited = route.quiet.at_most is not None and route.channels
    others = tx.incidents.find(brand=incident.brand, open_only=True) if route.quiet.inhibit else ()
    around = quiet.Surroundings(
        silences=tx.quiet.silences(at=now),
        open_incidents=others,
        matters={each.id: _matters(tx, each) for each in (incident, *others)} if others else {},
        rung=tx.quiet.rung(route.channels[0], now - RATE_WINDOW) if limited else (),
    )
    return quiet.hold(monitor.engine, route.quiet, incident, around, now)


def _matters(tx: Transaction, incident: Incident) -> frozenset[int]:
    """Return the matters of an incident, as far as its families were placed already."""
    return frozenset(tx.matters.of(incident.brand, incident.families).values())


def is_unseen(held: Sequence[Suppressed]) -> bool:
    """Say whether the first card of an incident is among what is held of it."""
    return any(each.notice.kind is NoticeKind.CARD for each in held)


def first_cards(
    route: Route, held: Sequence[Suppressed], card: Card, people: Sequence[str], now: datetime
) -> list[Notice]:
    """Return the card of an incident whose first was held, for a route's channels, to all who were to be rung."""
    rung = tuple(dict.fromkeys([*people, *(name for each in held for name in each.notice.people)]))
    number = card.incident
    return [
        Notice(f"{number}:card@{channel}", channel, NoticeKind.CARD, now, number, people=rung, card=card)
        for channel in route.channels
    ]
