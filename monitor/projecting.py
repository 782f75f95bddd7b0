"""Keeping the library level with the ledger: beside a running monitor, and at a person's command."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from config.secret import SecretError
from domain.errors import LibraryAwayError, LibraryError, UsageError
from monitor.language import say
from monitor.lock import WATCHING, RunLock
from monitor.wiring import Monitor

if TYPE_CHECKING:
    from index.library.cluster import Cluster
    from index.library.projector import Projector
    from index.library.trimming import Trimmer

LOCK = "library.lock"
LOOK_AGAIN = 1.0
BREATH = 0.05
"""Seconds between two pages of trimming, in which others may write."""

TRIM_EVERY = timedelta(hours=1)
AFTER_REFUSAL = 60.0
"""Seconds until what only a person can mend is tried again."""

Told = Callable[[int, int], None]
"""Told the number of the last change that is projected, and of the last there is."""
log = logging.getLogger("fenghuo.library")


@dataclass(frozen=True, slots=True)
class Status:
    """Mentions of this node, as far back as the ledger holds all of them.

    ``library`` None means that it can't be asked; ``failure`` says why. ``behind`` are changes of mentions not sent.
    """

    node: str
    ledger: int
    library: int | None
    behind: int
    quarantined: int
    failure: str = ""


class Projecting:
    """The projector as a thread of a running monitor; one process projects at a time."""

    def __init__(self, monitor: Monitor) -> None:
        self._monitor = monitor
        self._lock = RunLock(monitor.settings.store, LOCK)
        self._held = False
        self._projector: Projector | None = None
        self._trimmer: Trimmer | None = None
        self._trim_at = monitor.clock.now()
        self._cluster: Cluster | None = None

    def step(self) -> float:
        """Send at most one batch; return the seconds until the next step may help."""
        if not self._held and not self._hold():
            return LOOK_AGAIN
        if self._projector is None:
            try:
                self._projector = self._open()
            except SecretError as error:
                log.error("%s Until then nothing is sent to the library.", error)
                return AFTER_REFUSAL
        done = self._projector.step(self._monitor.clock.now())
        if done.failure is not None and not isinstance(done.failure, LibraryAwayError):
            return AFTER_REFUSAL
        if done.level and self._let_go(self._monitor.clock.now()):
            return BREATH
        return done.rest.total_seconds()

    def _let_go(self, now: datetime) -> bool:
        """Trim one page of the ledger, and once a day the library; return True while there is more to trim."""
        if now < self._trim_at:
            return False
        settings, trimmer = self._monitor.settings, self._trimmer
        assert settings.library is not None
        assert trimmer is not None
        assert self._cluster is not None
        from index.library.trimming import drop_months

        try:
            if trimmer.trim(now - settings.retention.mentions):
                return True
            if settings.library.keep is not None:
                drop_months(self._cluster, now, max(settings.library.keep, settings.retention.mentions))
        except LibraryError as error:
            log.warning("%s Old mentions stay in the ledger until it is back.", error)
        self._trim_at = now + TRIM_EVERY
        return False

    def close(self) -> None:
        """Let go of the connections and of the lock."""
        if self._cluster is not None:
            self._cluster.close()
        self._lock.release()

    def _hold(self) -> bool:
        self._held = self._lock.acquire(WATCHING)
        return self._held

    def _open(self) -> "Projector":
        from index.library.cluster import Cluster
        from index.library.projector import Projector
        from index.library.trimming import Trimmer

        assert self._monitor.settings.library is not None
        self._cluster = Cluster(self._monitor.settings.library)
        projector = Projector(self._monitor.ledger, self._cluster, self._monitor.settings.node)
        self._trimmer = Trimmer(self._monitor.ledger, self._cluster, projector.node)
        return projector


@contextmanager
def connected(monitor: Monitor) -> "Iterator[Cluster]":
    """Connect to the configured cluster for a block; UsageError where none is configured."""
    if monitor.settings.library is None:
        raise UsageError(
            say(
                "没有配置资料库：在 fenghuo.yaml 写 library: {elasticsearch: {url: …}}，见 docs/library.md。",
                "No library is configured: write library: {elasticsearch: {url: …}} into fenghuo.yaml, "
                "see docs/library.md.",
            )
        )
    from index.library.cluster import Cluster

    cluster = Cluster(monitor.settings.library)
    try:
        yield cluster
    finally:
        cluster.close()


def status(monitor: Monitor, cluster: "Cluster") -> Status:
    """Return how library and ledger compare; a library that is away is told, not raised."""
    from index.library.leftovers import count
    from index.library.refused import of_library
    from index.library.standing import introduce, read_standing

    node = introduce(monitor.ledger, monitor.settings.node)
    with monitor.ledger.read() as view:
        standing = read_standing(view.progress, node)
        held = sum(view.changes.days(standing.horizon).values())
        behind = view.changes.waiting(standing.cursor)
        refused = len(list(of_library(view.quarantine.find(limit=100_000))))
    try:
        return Status(node, held, count(cluster, standing), behind, refused)
    except LibraryError as error:
        return Status(node, held, None, behind, refused, str(error))


def sync(monitor: Monitor, cluster: "Cluster", wait: float, told: Told) -> int:
    """Bring the library level and return how many documents were sent (0 where a running monitor sends them).

    LibraryAwayError when it stays away for ``wait`` seconds.
    """
    from index.library.projector import Projector

    lock = RunLock(monitor.settings.store, LOCK)
    if not lock.acquire("fenghuo library sync"):
        _watch(monitor, wait, told)
        return 0
    try:
        return _level(monitor, Projector(monitor.ledger, cluster, monitor.settings.node), wait, told)
    finally:
        lock.release()


def rebuild(monitor: Monitor, cluster: "Cluster", wait: float, told: Told, *, take_over: bool = False) -> int:
    """Send everything anew and remove what the ledger doesn't know; return how many documents were sent."""
    from index.library.projector import Projector

    with RunLock(monitor.settings.store, LOCK).held("fenghuo library rebuild"):
        projector = Projector(monitor.ledger, cluster, monitor.settings.node, take_over=take_over)
        projector.begin_again(monitor.clock.now())
        return _level(monitor, projector, wait, told)


