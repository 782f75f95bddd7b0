"""A ledger and a cluster under a prefix of its own, for one test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from config.library import ElasticsearchSpec
from index.ledger import open_ledger
from index.library.cluster import Cluster
from index.ports import Ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = open_ledger(tmp_path / "ledger.db")
    yield opened
    opened.close()


@pytest.fixture
def cluster(elasticsearch_url: str, prefix: str) -> Iterator[Cluster]:
    opened = Cluster(ElasticsearchSpec(url=elasticsearch_url, prefix=prefix))
    yield opened
    opened.close()
