"""Sources: where mentions come from, and what is remembered of each between two polls."""

from dataclasses import dataclass
from datetime import datetime, timedelta

_PLATFORM = "platform\x1f"
"""No source can be called so: names are one line without control characters."""


def platform_state(platform: str) -> str:
    """Return the name under which the state of a platform is kept, as that of a source of its own."""
    return _PLATFORM + platform


@dataclass(frozen=True, slots=True)
class Habit:
    """How often a source speaks: ``usual`` is the longest pause of late between two items, learned since ``since``."""

    since: datetime
    newest: datetime
    usual: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class SourceState:
    """The durable state of one source. ``cursor`` is the drop folder's or file's position, as JSON.

    ``failures`` counts in a row; ``told_at`` is when operations last heard of them, None again when it mends. ``habit``
    is None while no item has told its time. ``period`` is how often it is polled for now, None for as configured.
    """

    name: str
    etag: str = ""
    last_modified: str = ""
    next_due: datetime | None = None
    last_tried: datetime | None = None
    last_ok: datetime | None = None
    last_item: datetime | None = None
    failures: int = 0
    last_error: str = ""
    told_at: datetime | None = None
    cursor: str = ""
    items: int = 0
    habit: Habit | None = None
    period: timedelta | None = None
