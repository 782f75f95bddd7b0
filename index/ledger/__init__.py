"""The durable ledger on SQLite: one class per noun over one connection, opened by ``open_ledger``."""

from datetime import timedelta
from pathlib import Path

from index.ledger.ledger import SqliteLedger
from index.ports import Ledger

GAP_AFTER = timedelta(hours=6)
"""From how long a silence of pushed or imported intake counts as a gap and not as a calm night."""


def open_ledger(path: Path | None, *, gap_after: timedelta = GAP_AFTER) -> Ledger:
    """Open or create the ledger at a file, or one in memory (None); LedgerError says what to do if it can't be.

    The folder must exist. An older ledger is brought to the newest version after a copy was made beside it.
    """
    return SqliteLedger(path, gap_after)
