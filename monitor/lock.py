"""The lock that lets ONE process judge and deliver. It names its holder and vanishes with it, however it dies."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from domain.errors import LockedError


class RunLock:
    """An advisory lock on a file in the store; the operating system frees it when the holder ends."""

    def __init__(self, store: Path, command: str) -> None:
        self._path = store / "run.lock"
        self._command = command
        self._file: int | None = None

    def acquire(self) -> bool:
        """Take the lock and write who holds it; return False where another process has it."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            return False
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{self._command} (pid {os.getpid()})".encode(), 0)
        self._file = handle
        return True

    def holder(self) -> str:
        """Return who holds the lock, as the holder wrote it."""
        try:
            return self._path.read_text(encoding="utf-8").strip() or "another process"
        except OSError:
            return "another process"

    def release(self) -> None:
        """Give the lock back; does nothing where it is not held."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __enter__(self) -> Self:
        """Take the lock; LockedError names the holder."""
        if not self.acquire():
            raise LockedError(f"The ledger is in use by {self.holder()}. Stop that process first.")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the lock back."""
        self.release()
