"""The scorer's worker: tone is computed in a process of its own, behind the alerts and never in their way."""

import gc
import logging
import os
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime
from multiprocessing import get_context, parent_process
from pathlib import Path

from domain.clock import Clock
from domain.mention import Mention
from domain.sentiment import Sentiment
from index.ports import Ledger
from monitor.language import say
from monitor.progress import progress
from sentiment.scorer import Scorer, load_scorer

BATCH = 200
_scorer: Scorer | None = None
log = logging.getLogger("fenghuo.scoring")


def _load(model: Path | None) -> None:
    """Prepare the child process; Ctrl-C reaches it too, but only the monitor decides when it ends."""
    global _scorer
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    _scorer = load_scorer(model)
    gc.freeze()  # the tables stay: the collector needn't walk through them again and again


def _end_with_parent() -> None:
    """End this process when the monitor is gone, however it died."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _score(texts: list[str]) -> list[Sentiment]:
    assert _scorer is not None
    return _scorer.score_many(texts)


def score_all(ledger: Ledger, clock: Clock, model: Path | None = None) -> int:
    """Score in this process whatever waits, batch by batch, with progress; return how many were scored."""
    done, scorer = 0, None
    with progress(say("判读情感", "scoring")) as advance:
        while waiting := _waiting(ledger):
            scorer = scorer or load_scorer(model)
            scores = scorer.score_many([mention.full_text for mention in waiting])
            done += _settle(ledger, waiting, scores, clock.now())
            advance(done)
    return done


def _waiting(ledger: Ledger) -> Sequence[Mention]:
    with ledger.read() as view:
        return view.mentions.unscored(BATCH)


def _settle(ledger: Ledger, waiting: Sequence[Mention], scores: Sequence[Sentiment], now: datetime) -> int:
    with ledger.write() as tx:
        return tx.mentions.settle_scores(
            {mention.id: score for mention, score in zip(waiting, scores, strict=True)}, now
        )


class ScoringWorker:
    """One child process that holds the model; replaced when it dies."""

    def __init__(self, model: Path | None = None) -> None:
        self._model = model
        self._pool: ProcessPoolExecutor | None = None

    def score_waiting(self, ledger: Ledger, now: datetime) -> int:
        """Score one batch of what waits and settle it in the ledger; return how many were settled (0 = none wait)."""
        waiting = _waiting(ledger)
        if not waiting:
            return 0
        try:
            scores = self._executor().submit(_score, [mention.full_text for mention in waiting]).result()
        except BrokenProcessPool:
            log.warning("The scorer's process died; it is started anew.")
            self.close()
            return 0
        return _settle(ledger, waiting, scores, now)

    def close(self) -> None:
        """End the child process."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    def _executor(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, get_context("spawn"), _load, (self._model,))
        return self._pool
