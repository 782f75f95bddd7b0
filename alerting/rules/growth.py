"""Growth rules: what doubles every so many minutes is on its way to be large, while it is still small."""

from datetime import timedelta
from math import inf, log2

from alerting.baseline import Baseline
from alerting.engine import Engine
from alerting.phrasing import mentions, number, span
from alerting.rules.decider import Ask, Decider
from alerting.rules.firing import Firing
from alerting.rules.risks import counted_of_risk, counts_risk, risk_of
from alerting.rules.shares import lower_bound
from alerting.windows import Bar, Window, bar_of_hour
from domain.clock import MINUTE
from domain.incident import SignalRef
from domain.measure import Counts
from domain.rule import Rule

ERRORS = 3.0
"""Standard errors by which growth must be sure: mentions come in clusters, and a busy hour is tried every minute."""

DAY_HOURS = 24
"""Hours of history without which growth of mere talk is not judged."""

SAME = 0.5
"""The share of the later half where nothing grows."""

RARITY = 1e4
"""Once in so many usual half windows: growth of mere talk is told no more often than this by chance."""

LEAST_USUAL = 0.25
"""The least usual number of a half window that growth is compared with."""


class Growth(Decider):
    """Compares the two halves of a window: what surely grew, beyond what the hour of the day makes it grow.

    A growth by g in half a window doubles in half a window ÷ log2(g).
    """

    def counted(self, rule: Rule, counts: Counts) -> int:
        """Return the mentions that raise the rule's category, or all of its topic."""
        return counted_of_risk(rule, counts)

    def witness_risk(self, rule: Rule) -> str:
        """Return the category that is counted."""
        return risk_of(rule)

    def why(self, engine: Engine, ref: SignalRef) -> str:
        """Say how many, and in what time they double."""
        numbers = ref.numbers
        count = mentions(engine, numbers.get("count", 0))
        earlier, later = (number(numbers.get(name, 0)) for name in ("earlier", "later"))
        doubling = span(engine, timedelta(minutes=numbers.get("doubling", 0)))
        return engine.says(
            f"{count}，前半段 {earlier} 条、后半段 {later} 条，至少每 {doubling}翻一番",
            f"{count}, {earlier} in the first half and {later} in the second: doubling every {doubling} at least",
        )

    def proof(self, ask: Ask) -> Firing | None:
        """Return the breach if the count doubles in ``doubling`` or less."""
        rule, window = ask.rule, ask.window
        half = window.minutes // 2
        split = window.last - half + 1
        scales = ask.reading.scales(split, window.last)
        later = round(scales.mean * ask.reading.counted(split, window.last))
        count = later + ask.reading.counted(window.first, split - 1)
        share = lower_bound(later, count, ERRORS)
        if share <= SAME or not self._is_known(ask):
            return None
        sure = share / (1 - share) / self._usual_growth(ask, split)
        doubling = half / log2(sure) if sure > 1 else inf
        if count < rule.floor or doubling > rule.doubling // MINUTE:
            return None
        if not counts_risk(rule) and not self._is_rare(ask, split, later):
            return None
        numbers = {"later": float(later), "earlier": float(count - later), "doubling": doubling}
        return Firing(window, window.count, rule.floor, numbers={**numbers, **scales.numbers()})

    def _is_rare(self, ask: Ask, split: int, later: int) -> bool:
        """Say whether the later half is itself more than its hours usually hold: lively brands jump every day.

        Before a whole day is known, every morning looks like growth.
        """
        window = ask.window
        baseline = ask.reading.baseline(window.first, window.last)
        return not _is_night(baseline, window) and baseline.of_window(split, window.last).is_beyond(later, RARITY)

    def bar(self, ask: Ask) -> Bar | None:
        """Return what the later half alone must hold to be rare for its hours, where that is asked."""
        window = ask.window
        if counts_risk(ask.rule):
            return None
        baseline, split = ask.reading.baseline(window.first, window.last), window.last - window.minutes // 2 + 1
        if _is_night(baseline, window):
            return bar_of_hour(inf, window, window.first)
        return bar_of_hour(baseline.least_beyond(split, window.last, RARITY), window, split)

    def _is_known(self, ask: Ask) -> bool:
        """Say whether the window was heard: not before the first mention, nor while all intake was silent."""
        window = ask.window
        baseline = ask.reading.baseline(window.first, window.last)
        deaf = not baseline.left_out.isdisjoint(range(window.first // 60, window.last // 60 + 1))
        return baseline.since is not None and baseline.since < window.first // 60 and not deaf

    def _usual_growth(self, ask: Ask, split: int) -> float:
        """Return by how much the later half usually exceeds the earlier one: mornings do, risks are not known to."""
        if counts_risk(ask.rule):
            return 1.0
        window = ask.window
        baseline = ask.reading.baseline(window.first, window.last)
        earlier, later = (
            max(LEAST_USUAL, baseline.of_window(first, last).mean)
            for first, last in ((window.first, split - 1), (split, window.last))
        )
        return max(1.0, later / earlier)


def _is_night(baseline: Baseline, window: Window) -> bool:
    return baseline.since is None or window.first // 60 - baseline.since < DAY_HOURS
