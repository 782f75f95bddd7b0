"""What the ledger knows of a topic's past hours, as a baseline."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from alerting.baseline import REACH_BACK, Baseline
from alerting.engine import Engine, Watch
from alerting.windows import Bar
from domain.clock import hour_of
from domain.mention import StoredMention
from index.ports import Judging


class Histories:
    """The baselines of one reading: what is known of a topic is read once, and what is usual is reckoned once.

    Whoever keeps it for many readings (``lasts``) lets it ``hear`` what arrives. Then it also knows bars: below what no
    rule is broken.
    """

    def __init__(self, view: Judging, engine: Engine, *, lasts: bool = False) -> None:
        """Begin with nothing read."""
        self.lasts = lasts
        self._view = view
        self._engine = engine
        self._held: dict[str, dict[tuple[str, bool], tuple[int, int, Baseline]]] = {}
        self._bars: defaultdict[str, dict[tuple[str, str], Bar]] = defaultdict(dict)
        self._gaps: dict[tuple[int, int], frozenset[int]] = {}
        self._hours: set[int] = set()

    def hear(self, arrived: Iterable[StoredMention], now: datetime) -> None:
        """Forget what is changed by mentions that arrived: the past of a topic by one of an hour that is over.

        All pasts are changed by an hour in which nothing had been heard yet: it tells how long the silence before was.
        """
        present = hour_of(now)
        for each in arrived:
            hour = hour_of(each.mention.event_time)
            if hour not in self._hours:
                self._hours.add(hour)
                self._held.clear()
                self._bars.clear()
                self._gaps.clear()
            elif hour < present:
                for hit in each.hits:
                    self._held.pop(hit.topic, None)
                    self._bars.pop(hit.topic, None)

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
            held = known[risk, complaints] = (first, last, self._read(topic, first, last, risk, complaints))
        return held[2]

    def _read(self, topic: str, first: int, last: int, risk: str, complaints: bool) -> Baseline:
        """Return the four weeks before minutes ``first``..``last``, without gaps, which are the same for all topics."""
        measures, span = self._view.measures, (first // 60 - REACH_BACK - 2, last // 60)
        if span not in self._gaps:
            self._gaps[span] = measures.gaps(*span)
        hours = measures.hours(topic, *span, risk=risk, complaints=complaints)
        return Baseline(hours, measures.since(topic), self._gaps[span], self._engine.zone)
