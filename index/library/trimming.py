"""Letting go of what is old: of mentions in the ledger once the library has them, of whole months in the library."""

import logging
from datetime import datetime, timedelta

from domain.clock import DAY
from index.ledger.moments import EPOCH
from index.library.cluster import Cluster
from index.library.gathering import bonds_of, placed
from index.library.names import month_begins
from index.library.standing import read_standing, write_standing
from index.library.verify import matching
from index.ports import Ledger
from index.ports.changes import Place

PAGE = 500
_LONG_AGO = EPOCH.replace(year=2) - DAY
log = logging.getLogger("fenghuo.library")


class Trimmer:
    """Trims one ledger, a page at a time; what the library lacks, or has otherwise, stays where it is."""

    def __init__(self, ledger: Ledger, cluster: Cluster, node: str) -> None:
        self._ledger = ledger
        self._cluster = cluster
        self._node = node
        self._after: Place | None = None

    def trim(self, before: datetime) -> bool:
        """Trim one page of mentions of before ``before``; return True if there may be more."""
        with self._ledger.read() as view:
            standing = read_standing(view.progress, self._node)
            page = view.changes.between(_LONG_AGO, before, self._after, PAGE)
            bonds = bonds_of(view, page)
        if not page:
            self._after = None
            return False
        names = self._cluster.names
        free = [
            each
            for each in page
            if each.change <= standing.cursor and each.id not in bonds.incidents and not standing.sweep
        ]
        documents = [placed(each, bonds, names, self._node, 0) for each in free]
        there = matching(self._cluster, documents)
        versions = {
            each.id: each.change for each, document in zip(free, documents, strict=True) if document.id in there
        }
        if versions:
            self._note_horizon(before)
            self._ledger.trim_unchanged(versions)
        if len(there) < len(documents):
            log.warning(
                "%d old mention(s) stay in the ledger, as the library has them otherwise or not at all; "
                "fenghuo library verify names them.",
                len(documents) - len(there),
            )
        self._after = (page[-1].event, page[-1].seq)
        return True

    def _note_horizon(self, before: datetime) -> None:
        """Note how far back the ledger holds everything, before anything is gone."""
        with self._ledger.write() as tx:
            standing = read_standing(tx.progress, self._node)
            if standing.horizon is None or standing.horizon < before:
                write_standing(tx.progress, standing.since(before))


def drop_months(cluster: Cluster, now: datetime, keep: timedelta) -> list[str]:
    """Delete the monthly indices that ended more than ``keep`` ago; return their names."""
    with cluster.told():
        found = cluster.client.indices.get_alias(
            index=[f"{cluster.names.mentions}-*", f"{cluster.names.signals}-*"], allow_no_indices=True
        )
        old = sorted(index for index in found if _ended(index, now - keep))
        for index in old:
            cluster.client.indices.delete(index=index)
    if old:
        log.info("Deleted %s, which ended more than %d days ago.", ", ".join(old), keep.days)
    return old


def _ended(index: str, before: datetime) -> bool:
    begins = month_begins(index)
    return begins is not None and (begins + 32 * DAY).replace(day=1) <= before
