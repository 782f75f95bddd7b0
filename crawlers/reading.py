"""What a reader gets and gives: what was fetched, the raw rows read from it, and where it leads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back from an address; ``url`` is the one that answered in the end, ``options`` its job's.

    ``at`` is when, in seconds since 1970.
    """

    body: bytes
    content_type: str
    url: str
    options: Mapping[str, object] = field(default_factory=dict)
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Follow:
    """An address to fetch for the same source in the same poll, under the same limits.

    ``row`` is what is known of it already: rows of the page have it where they say nothing themselves. What has a
    ``key`` is fetched once and then remembered, what has none in every poll.
    """

    url: str
    reader: str
    options: Mapping[str, object] = field(default_factory=dict)
    row: Mapping[str, object] = field(default_factory=dict)
    key: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """Raw rows for ``clean``; ``guessed`` names an encoding that had to be guessed, ``dropped`` counts what is left.

    ``follow`` is what to fetch next, ``found`` and ``missing`` which selectors found something and nothing, ``wish``
    how many seconds the source asks to be left alone for.
    """

    rows: Sequence[Mapping[str, object]]
    guessed: str = ""
    dropped: int = 0
    follow: Sequence[Follow] = ()
    found: Sequence[str] = ()
    missing: Sequence[str] = ()
    wish: float = 0.0