def _level(monitor: Monitor, projector: "Projector", wait: float, told: Told) -> int:
    sent, patience = 0, _Patience(wait)
    while True:
        done = projector.step(monitor.clock.now())
        sent += done.sent
        if done.level:
            projector.show()
            return sent
        if done.failure is None:
            patience.renew()
            told(*projector.reached())
        elif not isinstance(done.failure, LibraryAwayError) or patience.is_over():
            raise done.failure
        else:
            time.sleep(min(LOOK_AGAIN, done.rest.total_seconds()))
            projector.hurry()


def _watch(monitor: Monitor, wait: float, told: Told) -> None:
    """Return when the running monitor has brought the library level."""
    from index.library.standing import read_standing

    patience, before = _Patience(wait), -1
    while True:
        with monitor.ledger.read() as view:
            cursor, newest = read_standing(view.progress).cursor, view.changes.newest()
            level = not view.changes.after(cursor, 1)
        if level:
            return
        if cursor != before:
            patience.renew()
        elif patience.is_over():
            raise LibraryAwayError(
                say(
                    f"运行中的监测 {wait:.0f} 秒内没有写进资料库；原因见它的日志。",
                    f"The running monitor has sent nothing for {wait:.0f} s; its log says why.",
                )
            )
        before = cursor
        told(cursor, newest)
        time.sleep(LOOK_AGAIN)


class _Patience:
    """How long somebody waits for what is away."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self.renew()

    def renew(self) -> None:
        """Begin to wait anew: something was done."""
        self._until = time.monotonic() + self._seconds

    def is_over(self) -> bool:
        """Say whether waiting has been long enough."""
        return time.monotonic() >= self._until
