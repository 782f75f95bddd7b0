"""Volume rules: more mentions than the brand's habit for this hour and weekday makes probable, and a record at that."""

from math import ceil

from alerting.baseline import hours_of
from alerting.engine import Engine
from alerting.episodes import episodes
from alerting.phrasing import mentions, number
from alerting.rules.decider import Ask, Decider
from alerting.rules.firing import Firing
from alerting.rules.weighing import EVEN
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
        rule, window = ask.rule, ask.window
        spoilt = hours_of(episodes(ask.state), max(1, rule.window // MINUTE))
        baseline = ask.reading.baseline(window.first, window.last).without(spoilt)
        usual = baseline.of_window(window.first, window.last)
        scales = ask.reading.scales(window.first, window.last) if ask.confirm else EVEN
        count = int(scales.mean * window.count)
        if count < rule.floor or not usual.is_beyond(count, rule.rarity):
            return None
        record = baseline.record(window.first, window.last)
        if count < record:
            return None
        line = max(usual.alarm_line(rule.floor, rule.rarity), ceil(record)) if ask.confirm else rule.floor
        return Firing(window, window.count, line, numbers={"usual": usual.mean, **scales.numbers()})
