"""The durable ledger on SQLite: one class per noun over one connection, opened by ``open_ledger``."""

from datetime import timedelta
from pathlib import Path

from index.ledger.ledger import Settings, SqliteLedger
from index.ports import Ledger
from text.variants import Variants

GAP_AFTER = timedelta(hours=6)
"""From how long a silence of pushed or imported intake counts as a gap and not as a calm night."""


def open_ledger(path: Path | None, *, gap_after: timedelta = GAP_AFTER, variants: Variants | None = None) -> Ledger:
    """Open or create the ledger at a file, or one in memory (None); LedgerError says what to do if it can't be.

    The folder must exist. An older ledger is brought to the newest version after a copy was made beside it. New topics
    are back-counted with ``variants``, which must be those that arrivals are matched with; searching goes by the
    spelling as written.
    """
    return SqliteLedger(path, Settings(gap_after, variants))
