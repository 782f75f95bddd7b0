"""Volume rules: more mentions than the brand's habit for this hour and weekday makes probable, and a record at that."""

from math import ceil

from alerting.baseline import Baseline, hours_of
from alerting.engine import Engine
from alerting.episodes import episodes
from alerting.phrasing import mentions, number
from alerting.rules.decider import Ask, Decider
from alerting.rules.firing import Firing
from alerting.rules.weighing import EVEN
from alerting.windows import Bar, bar_of_hour
from domain.clock import MINUTE
from domain.incident import SignalRef


class Volume(Decider):
    """Compares a window with the usual, of which the rule's own episodes are no part, not even the latest."""

    def why(self, engine: Engine, ref: SignalRef) -> str:
        """Say how many, how many are usual, and where the alarm line lies."""
        count, numbers = mentions(engine, ref.numbers.get("count", 0)), ref.numbers
        usual, line = number(round(numbers.get("usual", 0), 1)), number(numbers.get("line", 0))
        return engine.says(
            f"{count}，平时约 {usual} 条，预警线 {line} 条", f"{count}, usually about {usual}, the alarm is at {line}"
        )

    def proof(self, ask: Ask) -> Firing | None:
        """Return the breach if so many come less than once in ``rarity`` usual windows, and exceed the record."""
        rule, window, baseline = ask.rule, ask.window, _habit(ask)
        scales = ask.reading.scales(window.first, window.last) if ask.confirm else EVEN
        count = int(scales.mean * window.count)
        if count < rule.floor:
            return None
        record = baseline.record(window.first, window.last)
        if count < record:
            return None
        usual = baseline.of_window(window.first, window.last)
        if not usual.is_beyond(window.count, rule.rarity):
            return None
        line = max(usual.alarm_line(rule.floor, rule.rarity), ceil(record)) if ask.confirm else rule.floor
        return Firing(window, window.count, line, numbers={"usual": usual.mean, **scales.numbers()})

    def bar(self, ask: Ask) -> Bar:
        """Return the record or the least improbable number of windows that begin in the same hour."""
        window, baseline = ask.window, _habit(ask)
        least = baseline.record(window.first, window.last)
        if window.count >= least:
            least = max(least, baseline.least_beyond(window.first, window.last, ask.rule.rarity))
        return bar_of_hour(least, window, window.first)


def _habit(ask: Ask) -> Baseline:
    spoilt = hours_of(episodes(ask.state), max(1, ask.rule.window // MINUTE))
    return ask.reading.baseline(ask.window.first, ask.window.last).without(spoilt)
