"""Where a node stands with its library: who it is, how far it came, and which life of its ledger this is."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from index.ports import Ledger, Progress

NUMBER_BITS = 40
"""Bits of a change number inside a version; the epoch stands above them."""

_NODE, _LEDGER = "node", "ledger:id"
_EPOCH, _CURSOR, _HORIZON, _SWEEP = "library:epoch", "library:cursor", "library:horizon", "library:sweep"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a ledger is projected.

    ``cursor`` is the change number up to which the library has everything. ``epoch`` goes up when a backup of the
    ledger was restored, so that what its earlier life wrote is older than anything it writes now. ``horizon`` is how
    far back the ledger still holds all mentions (None = all there ever were). ``sweep`` says that what an earlier epoch
    left over is removed as soon as everything is sent.
    """

    node: str
    ledger: str
    epoch: int = 1
    cursor: int = 0
    horizon: datetime | None = None
    sweep: bool = False

    def version(self, number: int) -> int:
        """Return the version of a document as of a change number."""
        return (self.epoch << NUMBER_BITS) | number

    def since(self, horizon: datetime) -> "Standing":
        """Return the standing of a ledger that holds everything from ``horizon`` on."""
        return replace(self, horizon=horizon)

    def again(self, epoch: int) -> "Standing":
        """Return the standing from which everything is projected anew, and what is left over is swept at the end."""
        return replace(self, epoch=epoch, cursor=0, sweep=True)


def read_standing(progress: Progress, node: str = "") -> Standing:
    """Return where the ledger stands; ``node`` is the configured name, "" for the one that was made once."""
    horizon = progress.get(_HORIZON)
    return Standing(
        node=node or progress.get(_NODE),
        ledger=progress.get(_LEDGER),
        epoch=int(progress.get(_EPOCH) or 1),
        cursor=int(progress.get(_CURSOR) or 0),
        horizon=datetime.fromisoformat(horizon) if horizon else None,
        sweep=bool(progress.get(_SWEEP)),
    )


def write_standing(progress: Progress, standing: Standing) -> None:
    """Keep where the ledger stands, in the open transaction."""
    progress.put(_EPOCH, str(standing.epoch))
    progress.put(_CURSOR, str(standing.cursor))
    progress.put(_HORIZON, standing.horizon.isoformat() if standing.horizon else "")
    progress.put(_SWEEP, "yes" if standing.sweep else "")


def introduce(ledger: Ledger, configured: str) -> str:
    """Return the name of this node: the configured one, else the one made once; give the ledger its own id too."""
    with ledger.read() as view:
        made, id = view.progress.get(_NODE), view.progress.get(_LEDGER)
    if not id or not made or (configured and made != configured):
        with ledger.write() as tx:
            id = tx.progress.get(_LEDGER) or uuid4().hex
            made = configured or tx.progress.get(_NODE) or f"node-{id[:8]}"
            tx.progress.put(_LEDGER, id)
            tx.progress.put(_NODE, made)
    return made
