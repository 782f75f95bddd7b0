"""What a response, a reply of the parser, or a failure means for the source that was fetched."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, cast

from crawlers.wire import Answer, Job, Limits, Outcome

LONGEST_WAIT = 86_400.0
"""Seconds; a site that asks for more is tried again after a day."""

_LASTING = (401, 403, 404, 410, 451)
"""Statuses that a page keeps: asking for it again soon is of no use."""

_REASONS = {
    "RefusedAddress": "It leads to an address that is not public; if that is meant, allow it under network: allow.",
    "DownloadTimeoutError": "The site did not answer in full within {seconds:g} s.",
    "CannotResolveHostError": "The host's name can't be resolved; check the address.",
    "DownloadConnectionRefusedError": "The site refused the connection.",
    "DownloadCancelledError": "The answer is larger than {megabytes:g} MB.",
    "ResponseDataLossError": "The connection broke off in the middle of the answer.",
    "DownloadFailedError": "The connection failed; the site may be down or its certificate invalid.",
    "UnsupportedURLSchemeError": "It leads to something other than http or https.",
}


def failed(job: Job, error: Exception, limits: Limits) -> Answer:
    """Return the failure that an exception of fetching means, in words for the operator."""
    kind, told = type(error).__name__, str(error)
    reason = _REASONS.get(kind, "").format(seconds=limits.seconds, megabytes=limits.body_bytes / 1e6)
    if kind in ("ForbiddenByRobots", "RobotsUnread"):
        reason = told
    elif "redirections" in told:
        reason = f"It redirects more than {limits.redirects} times."
    elif "DOWNLOAD_MAXSIZE" in told:
        reason = _REASONS["DownloadCancelledError"].format(megabytes=limits.body_bytes / 1e6)
    return Answer(
        job.source,
        Outcome.FAILED,
        reason or f"Fetching it failed ({kind}).",
        lasting=kind == "ForbiddenByRobots",
    )


def refused(job: Job, status: int, retry_after: str, now: datetime) -> Answer:
    """Return the failure that a status other than 2xx and 304 means; ``retry_after`` is the header as it came."""
    error = f"The site answered with status {status}."
    if 300 <= status < 400 and job.headers:
        error = "The address redirects, and a token is sent nowhere but to its own host; write the final address."
    wait = seconds_until(retry_after, now)
    return Answer(job.source, Outcome.FAILED, error, retry_after=wait, lasting=status in _LASTING)


def unchanged(job: Job, wish: float = 0.0) -> Answer:
    """Return that nothing is new; what was kept to ask with stays."""
    return Answer(job.source, Outcome.UNCHANGED, etag=job.etag, last_modified=job.last_modified, wish=wish)


def read(job: Job, reply: Mapping[str, object], etag: str = "", last_modified: str = "", wish: float = 0.0) -> Answer:
    """Return what the parser made of a body; ``wish`` is what the headers ask for."""
    if "error" in reply:
        return Answer(job.source, Outcome.FAILED, str(reply["error"]), lasting=True)
    return replace(
        Answer(job.source, Outcome.READ, etag=etag, last_modified=last_modified),
        rows=cast(Sequence[Mapping[str, object]], reply["rows"]),
        guessed=str(reply["guessed"]),
        dropped=cast(int, reply["dropped"]),
        found=cast(Sequence[str], reply["found"]),
        missing=cast(Sequence[str], reply["missing"]),
        wish=max(wish, cast(float, reply["wish"])),
    )


def seconds_until(header: str, now: datetime) -> float | None:
    """Return what a Retry-After header asks for in seconds, at most a day; None where it asks for nothing readable."""
    written: Any = header.strip()
    if written.isascii() and written.isdigit() and len(written) < 12:
        return min(float(written), LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(written)
    except (ValueError, TypeError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((aware - now).total_seconds(), 0.0), LONGEST_WAIT)
