"""What a backtest found, as rows: events for programs; alarms, days and the comparison for people."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from alerting.engine import engine_of
from domain.clock import DAY
from domain.incident import EventKind
from monitor.backtest.replay import Event
from monitor.backtest.run import Backtest
from monitor.language import say

Row = dict[str, object]
SAME_ALARM = timedelta(hours=24)
"""Alarms of one brand and category that are no further apart are the same alarm of two sets of rules."""

KINDS = {
    EventKind.OPENED: ("开启", "opened"),
    EventKind.REOPENED: ("重开", "reopened"),
    EventKind.RAISED: ("升级", "raised"),
    EventKind.CLOSED: ("平息", "closed"),
}


def event_row(event: Event, zone: ZoneInfo) -> Row:
    """Return an event as the JSON line that programs read."""
    return {
        "event": event.kind,
        "time": event.time.astimezone(zone),
        "brand": event.brand,
        "incident": event.incident,
        "category": event.category,
        "level": event.level,
        "why": event.why,
    }


def event_rows(test: Backtest) -> Iterator[Row]:
    """Yield every event in order; where two sets of rules are compared, ``rules`` says whose it is."""
    zone = test.settings.timezone
    if test.in_force is None:
        yield from (event_row(event, zone) for event in test.events)
        return
    both = [(event, "draft") for event in test.events] + [(event, "in_force") for event in test.in_force]
    for event, rules in sorted(both, key=lambda each: each[0].time):
        yield {**event_row(event, zone), "rules": rules}


def alarm_rows(test: Backtest) -> Iterator[Row]:
    """Yield the alarms for people: what opened, when, why; where compared, which of the two rang."""
    engine, zone = engine_of(test.settings), test.settings.timezone
    for event, draft, in_force in _paired(test):
        yield {
            "time": f"{event.time.astimezone(zone):%Y-%m-%d %H:%M}",
            "event": say(*KINDS[event.kind]),
            "brand": event.brand,
            "category": engine.category_name(event.category),
            "level": engine.level_name(event.level),
            "in_force": in_force,
            "draft": draft,
            "why": event.why,
        }


def day_rows(test: Backtest) -> list[Row]:
    """Return the days that had any event: how many alarms and raises, by each set of rules."""
    zone = test.settings.timezone
    tried, before = _by_day(test.events, zone), _by_day(test.in_force or (), zone)
    return [
        {
            "day": day,
            "alarms": tried[day, True],
            "raised": tried[day, False],
            "alarms_in_force": before[day, True],
            "raised_in_force": before[day, False],
        }
        for day in sorted({day for day, _ in (*tried, *before)})
    ]


def summary(test: Backtest) -> str:
    """Return what was read, what rang how often, and what a backtest takes for granted."""
    material = test.material
    parts = [_read(test)]
    if material.arrivals:
        parts.append(_rate(say("试验规则", "rules tried") if test.in_force is not None else "", test.events, test))
        if test.in_force is not None:
            parts.append(_rate(say("现行规则", "rules in force"), test.in_force, test))
    parts.append(
        say(
            "假定：情感在到达时即已知；无人处置，规则平静期一过事件即平息；同一分钟到达的一并判断。"
            "不回放：处置时限、静默与免打扰、来源和整体采集的失声、事由。",
            "Taken for granted: scores are known at arrival; nobody acts, so an incident closes when its rules' quiet "
            "period has passed; what arrives within a minute is judged together. Not played: deadlines, silences that "
            "people set and mute hours, the silence of a source or of all intake, matters.",
        )
    )
    return "\n".join(parts)


def _read(test: Backtest) -> str:
    material, zone = test.material, test.settings.timezone
    since, until = (f"{each.astimezone(zone):%Y-%m-%d %H:%M}" for each in (test.since, test.until))
    return say(
        f"{since} 至 {until}：判断 {len(material.arrivals)} 条提及，另有 {len(material.history)} 条作为历史；"
        f"读入 {material.lines}，重复 {material.duplicate}，未点名 {material.unmatched}，不能用 {material.rejected}。",
        f"{since} to {until}: {len(material.arrivals)} mentions judged, {len(material.history)} more as history; "
        f"read {material.lines}, duplicate {material.duplicate}, unmatched {material.unmatched}, "
        f"unusable {material.rejected}.",
    )


def _rate(name: str, events: Sequence[Event], test: Backtest) -> str:
    counts = Counter(event.kind for event in events)
    days = max(1.0, (test.until - test.since) / DAY)
    alarms = counts[EventKind.OPENED] + counts[EventKind.REOPENED]
    daily, per_brand = alarms / days, alarms / days / max(1, len(test.settings.brands))
    label = f"{name}：" if name and say("zh", "en") == "zh" else f"{name}: " if name else ""
    return label + say(
        f"{alarms} 次告警（开启 {counts[EventKind.OPENED]}，重开 {counts[EventKind.REOPENED]}），"
        f"升级 {counts[EventKind.RAISED]} 次；每天 {daily:.2f} 次，每品牌每天 {per_brand:.3f} 次。",
        f"{alarms} alarms ({counts[EventKind.OPENED]} opened, {counts[EventKind.REOPENED]} reopened), "
        f"{counts[EventKind.RAISED]} raises; {daily:.2f} a day, {per_brand:.3f} a brand and day.",
    )


def _by_day(events: Iterable[Event], zone: ZoneInfo) -> Counter[tuple[str, bool]]:
    told = (event for event in events if event.kind is not EventKind.CLOSED)
    return Counter((f"{event.time.astimezone(zone):%Y-%m-%d}", event.alarms) for event in told)


def _paired(test: Backtest) -> list[tuple[Event, bool, bool]]:
    """Return the alarms in order with whether the rules tried and those in force gave them."""
    waiting = [event for event in test.in_force or () if event.alarms]
    found: list[tuple[Event, bool, bool]] = []
    for event in test.events:
        if not event.alarms:
            continue
        twin = next((each for each in waiting if _is_same(each, event)), None)
        if twin is not None:
            waiting.remove(twin)
        found.append((event, True, twin is not None))
    found += ((event, False, True) for event in waiting)
    return sorted(found, key=lambda each: each[0].time)


def _is_same(one: Event, other: Event) -> bool:
    near = abs(one.time - other.time) <= SAME_ALARM
    return near and (one.brand, one.category) == (other.brand, other.category)
