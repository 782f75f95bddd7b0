"""Search: one port (``index.ports.Library``), kept on the ledger and on Elasticsearch."""

from collections.abc import Callable
from datetime import datetime

from config.library import ElasticsearchSpec
from index.ports import Ledger, Library
from index.search.falling_back import FallingBack
from index.search.of_ledger import LedgerLibrary

MUCH = 1_000
"""Changes that are not projected yet, from which on a reader is told that the newest may be missing."""


def open_library(ledger: Ledger, spec: ElasticsearchSpec | None, node: str, clock: Callable[[], datetime]) -> Library:
    """Return what answers searches: Elasticsearch where it is configured, with the ledger behind it, else the ledger.

    Elasticsearch is connected to when it is first asked.
    """
    own = LedgerLibrary(ledger, node)
    if spec is None:
        return own

    def elasticsearch() -> Library:
        from index.library.cluster import Cluster
        from index.library.standing import introduce
        from index.search.of_elasticsearch import ElasticsearchLibrary

        return ElasticsearchLibrary(Cluster(spec), introduce(ledger, node))

    def is_behind() -> bool:
        from index.library.standing import read_standing

        with ledger.read() as view:
            return len(view.changes.after(read_standing(view.progress).cursor, MUCH)) == MUCH

    return FallingBack(elasticsearch, own, clock, is_behind)
