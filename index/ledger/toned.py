"""Since when the tones in the measures are of one model: a new model must not look like a new mood."""

import sqlite3
from datetime import datetime

from domain.clock import minute_of
from index.ledger.progress import Progress

_KEY = "toned"


def note(connection: sqlite3.Connection, model: str, now: datetime) -> None:
    """Remember that a model gives first tones from now on, unless it did before; the first model ever did always."""
    progress = Progress(connection)
    known = progress.get(_KEY)
    if known.rpartition(" ")[0] != model:
        progress.put(_KEY, f"{model} {minute_of(now) if known else 0}")


def note_all(connection: sqlite3.Connection, model: str) -> None:
    """Remember that the whole history has the tones of a model."""
    Progress(connection).put(_KEY, f"{model} 0")


def since(connection: sqlite3.Connection) -> int:
    """Return the first minute from which on all tones are of one model, 0 where all are."""
    return int(Progress(connection).get(_KEY).rpartition(" ")[2] or 0)
