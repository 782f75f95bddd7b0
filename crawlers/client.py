"""The parent's side of the crawl worker: hand in jobs, take answers; a worker that dies is started anew."""

import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue

from crawlers.pool import child_environment
from crawlers.wire import HEARTBEAT, Answer, Job, Limits, Outcome

MOST_DEATHS = 3
"""A job that was under way at so many deaths of the worker is given up: it may be what kills it."""

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
_CLOSE_SECONDS = 5.0


class CrawlWorker:
    """Owns the worker process. Threads may call ``fetch`` and ``take`` at will.

    At most one job of a source is under way. Every job is answered once, whatever becomes of the worker; at ``close``
    what is under way is forgotten, and is due again by its source's state.
    """

    def __init__(self, limits: Limits, silence: float = 60.0) -> None:
        self._limits = limits
        self._silence = silence
        self._heard = time.monotonic()
        self._answers: SimpleQueue[Answer] = SimpleQueue()
        self._lock = threading.Lock()
        self._under_way: dict[str, Job] = {}
        self._deaths: Counter[str] = Counter()
        self._process: subprocess.Popen[bytes] | None = None
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="crawl-worker", daemon=True)

    def start(self) -> None:
        """Start the worker process and the thread that listens to it."""
        self._thread.start()

    def fetch(self, job: Job) -> bool:
        """Hand in a job; False where one of the same source is still under way."""
        with self._lock:
            if job.source in self._under_way:
                return False
            self._under_way[job.source] = job
            self._send(job)
            return True

    def answer(self, answer: Answer) -> None:
        """Have ``take`` return an answer to a job that never came to be."""
        self._answers.put(answer)

    def take(self, timeout: float | None = None) -> Answer | None:
        """Return the next answer, None if there is none within ``timeout`` seconds (for ever if None).

        A worker that has shown no sign of life for ``silence`` seconds is ended here; its successor is asked.
        """
        process = self._process
        if process is not None and time.monotonic() - self._heard > self._silence:
            process.kill()
        try:
            return self._answers.get(timeout=timeout)
        except Empty:
            return None

    @property
    def under_way(self) -> int:
        """Return how many jobs wait for their answer."""
        return len(self._under_way)

    @property
    def process_id(self) -> int:
        """Return the process id of the worker, 0 while there is none."""
        process = self._process
        return process.pid if process is not None else 0

    def close(self) -> None:
        """End the worker; it has nothing to save."""
        self._closing.set()
        with self._lock:
            process = self._process
            if process is not None:
                _close_input(process)
        if process is not None:
            try:
                process.wait(_CLOSE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
        if self._thread.is_alive():
            self._thread.join()

    def _watch(self) -> None:
        """Run one worker after the other, with a growing pause after those that live too short to answer."""
        pause = _FIRST_PAUSE
        while not self._closing.is_set():
            process = self._spawn()
            answered = self._listen(process)
            process.kill()
            process.wait()
            pause = _FIRST_PAUSE if answered else min(2 * pause, _LONGEST_PAUSE)
            if not self._closing.is_set():
                self._count_death()
                self._closing.wait(pause)

    def _spawn(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-P", "-m", "crawlers.worker", self._limits.dump()]
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=child_environment(),
            start_new_session=True,
        )
        with self._lock:
            self._process, self._heard = process, time.monotonic()
            if self._closing.is_set():
                _close_input(process)
            for job in self._under_way.values():
                self._send(job)
        return process

    def _send(self, job: Job) -> None:
        """Write a job to the worker; where that fails the worker is dying, and its successor is asked."""
        if self._process is None or self._process.stdin is None:
            return
        with suppress(OSError, ValueError):
            self._process.stdin.write(job.dump())
            self._process.stdin.flush()

    def _listen(self, process: "subprocess.Popen[bytes]") -> int:
        """Take answers until the worker ends; return how many there were."""
        assert process.stdout is not None
        count = 0
        with process.stdout as answers:
            for line in answers:
                self._heard = time.monotonic()
                if line == HEARTBEAT:
                    continue
                try:
                    answer = Answer.load(line)
                except (ValueError, TypeError, KeyError):
                    break
                count += self._deliver(answer)
        return count

    def _deliver(self, answer: Answer) -> bool:
        with self._lock:
            expected = self._under_way.pop(answer.source, None) is not None
            self._deaths.pop(answer.source, None)
        if expected:
            self._answers.put(answer)
        return expected

    def _count_death(self) -> None:
        """Give up what was under way too often when a worker died."""
        with self._lock:
            self._process = None
            self._deaths.update(list(self._under_way))
            given_up = [source for source in self._under_way if self._deaths[source] >= MOST_DEATHS]
        for source in given_up:
            self._deliver(Answer(source, Outcome.FAILED, "The crawl worker died several times while it fetched this."))


def fetch_all(limits: Limits, jobs: Sequence[Job]) -> Iterator[Answer]:
    """Fetch a few jobs in a worker of their own, of each source the first; yield the answers as they come."""
    worker = CrawlWorker(limits)
    worker.start()
    try:
        for _ in range(sum(worker.fetch(job) for job in jobs)):
            answer = worker.take()
            assert answer is not None
            yield answer
    finally:
        worker.close()


def _close_input(process: "subprocess.Popen[bytes]") -> None:
    with suppress(OSError, ValueError):
        if process.stdin is not None:
            process.stdin.close()
