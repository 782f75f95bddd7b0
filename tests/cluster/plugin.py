"""Fixtures of the real server: one node for a whole test run, whichever workers share it, and a prefix per test."""

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.cluster.distribution import ImpossibleError
from tests.cluster.node import Node
from tests.shared import missing

_RUN = "FENGHUO_TEST_RUN"
"""Names the folder that all processes of one test run share; set by the first of them, inherited by the workers."""


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and _RUN not in os.environ:
        os.environ[_RUN] = tempfile.mkdtemp(prefix="fenghuo-run-")
        config.stash[_FIRST] = True


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the node that the run started; the process that began the run does it, when all workers have ended."""
    if not config.stash.get(_FIRST, False):
        return
    run = Path(os.environ.pop(_RUN))
    note = run / "node.json"
    if note.exists():
        started = json.loads(note.read_text())
        Node(port=started["port"], transport=0, folder=Path(started["folder"]), pid=started["pid"]).close()
    shutil.rmtree(run, ignore_errors=True)


_FIRST = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def elasticsearch_url() -> str:
    """The address of the one real node of this run: started when first asked for, shared by all workers."""
    run = Path(os.environ[_RUN])
    with (run / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        note = run / "node.json"
        if note.exists():
            return str(json.loads(note.read_text())["url"])
        try:
            node = Node().start()
        except ImpossibleError as problem:
            missing(str(problem))
        note.write_text(json.dumps({"url": node.url, "port": node.port, "folder": str(node.folder), "pid": node.pid}))
        return node.url


@pytest.fixture
def prefix(elasticsearch_url: str) -> Iterator[str]:
    """A prefix of index names for one test on the shared node; whatever is under it goes afterwards."""
    from elasticsearch import Elasticsearch

    mine = f"t{uuid4().hex[:10]}"
    yield mine
    with Elasticsearch(elasticsearch_url) as client:
        names = list(client.indices.get(index=f"{mine}-*", expand_wildcards="all"))
        for name in names:
            client.indices.delete(index=name)
        client.options(ignore_status=404).indices.delete_index_template(name=f"{mine}-*")
