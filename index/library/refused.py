"""What the library will never take, in the one quarantine that people see and replay."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from domain.mention import Rejected
from index.ports import Ledger, QuarantinedRow, Stored, Transaction

ORIGIN = "elasticsearch"
"""The origin of such rows; their raw content is ``kind:id``."""

_KINDS = {"signal": Stored.SIGNAL, "alert": Stored.INCIDENT}

if TYPE_CHECKING:
    from index.library.bulk import Answer, Document


def quarantine(ledger: Ledger, refused: "Sequence[Answer]", now: datetime) -> None:
    """Keep refused documents with the reason; the mentions, signals and incidents themselves stay in the ledger."""
    rows = [Rejected(ORIGIN, 0, each.document.index, each.reason, _raw(each.document)) for each in refused]
    with ledger.write() as tx:
        tx.quarantine.put(rows, now)


def of_library(rows: Iterable[QuarantinedRow]) -> Iterator[QuarantinedRow]:
    """Yield the rows that the library refused."""
    return (each for each in rows if each.row.origin == ORIGIN)


def try_again(tx: Transaction, row: Rejected, number: int) -> None:
    """Let the projector take what a row names once more, and forget the row of this number."""
    kind, _, id = row.raw.partition(":")
    tx.changes.touch(Stored(kind), id)
    tx.quarantine.drop([number])


def _raw(document: "Document") -> str:
    event = (document.source or {}).get("event", {})
    kind = _KINDS.get(event.get("kind"), Stored.MENTION)
    return f"{kind.value}:{event.get('id') or document.id.rpartition(':')[2]}"
