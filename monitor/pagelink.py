"""Links to the pages."""

from dashboard.sessions import Sessions
from monitor.wiring import Monitor

EVERYWHERE = ("0.0.0.0", "::")
"""Listening on every address is reached on this machine by its own."""


def page_link(monitor: Monitor, port: int) -> str:
    """Return a link that logs in once to the pages that are served on ``port``."""
    host = monitor.settings.web_hosts[0] if monitor.settings.web_hosts else monitor.settings.web[0]
    named = "127.0.0.1" if host in EVERYWHERE else f"[{host}]" if ":" in host else host
    key = Sessions(monitor.ledger).make_link(monitor.clock.now())
    return f"http://{named}:{port}/enter?key={key}"
