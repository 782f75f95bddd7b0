"""One filled house for the tests that only look."""

from collections.abc import Iterator

import pytest

from monitor.wiring import Monitor
from tests.unit.dashboard.rooms import monitored


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Monitor]:
    """Return a monitor with made data."""
    with monitored(tmp_path_factory.mktemp("pages")) as monitor:
        yield monitor
