"""What goes through the pipes of the crawl worker: limits once, then jobs in, answers out, one JSON object a line."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum

import orjson

MOST_ANSWER_BYTES = 64 * 1024 * 1024
"""An answer that would be longer is a failure of its source; 2,000 items of 20,000 characters are not expected."""

HEARTBEAT = b"\n"
"""The line by which the worker shows that it lives."""

HEARTBEAT_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How politely and how safely is fetched and parsed. Sizes are bytes after decompression, times seconds."""

    user_agent: str = "Fenghuo"
    allow: Sequence[str] = ()
    body_bytes: int = 15_000_000
    seconds: float = 30.0
    redirects: int = 5
    per_host: int = 2
    at_once: int = 64
    robots_seconds: float = 86_400.0
    robots_retry_seconds: float = 60.0
    follow_pages: int = 100
    follow_seconds: float = 60.0
    parsers: int = 2
    parse_cpu_seconds: int = 5
    parse_bytes: int = 512 * 1024 * 1024

    def dump(self) -> str:
        """Return them as one JSON object, for the command line of the worker."""
        return orjson.dumps(asdict(self)).decode()

    @classmethod
    def load(cls, written: str) -> "Limits":
        """Return what ``dump`` wrote."""
        return cls(**orjson.loads(written))


@dataclass(frozen=True, slots=True)
class Job:
    """Something to fetch for a source: ``reader`` names the type of source that reads what comes back.

    ``options`` are what the configuration says of it to its reader, ``cursor`` what was fetched before. Without a
    ``url`` nothing is fetched and the reader says where to begin. ``headers`` are secret: they go to the host of
    ``url`` alone, and no redirect is followed with them.
    """

    source: str
    url: str
    reader: str = "feed"
    etag: str = ""
    last_modified: str = ""
    options: Mapping[str, object] = field(default_factory=dict)
    cursor: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    def dump(self) -> bytes:
        """Return it as one line."""
        return orjson.dumps(asdict(self)) + b"\n"

    @classmethod
    def load(cls, line: bytes) -> "Job":
        """Return what ``dump`` wrote; ValueError or TypeError for anything else."""
        return cls(**orjson.loads(line))


class Outcome(StrEnum):
    """What became of a job."""

    READ = "read"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a job. ``rows`` are raw rows for ``clean``; ``retry_after`` is what the site asked for, in seconds.

    ``guessed`` is the encoding where it had to be guessed, ``dropped`` how many items were beyond the limit. ``found``
    and ``missing`` are selectors of the configuration that found something and nothing. ``lasting`` failures will not
    mend by asking again. ``wish`` is how many seconds the site asks to be left alone for after an answer that worked.
    """

    source: str
    outcome: Outcome
    error: str = ""
    rows: Sequence[Mapping[str, object]] = ()
    etag: str = ""
    last_modified: str = ""
    retry_after: float | None = None
    guessed: str = ""
    dropped: int = 0
    cursor: str = ""
    found: Sequence[str] = field(default_factory=list)
    missing: Sequence[str] = field(default_factory=list)
    lasting: bool = False
    wish: float = 0.0
    seconds: float = field(default=0.0, compare=False)

    def dump(self) -> bytes:
        """Return it as one line; a too long one becomes a failure that says so."""
        line = orjson.dumps(asdict(self))
        if len(line) > MOST_ANSWER_BYTES:
            return Answer(self.source, Outcome.FAILED, "The source holds more text than can be taken at once.").dump()
        return line + b"\n"

    @classmethod
    def load(cls, line: bytes) -> "Answer":
        """Return what ``dump`` wrote; ValueError or TypeError for anything else."""
        told = orjson.loads(line)
        return cls(**told | {"outcome": Outcome(told["outcome"])})
