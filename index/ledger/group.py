"""A group of write blocks that one COMMIT makes durable together."""

from collections.abc import Callable
from threading import Event


class Group:
    """Blocks that ran and are not durable yet. Whoever ends the group says how it went; all others wait for that."""

    def __init__(self) -> None:
        self._undone: list[Callable[[], None]] = []
        self._settled = Event()
        self._error: BaseException | None = None

    @property
    def size(self) -> int:
        """Return how many blocks it has."""
        return len(self._undone)

    def add(self, undone: Callable[[], None]) -> None:
        """Add a block that ran; ``undone`` is called if it comes to nothing."""
        self._undone.append(undone)

    def succeed(self) -> None:
        """Say that all is durable."""
        self._settled.set()

    def fail(self, error: BaseException) -> None:
        """Say that nothing of it was kept."""
        self._error = error
        for undone in self._undone:
            undone()
        self._settled.set()

    def is_settled(self, seconds: float) -> bool:
        """Wait up to so many seconds for the end; say whether it came."""
        return self._settled.wait(seconds)

    def tell(self) -> None:
        """Raise what kept the group from becoming durable, if anything did."""
        if self._error is not None:
            raise self._error
