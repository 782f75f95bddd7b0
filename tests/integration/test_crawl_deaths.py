"""The crawl worker dies, hangs or is orphaned: nothing asked is lost and nothing is left behind."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import pytest

from crawlers.wire import Job, Limits, Outcome
from tests.integration.crawl_sites import Reply, Site, answers, ask, working

LIMITS = Limits(allow=["127.0.0.0/8"], seconds=20.0)
PARENT = """
import sys
from crawlers.client import CrawlWorker
from crawlers.wire import Job, Limits
worker = CrawlWorker(Limits(allow=["127.0.0.0/8"]))
worker.start()
worker.fetch(Job("feed", sys.argv[1]))
worker.take(60)
print(worker.process_id, flush=True)
worker.take()
"""


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    site.paths["/feed"] = Reply()
    yield site
    site.close()


def test_what_a_killed_worker_left_open_is_answered_by_its_successor(site: Site) -> None:
    asked, go_on = threading.Event(), threading.Event()

    def waits(_: BaseHTTPRequestHandler) -> Reply:
        asked.set()
        go_on.wait(20)
        return Reply()

    site.paths["/waits"] = waits
    with working(LIMITS) as worker:
        ask(worker, Job("first", site.address + "/feed"))
        worker.fetch(Job("second", site.address + "/waits"))
        assert asked.wait(20)
        os.kill(worker.process_id, signal.SIGKILL)
        go_on.set()
        assert answers(worker, 1)["second"].outcome is Outcome.READ
        assert worker.under_way == 0


def test_a_job_that_is_under_way_at_every_death_is_given_up(site: Site) -> None:
    asked = threading.Semaphore(0)

    def kills(_: BaseHTTPRequestHandler) -> Reply:
        asked.release()
        site.over.wait(20)
        return Reply()

    site.paths["/kills"] = kills
    with working(LIMITS) as worker:
        worker.fetch(Job("deadly", site.address + "/kills"))
        for _ in range(3):
            assert asked.acquire(timeout=20)
            os.kill(worker.process_id, signal.SIGKILL)
        assert "died several times" in answers(worker, 1)["deadly"].error
        assert ask(worker, Job("next", site.address + "/feed"))["next"].outcome is Outcome.READ


def test_a_worker_that_hangs_is_ended_and_replaced(site: Site) -> None:
    with working(LIMITS, silence=4.0) as worker:
        ask(worker, Job("first", site.address + "/feed"))
        os.kill(worker.process_id, signal.SIGSTOP)
        worker.fetch(Job("second", site.address + "/feed"))
        while (answer := worker.take(1.0)) is None:
            continue
        assert answer.outcome is Outcome.READ


def test_a_worker_does_not_outlive_its_parent(site: Site) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, site.address + "/feed"], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    orphan = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    ended, patience = threading.Event(), 100
    while is_running(orphan) and patience:
        ended.wait(0.1)
        patience -= 1
    assert not is_running(orphan)


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    listed = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False)
    return not listed.stdout.startswith("Z") and listed.stdout != ""
