"""What the ledger knows of a topic's past hours, as a baseline."""

from collections import defaultdict

from alerting.baseline import REACH_BACK, Baseline
from alerting.engine import Engine, Watch
from alerting.windows import Bar
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
    """The baselines of one reading: what is known of a topic is read once, and what is usual is reckoned once.

    Whoever keeps them longer has to ``forget`` the topics of which an hour that is over changed, and all topics when
    another hour was heard at all: that tells which hours before it were silent.
    """

    def __init__(self, view: Judging, engine: Engine, *, lasts: bool = False) -> None:
        """Begin with nothing read; ``lasts`` says that it is kept for many readings, so that bars are worth it."""
        self.lasts = lasts
        self._view = view
        self._engine = engine
        self._held: dict[str, dict[tuple[str, bool], tuple[int, int, Baseline]]] = {}
        self._bars: defaultdict[str, dict[tuple[str, str], Bar]] = defaultdict(dict)

    def bar(self, watch: Watch) -> Bar | None:
        """Return what windows must hold to break a rule, as far as it is known."""
        return self._bars[watch.topic].get((watch.rule.id, watch.key)) if self._bars else None

    def set_bar(self, watch: Watch, bar: Bar | None) -> None:
        """Remember what windows must hold to break a rule, until its state changes (None) or its topic's past."""
        if bar is not None:
            self._bars[watch.topic][watch.rule.id, watch.key] = bar
        elif self._bars:
            self._bars[watch.topic].pop((watch.rule.id, watch.key), None)

    def of(self, topic: str, first: int, last: int, *, risk: str = "", complaints: bool = False) -> Baseline:
        """Return a baseline for windows inside minutes ``first``..``last``: of all, of a risk, or of complaints."""
        known = self._held.setdefault(topic, {})
        held = known.get((risk, complaints))
        if held is None or first // 60 < held[0] // 60 or last // 60 > held[1] // 60 or held[2].since is None:
            first, last = (first, last) if held is None else (min(first, held[0]), max(last, held[1]))
            asked = (self._view, self._engine, topic, first, last)
            baseline = baseline_of(*asked, risk=risk, complaints=complaints)
            held = known[risk, complaints] = (first, last, baseline)
        return held[2]

    def forget(self, topic: str) -> None:
        """Read the past of a topic anew when it is asked for again."""
        self._held.pop(topic, None)
        self._bars.pop(topic, None)

    def forget_all(self) -> None:
        """Read the past of every topic anew when it is asked for again."""
        self._held.clear()
        self._bars.clear()
