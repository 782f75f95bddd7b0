"""What is known of rows by the door they come through."""

from crawlers.clean import Origin
from monitor.wiring import Monitor


def pushed_origin(monitor: Monitor, label: str) -> Origin:
    """Return the origin of rows that other systems hand in: import, intake, replay."""
    settings = monitor.settings
    return Origin(name=label, label=label, timezone=settings.timezone, stale_after=settings.stale_after)
