"""The ways in which the loopback Slack fails, each for one request; ``acts``: the request is obeyed first."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class End(Enum):
    """How the connection ends."""

    ANSWER = "an answer is sent"
    RESET = "the connection is reset"
    RESET_UNREAD = "the connection is reset before anything is read"
    SILENCE = "nothing is sent until the client gives up"


@dataclass(frozen=True, slots=True)
class Fault:
    """One failure."""

    end: End = End.ANSWER
    acts: bool = False
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def rate_limited(after: str | None = None) -> Fault:
    """429, with Retry-After as given or without it."""
    headers = {} if after is None else {"Retry-After": after}
    return Fault(status=429, headers=headers, body=b'{"ok":false,"error":"ratelimited"}')


def server_error(status: int = 500, acts: bool = False) -> Fault:
    """A bare 5xx."""
    return Fault(status=status, acts=acts, body=b"oops")


def html_page(acts: bool = False) -> Fault:
    """200 with a page where JSON was due, as a proxy sends."""
    return Fault(acts=acts, headers={"Content-Type": "text/html"}, body=b"<html><body>Log in first</body></html>")


def refuses(code: str, acts: bool = False) -> Fault:
    """200 with ok:false."""
    return Fault(acts=acts, body=json.dumps({"ok": False, "error": code}).encode())


def redirects(location: str) -> Fault:
    """302 to another place."""
    return Fault(status=302, headers={"Location": location})


def breaks_before_reading() -> Fault:
    """A reset before the request was read."""
    return Fault(End.RESET_UNREAD)


def breaks_after_reading(acts: bool = True) -> Fault:
    """A reset after the request was read."""
    return Fault(End.RESET, acts)


def stays_silent(acts: bool = True) -> Fault:
    """No answer at all."""
    return Fault(End.SILENCE, acts)
