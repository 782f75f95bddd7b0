"""Whether anything is heard at all: when every source is silent, operations are told once, and once when it is over."""

from datetime import datetime

from alerting.notices import intake_mended, intake_silent
from crawlers.health import deaf
from monitor.wiring import Monitor

_KEY = "intake:silent"


def tell_silence(monitor: Monitor, now: datetime) -> None:
    """Queue a notice where the whole intake fell silent or is heard again; it is told once, through restarts too."""
    with monitor.ledger.read() as view:
        told = bool(view.progress.get(_KEY))
        states = {state.name: state for state in view.sources.all()}
    silence = deaf(monitor.settings.sources, states, now)
    if told == (silence is not None):
        return
    engine = monitor.engine
    notices = intake_silent(engine, silence.sources, silence.since, now) if silence else intake_mended(engine, now)
    with monitor.ledger.write() as tx:
        tx.progress.put(_KEY, now.isoformat() if silence else "")
        tx.outbox.put(notices)
