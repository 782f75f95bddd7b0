"""A Slack on 127.0.0.1 for tests: it records before it answers, checks what it is sent, and fails on request."""

from tests.loopback_slack.faults import (
    Fault,
    breaks_after_reading,
    breaks_before_reading,
    html_page,
    rate_limited,
    redirects,
    refuses,
    server_error,
    stays_silent,
)
from tests.loopback_slack.messages import Message
from tests.loopback_slack.server import LoopbackSlack

__all__ = [
    "Fault",
    "LoopbackSlack",
    "Message",
    "breaks_after_reading",
    "breaks_before_reading",
    "html_page",
    "rate_limited",
    "redirects",
    "refuses",
    "server_error",
    "stays_silent",
]
