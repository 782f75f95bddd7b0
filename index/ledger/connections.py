"""Connections to the ledger's file: one writer under a lock, readers from a pool, failures in plain words."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, RLock, get_ident

from domain.errors import LedgerError
from index.ledger.group import Group
from index.ledger.schema import migrate, refuse_foreign

BUSY_MS = 30_000
"""How long a writer waits for another process's transaction."""

MOST_IN_GROUP = 32
"""Blocks that become durable together at most; each of them waits for the last."""

GROUP_PATIENCE = 0.1
"""Seconds after which a block that waits for its group ends it itself, should whoever was to join not have come."""

_ADVICE = {
    "disk is full": "The disk is full: nothing of this transaction was kept; free space and repeat it.",
    "disk I/O error": "The disk refuses reading or writing (full, quota, or broken); check it and repeat.",
    "not a database": "It isn't a ledger; move it away, or restore a backup with the same name.",
    "malformed": "The file is damaged; stop Fenghuo and restore the newest backup.",
    "is locked": f"Another process held it for over {BUSY_MS // 1000} s; end that process and repeat.",
    "readonly": "It may not be written here: a reading can't write, and the file needs write permission.",
    "unable to open": "It can't be opened; check that the folder exists and may be written.",
}


def plainly(error: sqlite3.Error, path: Path | None) -> LedgerError:
    """Return a failure of SQLite as one that says which file, what happened and what to do."""
    told = str(error)
    advice = next((advice for sign, advice in _ADVICE.items() if sign in told), "")
    return LedgerError(f"The ledger {path or 'in memory'}: {told}. {advice}".rstrip())


class Connections:
    """The connections of one process to one ledger.

    ``path`` None is a ledger in memory: one connection for all, so that a reading inside a transaction sees it.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._idle: list[sqlite3.Connection] = []
        self._idle_lock = Lock()
        self._write_lock = RLock()
        self._holder = self._waiting = 0
        self._group: Group | None = None
        self._closed = False
        try:
            self._writer = self._open()
            refuse_foreign(self._writer, path)
            _switch_to_wal(self._writer)
            migrate(self._writer, path)
        except sqlite3.Error as error:
            raise plainly(error, path) from error

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection inside one consistent snapshot; writing through it fails."""
        if self.path is None:
            with self._write_lock, self._told(), _query_only(self._writer):
                yield self._writer
            return
        with self._told():
            connection = self._take()
            try:
                connection.execute("BEGIN")
                connection.execute("SELECT value FROM counter").fetchone()
                yield connection
            finally:
                self._give_back(connection)

    @contextmanager
    def writing(self, undone: Callable[[], None] = lambda: None) -> Iterator[sqlite3.Connection]:
        """Lend the writer inside one BEGIN IMMEDIATE … COMMIT; an error rolls all of it back.

        It ends when it is durable. Where other threads wait to write, they join the transaction and one COMMIT, the
        dear part of a short transaction, is for all; an error still undoes only the block in which it happened.
        ``undone`` is called where the block is undone, before anybody else can write.
        """
        with self._told():
            with self._turn():
                group = self._group = self._group or Group()
                with self._inside(group, undone):
                    yield self._writer
            while not group.is_settled(GROUP_PATIENCE):
                with self._write_lock:
                    self._end(group)
            group.tell()

    @contextmanager
    def alone(self) -> Iterator[sqlite3.Connection]:
        """Lend the writer outside any transaction, for what SQLite does on its own (checkpoint, backup)."""
        with self._write_lock, self._told():
            if self._group is not None:
                self._end(self._group)
            yield self._writer

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait for the writer, counted among those who wait."""
        if self._holder == get_ident():
            raise LedgerError("A write transaction is open in this thread already; use it instead of a second one.")
        with self._idle_lock:
            self._waiting += 1
        try:
            self._write_lock.acquire()
        finally:
            with self._idle_lock:
                self._waiting -= 1
        self._holder = get_ident()
        try:
            yield
        finally:
            self._holder = 0
            self._write_lock.release()

    @contextmanager
    def _inside(self, group: Group, undone: Callable[[], None]) -> Iterator[None]:
        """Run a block as one member of a group, and end the group unless others wait to join it."""
        self._writer.execute("SAVEPOINT member" if self._writer.in_transaction else "BEGIN IMMEDIATE")
        try:
            yield
        except BaseException as error:
            undone()
            self._undo(group, error)
            raise
        else:
            group.add(undone)
        finally:
            if self.path is None or not self._waiting or group.size >= MOST_IN_GROUP:
                self._end(group)

    def _undo(self, group: Group, error: BaseException) -> None:
        """Undo the block that failed; where SQLite undid the whole transaction, all of its group failed."""
        if not group.size:
            self._writer.rollback()
        elif self._writer.in_transaction:
            self._writer.execute("ROLLBACK TO member")
        else:
            self._group = None
            group.fail(plainly(error, self.path) if isinstance(error, sqlite3.Error) else error)

    def _end(self, group: Group) -> None:
        """Make a group durable, unless somebody did already."""
        if self._group is not group:
            return
        self._group = None
        try:
            if self._writer.in_transaction:
                self._writer.execute("COMMIT")
        except sqlite3.Error as error:
            group.fail(plainly(error, self.path))
        else:
            group.succeed()
        finally:
            self._writer.rollback()

    def close(self) -> None:
        """Close everything that is idle; what is lent closes when it comes back."""
        with self._write_lock:
            if self._group is not None:
                self._end(self._group)
        with self._write_lock, self._idle_lock:
            self._closed = True
            self._writer.close()
            while self._idle:
                self._idle.pop().close()

    def _take(self) -> sqlite3.Connection:
        with self._idle_lock:
            if self._closed:
                raise LedgerError(f"The ledger {self.path} was closed.")
            if self._idle:
                return self._idle.pop()
        connection = self._open()
        connection.execute("PRAGMA query_only = ON")
        return connection

    def _give_back(self, connection: sqlite3.Connection) -> None:
        connection.rollback()
        with self._idle_lock:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise plainly(error, self.path) from error

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path or ":memory:",
            timeout=BUSY_MS / 1000,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=512,
        )
        try:
            _prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection


@contextmanager
def _query_only(connection: sqlite3.Connection) -> Iterator[None]:
    """Keep a connection from writing; inside an open transaction it stays as it is."""
    if connection.in_transaction:
        yield
        return
    connection.execute("PRAGMA query_only = ON")
    try:
        yield
    finally:
        connection.execute("PRAGMA query_only = OFF")


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """Make the file a WAL file; while another process does the same, SQLite refuses at once and doesn't wait."""
    deadline = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _prepare(connection: sqlite3.Connection) -> None:
    for setting in (
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
        "wal_autocheckpoint = 4000",
        "temp_store = MEMORY",
        "cache_size = -32768",
    ):
        connection.execute(f"PRAGMA {setting}")
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
