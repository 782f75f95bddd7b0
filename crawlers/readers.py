"""The types of source that are fetched, by the name a job gives: each reads a body into raw rows.

A new type is one module with a ``read`` of its own, one line here, and its class in ``config/sources.py``. Readers run
in a limited child: they may be slow, greedy or wrong without harming anything but their own source.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from crawlers.feeds import parse_feed


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back from an address; ``url`` is the one that answered in the end, ``options`` its job's."""

    body: bytes
    content_type: str
    url: str
    options: Mapping[str, object] = field(default_factory=dict)


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

    ``follow`` is what to fetch next, ``found`` and ``missing`` which selectors found something and nothing.
    """

    rows: Sequence[Mapping[str, object]]
    guessed: str = ""
    dropped: int = 0
    follow: Sequence[Follow] = ()
    found: Sequence[str] = ()
    missing: Sequence[str] = ()


def read_feed(fetched: Fetched) -> Reading:
    """Read RSS and Atom."""
    feed = parse_feed(fetched.body, fetched.content_type, fetched.url)
    return Reading([item.row() for item in feed.items], "" if feed.sure else feed.encoding, feed.dropped)


READERS: Mapping[str, Callable[[Fetched], Reading]] = {"feed": read_feed}
