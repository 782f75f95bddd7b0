"""Sources: where mentions come from, and what is remembered of each between two polls."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SourceState:
    """The durable state of one source. ``cursor`` is the drop folder's or file's position, as JSON.

    ``failures`` counts in a row; ``told_failing`` is set once operations heard of it and cleared when it mends.
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
    told_failing: bool = False
    cursor: str = ""
    items: int = 0
