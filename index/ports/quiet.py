"""What the other rooms may ask about what is kept quiet."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.quiet import Hold, Silence, Suppressed


class Quieting(Protocol):
    """Silences, and notices that were held back: each is kept with its reason, and by what it was told later."""

    def add(self, silence: Silence) -> Silence:
        """Record a silence; return it with its number."""
        ...

    def end(self, silence: int, person: str, now: datetime) -> Silence:
        """End a silence early; what it held is decided again at once. NotFoundError if there is none in force."""
        ...

    def silences(self, *, at: datetime | None = None) -> Sequence[Silence]:
        """Return silences, newest first: all, or those in force at an instant."""
        ...

    def hold(self, held: Sequence[Suppressed]) -> None:
        """Keep notices that are held back; a key that is kept already stays as it is."""
        ...

    def held(self, incident: int) -> Sequence[Suppressed]:
        """Return what is held of an incident and not told yet, oldest first."""
        ...

    def due(self, now: datetime) -> Sequence[Suppressed]:
        """Return what has to be decided again by now, oldest first."""
        ...

    def next_review(self) -> datetime | None:
        """Return when something has to be decided again, None if nothing is held."""
        ...

    def postpone(self, ids: Sequence[int], hold: Hold) -> None:
        """Hold on, for a reason that may be another one."""
        ...

    def settle(self, ids: Sequence[int], told: str) -> None:
        """Note the key of the notice that told what was held."""
        ...

    def history(self, limit: int = 100) -> Sequence[Suppressed]:
        """Return what was ever held back, newest first."""
        ...

    def rung(self, channel: str, since: datetime) -> Sequence[datetime]:
        """Return when a channel was given ringing notices after an instant."""
        ...
