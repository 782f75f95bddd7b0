"""The ledger under contract, as a file and in memory."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.ledger import open_ledger
from index.ports import Ledger


@pytest.fixture(params=["file", "memory"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    opened = open_ledger(tmp_path / "ledger.db" if request.param == "file" else None)
    yield opened
    opened.close()
