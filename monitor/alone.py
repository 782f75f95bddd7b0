"""What a command does itself where no monitor runs: judge, deliver, score, in the order in which alerts need them."""

import time

from monitor.scoring import score_all
from monitor.watch import work
from monitor.wiring import Monitor

LOOK_AGAIN = 0.2
"""Seconds between two looks whether another command has finished judging."""


def judge_alone(monitor: Monitor, command: str, *, score: bool = False) -> None:
    """Judge and deliver what ``command`` left behind, unless a running monitor does so anyway.

    With ``score`` the mentions without a tone are scored after that and judged again: what can alarm without a tone
    is told first. Another command that is judging is waited for, as it may have missed what this one stored.
    """
    while not monitor.lock.acquire(command):
        if monitor.lock.is_watched():
            return
        time.sleep(LOOK_AGAIN)
    try:
        work(monitor, monitor.clock.now())
        if score and score_all(monitor.ledger, monitor.clock, monitor.settings.tone_model):
            work(monitor, monitor.clock.now())
    finally:
        monitor.lock.release()
