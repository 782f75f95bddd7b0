"""The projector: follows the ledger's changes into the library, in order, at least once, after any outage.

It only reads the ledger, but for its cursor; nothing waits for it. A batch is settled as a whole: the cursor moves when
each of its documents is in the library or in the quarantine.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.errors import LibraryAwayError, LibraryError, LibraryRefusedError
from index.library.bulk import Document, Fate, send
from index.library.cluster import Cluster
from index.library.gathering import gather
from index.library.indices import Indices
from index.library.leftovers import sweep
from index.library.nodes import Claim, note, read_claim
from index.library.refused import quarantine
from index.library.standing import Standing, introduce, read_standing, write_standing
from index.ports import Ledger

BATCH = 1_000
REST = timedelta(seconds=1)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(seconds=60)
log = logging.getLogger("fenghuo.library")


@dataclass(frozen=True, slots=True)
class Progressed:
    """What one step did: ``rest`` until the next may help, ``sent`` documents, ``level`` = nothing is left to send.

    ``failure`` is what keeps it from going on, None while all is well.
    """

    rest: timedelta
    sent: int = 0
    level: bool = False
    failure: LibraryError | None = None


class Projector:
    """Projects one ledger into one cluster under one node's name."""

    def __init__(self, ledger: Ledger, cluster: Cluster, node: str = "", *, take_over: bool = False) -> None:
        self._ledger = ledger
        self._cluster = cluster
        self._indices = Indices(cluster)
        self._take_over = take_over
        self.node = introduce(ledger, node)
        self._begun = False
        self._failures = 0
        self._not_before: datetime | None = None
        self._unsettled: Sequence[Document] = ()
        self._through = 0

    def standing(self) -> Standing:
        """Return how far it came."""
        with self._ledger.read() as view:
            return read_standing(view.progress, self.node)

    def step(self, now: datetime) -> Progressed:
        """Send at most one batch; a library that is away or refuses is tried again later, with growing pauses."""
        if self._not_before is not None and now < self._not_before:
            return Progressed(self._not_before - now)
        try:
            done = self._go_on(now)
        except LibraryError as error:
            self._begun = False
            return self._pause(error, now)
        if self._failures:
            log.info("The library is back; what waited is sent to it now.")
        self._failures, self._not_before = 0, None
        return done

    def begin_again(self, now: datetime) -> None:
        """Send everything anew, and remove at the end what the ledger doesn't know; LibraryError where that can't be.

        A name taken over from another ledger keeps that one's documents of before the first mention held here.
        """
        self._indices.prepare(now)
        standing, claim = self.standing(), read_claim(self._cluster, self.node)
        self._begin(now)
        with self._ledger.read() as view:
            days = view.changes.days()
        if claim is not None and claim.ledger != standing.ledger:
            standing = replace(standing, horizon=min(days, default=now))
        epoch = max(standing.epoch, claim.epoch if claim else 0) + 1
        self._keep(standing.again(epoch), now)
        self._unsettled, self._through = (), 0

    def reached(self) -> tuple[int, int]:
        """Return the number of the last change that is projected, and of the last there is."""
        with self._ledger.read() as view:
            return read_standing(view.progress).cursor, view.changes.newest()

    def show(self) -> None:
        """Let what was sent be found at once, not only within a second or so."""
        names = self._cluster.names
        with self._cluster.told():
            self._cluster.client.indices.refresh(index=[names.mentions, names.signals, names.incidents])

    def hurry(self) -> None:
        """Let the next step try at once, whatever failed before."""
        self._not_before = None

    def _go_on(self, now: datetime) -> Progressed:
        self._indices.prepare(now)
        if not self._begun:
            self._begin(now)
        standing = self.standing()
        if not self._unsettled:
            self._unsettled, self._through = self._next_batch(standing)
        if self._through > standing.cursor:
            sent = self._settle(standing, now)
            return Progressed(timedelta(0), sent)
        if standing.sweep:
            swept = sweep(self._ledger, self._cluster, standing)
            log.info("Removed %d document(s) that the restored ledger doesn't know.", swept)
            self._keep(replace(standing, sweep=False), now)
        return Progressed(REST, level=True)

    def _begin(self, now: datetime) -> None:
        """Compare what the ledger and the library say of how far we are; the ledger may be an older copy of itself."""
        standing = self.standing()
        claim = read_claim(self._cluster, self.node)
        if claim is not None and claim.ledger != standing.ledger and not self._take_over:
            raise LibraryRefusedError(
                f"Another ledger projects into {self._cluster.where} as “{self.node}”; give this node a name of its "
                "own (node: NAME), or take the name over with fenghuo library rebuild --take-over."
            )
        after = resumed(standing, claim)
        if after != standing:
            log.info("Projecting from change %d on as epoch %d.", after.cursor, after.epoch)
            self._unsettled, self._through = (), 0
        self._keep(after, now)
        self._take_over, self._begun = False, True

    def _next_batch(self, standing: Standing) -> tuple[Sequence[Document], int]:
        """Return the documents of the next changes and the number of the last of these."""
        with self._ledger.read() as view:
            changes = view.changes.after(standing.cursor, BATCH)
            if not changes:
                return (), standing.cursor
            return list(gather(view, changes, self._cluster.names, standing)), changes[-1].number

    def _settle(self, standing: Standing, now: datetime) -> int:
        """Send what is unsettled and move the cursor; LibraryAwayError while some of it is not taken."""
        self._indices.know({each.index for each in self._unsettled})
        answers = send(self._cluster, self._unsettled)
        self._unsettled = [each.document for each in answers if each.fate is Fate.BUSY]
        if refused := [each for each in answers if each.fate is Fate.REFUSED]:
            quarantine(self._ledger, refused, now)
            log.warning(
                "The library refuses %d document(s), see fenghuo quarantine: %s", len(refused), refused[0].reason
            )
        if self._unsettled:
            reason = next(each.reason for each in answers if each.fate is Fate.BUSY)
            raise LibraryAwayError(
                f"Elasticsearch at {self._cluster.where} is too busy or blocked for {len(self._unsettled)} of "
                f"{len(answers)} documents ({reason})."
            )
        self._keep(replace(standing, cursor=self._through), now)
        return len(answers)

    def _keep(self, standing: Standing, now: datetime) -> None:
        """Keep the standing here first and there afterwards: so the library never claims more than the ledger knows."""
        with self._ledger.write() as tx:
            write_standing(tx.progress, standing)
        note(self._cluster, standing, now)

    def _pause(self, error: LibraryError, now: datetime) -> Progressed:
        if not self._failures:
            log.warning("%s Alerts don't depend on it; what it misses waits in the ledger.", error)
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(self._failures, 10))
        self._failures += 1
        self._not_before = now + pause
        return Progressed(pause, failure=error)


def resumed(standing: Standing, claim: Claim | None) -> Standing:
    """Return from where to go on, given what the library says of this node (None = it knows nothing).

    The library never claims more than the ledger noted before, so a claim beyond the ledger's own cursor or epoch says
    that the ledger is a restored copy. A claim behind it says that the library itself was restored or emptied.
    """
    if claim is None:
        return replace(standing, cursor=0)
    if claim.ledger != standing.ledger or (claim.epoch, claim.cursor) > (standing.epoch, standing.cursor):
        return standing.again(max(claim.epoch, standing.epoch) + 1)
    if claim.epoch == standing.epoch and claim.cursor < standing.cursor:
        return replace(standing, cursor=claim.cursor)
    return standing
