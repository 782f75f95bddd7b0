"""The lock that lets ONE process judge and deliver. It names its holder and vanishes with it, however it dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.errors import LockedError
from monitor.language import say

WATCHING = "fenghuo run"
"""What a running monitor writes into the lock."""


class RunLock:
    """An advisory lock on a file in the store; the operating system frees it when the holder ends."""

    def __init__(self, store: Path, name: str = "run.lock") -> None:
        self._path = store / name
        self._file: int | None = None

    def acquire(self, command: str) -> bool:
        """Take the lock and write who holds it, ``command``; return False where another process has it."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            return False
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{command} (pid {os.getpid()})".encode(), 0)
        self._file = handle
        return True

    def holder(self) -> str:
        """Return who holds the lock, as the holder wrote it."""
        try:
            return self._path.read_text(encoding="utf-8").strip() or "another process"
        except OSError:
            return "another process"

    def is_watched(self) -> bool:
        """Say whether the holder is a running monitor, which judges whatever is stored."""
        return self.holder().startswith(WATCHING)

    def release(self) -> None:
        """Give the lock back; does nothing where it is not held."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    @contextmanager
    def held(self, command: str) -> Iterator[None]:
        """Hold the lock for a block; LockedError names who has it instead."""
        if not self.acquire(command):
            holder = self.holder()
            raise LockedError(
                say(
                    f"账本正被 {holder} 使用；请先停掉它。",
                    f"The ledger is in use by {holder}. Stop that process first.",
                )
            )
        try:
            yield
        finally:
            self.release()
