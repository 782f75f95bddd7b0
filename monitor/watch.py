"""Steps 7 to 11 of the line of sight: what is marked is judged, cases are worked, what is told is sent.

Judging takes the marks and clears them in the transaction that stores signals, incidents and notices: stored means
judged, after any kill and whichever process wrote.
"""

from datetime import datetime

from alerting import incidents, judge
from alerting.changes import is_news
from alerting.picture import Camera
from monitor import casebook
from monitor.digests import release
from monitor.listening import is_deaf
from monitor.wiring import Monitor

TOPICS_AT_ONCE = 64
MOST_ROUNDS = 1000


def judge_once(monitor: Monitor, now: datetime) -> bool:
    """Judge some of what waits, in one short transaction; return whether there was anything."""
    with monitor.ledger.write() as tx:
        marks = tx.marks.take(TOPICS_AT_ONCE)
        due = tx.rules.due(now)
        camera, deaf = Camera(tx, monitor.engine, now), bool(monitor.engine.silences) and is_deaf(tx)
        signals = judge.judge_topics(tx, monitor.engine, marks, due, now, deaf=deaf)
        weighed = incidents.weigh(tx, monitor.engine, signals, marks, now, due, camera)
        fired = casebook.work_cases(tx, monitor, list(filter(is_news, weighed)), now, camera)
        released = release(tx, monitor, now)
        return bool(marks or due or fired or released)


def judge_all(monitor: Monitor, now: datetime) -> bool:
    """Judge until nothing waits; return whether anything did."""
    judged = False
    for _ in range(MOST_ROUNDS):
        if not _something_waits(monitor, now) or not judge_once(monitor, now):
            break
        judged = True
    return judged


def work(monitor: Monitor, now: datetime) -> None:
    """Judge everything that waits and deliver what can be delivered now: one turn of the whole chain."""
    while monitor.placing.place(monitor.ledger, monitor.engine):
        pass
    judge_all(monitor, now)
    monitor.delivery.deliver_due(now)


def next_due(monitor: Monitor) -> datetime | None:
    """Return the next instant at which time alone brings something to judge: a rule's end, a deadline,
    the end of what holds something back."""
    with monitor.ledger.read() as view:
        moments = [
            moment
            for moment in (view.rules.next_due(), view.incidents.next_deadline(), view.quiet.next_review())
            if moment
        ]
    return min(moments, default=None)


def _something_waits(monitor: Monitor, now: datetime) -> bool:
    with monitor.ledger.read() as view:
        if view.marks.count():
            return True
    due = next_due(monitor)
    return due is not None and due <= now
