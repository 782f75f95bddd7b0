"""What the ledger knows of a topic's past hours, as a baseline."""

from alerting.baseline import REACH_BACK, Baseline
from alerting.engine import Engine
from index.ports import Judging


def baseline_of(view: Judging, engine: Engine, topic: str, first: int, last: int) -> Baseline:
    """Return the baseline for windows inside minutes ``first``..``last``: the four weeks before them, without gaps."""
    earliest, latest = first // 60 - REACH_BACK - 2, last // 60
    return Baseline(
        hours=view.measures.hours(topic, earliest, latest),
        since=view.measures.since(topic),
        left_out=view.measures.gaps(earliest, latest),
        zone=engine.zone,
    )
