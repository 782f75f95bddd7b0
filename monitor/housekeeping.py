"""What a running monitor does beside watching: count new topics back, and let go of what is kept long enough."""

from datetime import datetime

from monitor.wiring import Monitor

BACK_COUNT = 2_000
TRIM = 500
BUSY, CALM = 0.05, 600.0
"""Seconds until the next look while there is something to do, and when there is nothing."""


def keep_house(monitor: Monitor, now: datetime) -> float:
    """Do one short piece of work; return the seconds until the next."""
    if _count_back(monitor, now):
        return BUSY
    if monitor.settings.library is not None:
        return CALM  # what the library must have first is trimmed by who projects: monitor.projecting
    trimmed = monitor.ledger.trim(now - monitor.settings.retention.mentions, now, TRIM)
    return BUSY if trimmed else CALM


def _count_back(monitor: Monitor, now: datetime) -> bool:
    """Count stored mentions to one topic that is new; False when no topic is left. It marks nothing, so never fires."""
    topics = {topic.id: topic for topic in monitor.reader.matcher.topics}
    with monitor.ledger.read() as view:
        waiting = [topics[id] for id in view.topics.uncounted() if id in topics]
    if not waiting:
        return False
    with monitor.ledger.write() as tx:
        tx.topics.back_count(waiting[0], BACK_COUNT, now)
    return True
