"""What the ledger knows of a topic's past hours, as a baseline."""

from collections.abc import Iterable

from alerting.baseline import REACH_BACK, Baseline, hours_of
from alerting.engine import Engine
from index.ports import View

MINUTES_OF_DAY = 1440


def baseline_of(
    view: View, engine: Engine, topic: str, first: int, last: int, spoilt: Iterable[tuple[int, int]], window: int
) -> Baseline:
    """Return the baseline for windows that lie in minutes ``first``..``last``; ``spoilt`` episodes are left out.

    A window that starts in the hours read is compared with four weeks before it.
    """
    earliest, latest = first // 60 - REACH_BACK - 2, last // 60
    return Baseline(
        hours=view.measures.hours(topic, earliest, latest),
        since=view.measures.since(topic),
        left_out=view.measures.gaps(earliest, latest) | hours_of(list(spoilt), window),
        zone=engine.zone,
    )
