"""A stream of mentions judged in batches, as the tests of rules see it: event minutes in, firings out."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from alerting.baseline import Baseline
from alerting.rules import DECIDERS, Firing, Verdict, Witness, judge_rule
from alerting.rules.weighing import EVEN, Scales
from domain.clock import minute_of, start_of_minute
from domain.measure import Counts, Mark, add_counts
from domain.rule import Rule, RuleState, RuleType

START = datetime(2026, 3, 16, 1, 0, tzinfo=UTC)
ZERO = minute_of(START)
SHANGHAI = ZoneInfo("Asia/Shanghai")

KEYWORD = Rule("food", RuleType.KEYWORD, "food_safety", timedelta(hours=1), "important", count=3, authors=2)
VOLUME = Rule("volume", RuleType.VOLUME, "other", timedelta(hours=1), "general")


@dataclass(frozen=True, slots=True)
class Said:
    """One mention: ``at`` minutes after START, by an author on a source; ``arrives`` None means at once."""

    at: int
    author: str = ""
    source: str = "微博"
    arrives: int | None = None
    negative: bool | None = None
    reach: int = 0


def said(minutes: Iterable[int]) -> list[Said]:
    """Return mentions at these minutes, each by somebody else."""
    return [Said(at, f"作者{number}") for number, at in enumerate(minutes)]


class Watcher:
    """Keeps what a ledger would keep between two judgements of one rule on one brand."""

    def __init__(self, rule: Rule, history: dict[int, int] | None = None) -> None:
        self.rule, self.history = rule, history or {}
        self.state = RuleState(rule.id, "山茶茶饮")
        self.seen: list[Said] = []
        self.fired: list[Firing] = []
        self.toned = 0

    def judge(self, batch: Sequence[Said], now: int | None = None) -> Verdict:
        """Take a batch in and judge at ``now`` (default: when its last mention arrives)."""
        self.seen += batch
        arrived = [each.at if each.arrives is None else each.arrives for each in batch]
        minute = ZERO + (now if now is not None else max(arrived))
        mark = Mark("t", ZERO + min(e.at for e in batch), ZERO + max(e.at for e in batch), 1) if batch else None
        minutes = measured(self.seen)
        counts = DECIDERS[self.rule.type].series(self.rule, minutes)
        past = Past(self.seen, self.history, minutes, counts, self.toned)
        verdict = judge_rule(self.rule, counts, past, self.state, mark, at(minute))
        self.state = verdict.state
        self.fired += verdict.fired
        return verdict


def measured(seen: Sequence[Said]) -> dict[int, Counts]:
    """Return what a ledger would have counted of mentions, minute by minute; all of them raise food safety."""
    minutes: dict[int, Counts] = {}
    for each in seen:
        one = Counts(
            mentions=1,
            scored=each.negative is not None,
            negative=bool(each.negative),
            reach_sum=each.reach,
            reach_max=each.reach,
            risk={"food_safety": 1},
        )
        minute = ZERO + each.at
        minutes[minute] = add_counts([minutes.get(minute, Counts()), one])
    return minutes


@dataclass(frozen=True, slots=True)
class Past:
    """Answers a rule's questions from what was said, and from hours counted before."""

    seen: Sequence[Said]
    history: Mapping[int, int]
    minutes: Mapping[int, Counts]
    worth: Mapping[int, int]
    toned: int = 0

    def witnesses(self, first: int, last: int) -> list[Witness]:
        heard = [
            Witness(str(number), ZERO + each.at, each.author, each.source, number, each.reach)
            for number, each in enumerate(self.seen)
            if first <= ZERO + each.at <= last
        ]
        return sorted(heard, key=lambda each: -each.minute)

    def scales(self, first: int, last: int) -> Scales:
        return EVEN

    def newest(self, first: int, last: int, limit: int) -> list[Witness]:
        return self.witnesses(first, last)[:limit]

    def habit(self, first: int, last: int) -> Baseline:
        return self.baseline(first, last)

    def baseline(self, first: int, last: int) -> Baseline:
        hours = Counter((ZERO + each.at) // 60 for each in self.seen) + Counter(self.history)
        return Baseline(hours, min(hours), frozenset(), SHANGHAI)

    def counted(self, first: int, last: int, of: str = "mentions") -> int:
        if of != "mentions":
            return int(getattr(self.total(first, last), of))
        return sum(worth for minute, worth in self.worth.items() if first <= minute <= last)

    def total(self, first: int, last: int) -> Counts:
        return add_counts(counts for minute, counts in self.minutes.items() if first <= minute <= last)

    def toned_since(self) -> int:
        return self.toned


def at(minute: int) -> datetime:
    """Return the instant a minute since the epoch begins."""
    return start_of_minute(minute)


def run(
    rule: Rule, stream: Sequence[Said], size: int, make: Callable[[Rule], Watcher] = Watcher
) -> list[tuple[int, bool]]:
    """Judge a stream in batches of a size and return (minute after START, again) of every firing."""
    watcher = make(rule)
    for start in range(0, len(stream), size):
        watcher.judge(stream[start : start + size])
    return [(firing.window.last - ZERO, firing.again) for firing in watcher.fired]
