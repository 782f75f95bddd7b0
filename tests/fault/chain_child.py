"""The whole chain as a process that the kill tests end: it imports files one by one, judges, scores and delivers.

Everything is loaded before the process is forked, so that a kill meets work and not the start of an interpreter.
"""

import io
from collections.abc import Sequence
from datetime import datetime
from multiprocessing.synchronize import Event
from pathlib import Path

from domain.clock import VirtualClock
from monitor.importing import import_file
from monitor.watch import judge_all
from monitor.wiring import Monitor, open_monitor
from sentiment.scorer import load_scorer

SCORER = load_scorer()


def run_chain(folder: str, files: Sequence[str], start: datetime, ready: Event) -> None:
    """Import every file from where it stands, and after each judge, score and deliver until nothing waits."""
    clock = VirtualClock(start)
    with open_monitor(Path(folder), clock, io.StringIO()) as monitor:
        ready.set()
        for file in files:
            import_file(monitor, file)
            judge_all(monitor, clock.now())
            _score(monitor, clock.now())
            judge_all(monitor, clock.now())
            while back := monitor.delivery.deliver_due(clock.now()).come_back:
                clock.at = max(clock.at, back)


def _score(monitor: Monitor, now: datetime) -> None:
    with monitor.ledger.read() as view:
        waiting = view.mentions.unscored(200)
    scores = SCORER.score_many([mention.full_text for mention in waiting])
    with monitor.ledger.write() as tx:
        tx.mentions.settle_scores({each.id: tone for each, tone in zip(waiting, scores, strict=True)}, now)
