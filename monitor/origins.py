"""What is known of rows by the door they come through."""

from dataclasses import replace

from crawlers.clean import Origin
from crawlers.collect import origin_of
from monitor.wiring import Monitor

INTAKE = "intake"
IMPORT = "import"
"""The source of pushed and of imported rows that name none: the same row from a moved file is still the same."""


def pushed_origin(monitor: Monitor, name: str, label: str = "") -> Origin:
    """Return the origin of rows that other systems hand in; ``label`` tells the quarantine where they stood."""
    settings = monitor.settings
    return Origin(name=name, label=label or name, timezone=settings.timezone, stale_after=settings.stale_after)


def origin_again(monitor: Monitor, label: str) -> Origin:
    """Return the origin of a quarantined row by its label: the source it came from, else an import."""
    for source in monitor.settings.sources:
        if label == source.name or label.startswith(f"{source.name}/"):
            return replace(origin_of(source, monitor.settings), label=label)
    return pushed_origin(monitor, IMPORT, label)
