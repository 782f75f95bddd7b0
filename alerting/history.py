"""What the ledger knows of a topic's past hours, as a baseline."""

from alerting.baseline import REACH_BACK, Baseline
from alerting.engine import Engine
from index.ports import Judging


def baseline_of(
    view: Judging, engine: Engine, topic: str, first: int, last: int, *, risk: str = "", complaints: bool = False
) -> Baseline:
    """Return the baseline for windows inside minutes ``first``..``last``: the four weeks before them, without gaps."""
    earliest, latest = first // 60 - REACH_BACK - 2, last // 60
    return Baseline(
        hours=view.measures.hours(topic, earliest, latest, risk=risk, complaints=complaints),
        since=view.measures.since(topic),
        left_out=view.measures.gaps(earliest, latest),
        zone=engine.zone,
    )


class Histories:
    """The baselines of one reading: what is known of a topic is read once, and what is usual is reckoned once."""

    def __init__(self, view: Judging, engine: Engine) -> None:
        self._view = view
        self._engine = engine
        self._held: dict[tuple[str, str, bool], tuple[int, int, Baseline]] = {}

    def of(self, topic: str, first: int, last: int, *, risk: str = "", complaints: bool = False) -> Baseline:
        """Return a baseline for windows inside minutes ``first``..``last``: of all, of a risk, or of complaints."""
        held = self._held.get((topic, risk, complaints))
        if held is None or first // 60 < held[0] // 60 or last // 60 > held[1] // 60:
            first, last = (first, last) if held is None else (min(first, held[0]), max(last, held[1]))
            asked = (self._view, self._engine, topic, first, last)
            baseline = baseline_of(*asked, risk=risk, complaints=complaints)
            held = self._held[topic, risk, complaints] = (first, last, baseline)
        return held[2]
