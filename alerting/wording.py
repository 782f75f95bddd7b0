"""The sentences of cards, threads and rings: short, numbers with what they are of, to be read aloud at 3 a.m."""

from collections.abc import Mapping
from datetime import timedelta

from alerting.engine import Engine
from alerting.phrasing import number, span
from alerting.rules import DECIDERS
from domain.clock import start_of_minute
from domain.facts import FACT_NAMES, Fact
from domain.incident import EventKind, Incident, SignalRef, TimelineEntry
from domain.level import CriterionMet
from domain.rule import RuleType

SOURCES: Mapping[str, tuple[str, str]] = {
    "published": ("行业已公布的标准", "a published threshold"),
    "published matter": ("情形已公布，数值为本系统所定", "a published matter, the number is this product's"),
    "own": ("本系统所定", "this product's own threshold"),
}
"""Where the number of a criterion is from, by ``Criterion.source``; a customer may write anything else."""

ACTS: Mapping[EventKind, tuple[str, str]] = {
    EventKind.ACKNOWLEDGED: ("{actor} 已确认接手", "{actor} took it on"),
    EventKind.STEP_DONE: ("{actor} 完成步骤“{title}”", "{actor} did step “{title}”"),
    EventKind.STEP_SKIPPED: ("{actor} 跳过步骤“{title}”", "{actor} skipped step “{title}”"),
    EventKind.FACT_SET: ("{actor} 更新了事实表：{name}", "{actor} changed the fact sheet: {name}"),
    EventKind.STATEMENT_PULLED: ("{actor} 取用了声明 {statement}", "{actor} pulled statement {statement}"),
    EventKind.RAISED: ("{actor} 把等级由 {from} 升为 {to}", "{actor} raised the level from {from} to {to}"),
    EventKind.LOWERED: ("{actor} 把等级由 {from} 降为 {to}", "{actor} lowered the level from {from} to {to}"),
    EventKind.STATE_CHANGED: ("{actor} 更新了事件状态", "{actor} changed the state"),
    EventKind.CLOSED: ("{actor} 关闭了事件", "{actor} closed the incident"),
    EventKind.SPLIT: ("{actor} 拆分了事件", "{actor} split the incident"),
    EventKind.MERGED: ("{actor} 合并了事件", "{actor} merged incidents"),
    EventKind.VERDICT: ("{actor} 的结论：{named}", "{actor}'s verdict: {named}"),
    EventKind.OPENED: ("{actor} 开启了事件", "{actor} opened the incident"),
    EventKind.REOPENED: ("{actor} 重新开启了事件", "{actor} opened the incident again"),
}
"""What a person did, by the kind of the timeline entry; what the monitor did carries its own sentence."""


class _Known(dict[str, object]):
    """Details of an entry; what is missing is left empty."""

    def __missing__(self, key: str) -> str:
        return ""


def subject(engine: Engine, incident: Incident) -> str:
    """Return how an incident is named in a line of its own: 事件 12（山茶茶饮 · 食品安全）."""
    about = f"{incident.brand} · {engine.category_name(incident.category)}"
    drill = engine.says("【演练】", "[DRILL] ") if incident.drill else ""
    return drill + engine.says(f"事件 {incident.id}（{about}）", f"Incident {incident.id} ({about})")


def rule_name(engine: Engine, rule: str) -> str:
    """Return what a rule is called, its id where it has no name or is no longer configured."""
    found = engine.rule(rule)
    return engine.says(found.name, found.name_en or found.name) or rule if found else rule


def why_rule(engine: Engine, ref: SignalRef) -> str:
    """Say why a rule fired, with its numbers and what had to be reached."""
    found, numbers = DECIDERS[RuleType(ref.rule_type)].why(engine, ref), ref.numbers
    found += _weighed(engine, numbers)
    late = timedelta(minutes=ref.late_minutes)
    said = engine.says(
        f"规则“{rule_name(engine, ref.rule)}”：{_window(engine, numbers)}{found}",
        f"Rule “{rule_name(engine, ref.rule)}”: {_window(engine, numbers)}{found}",
    )
    if not late:
        return said + engine.says("。", ".")
    return said + engine.says(f"；晚到 {span(engine, late)}。", f"; late by {span(engine, late)}.")


def why_criterion(engine: Engine, met: CriterionMet) -> str:
    """Say which written criterion is met, with each number and the number asked for."""
    level = engine.level_name(met.level)
    facts = [_fact(engine, name, met.facts.get(name, 0.0), least) for name, least in met.at_least.items()]
    written = next((each.source for each in engine.criteria if each.id == met.criterion), "")
    source = engine.says(*SOURCES.get(written, (written, written)))
    basis = engine.says(f"（依据：{source}）", f" (by {source})") if source else ""
    return engine.says(
        f"判级 {level}：{'，'.join(facts)}{basis}。",
        f"Level {level}: {', '.join(facts)}{basis}.",
    )


def rise(engine: Engine, before: str, after: str) -> str:
    """Say how the level changed."""
    old, new = engine.level_name(before), engine.level_name(after)
    return engine.says(f"等级由 {old} 升为 {new}。", f"The level rises from {old} to {new}.")


def entry_line(engine: Engine, entry: TimelineEntry) -> str:
    """Return an entry of the timeline as one line for the thread; "" where there is nothing to say."""
    if not entry.actor or entry.kind not in ACTS:
        return entry.reason
    details = _Known(entry.details)
    if entry.kind in (EventKind.RAISED, EventKind.LOWERED):
        details.update({name: engine.level_name(str(details[name])) for name in ("from", "to")})
    said = engine.says(*ACTS[entry.kind]).format_map(_Known({**details, "actor": entry.actor}))
    reason = engine.says(f"：{entry.reason}", f": {entry.reason}") if entry.reason else engine.says("。", ".")
    return said + reason


def _window(engine: Engine, numbers: Mapping[str, float]) -> str:
    if "first" not in numbers or "last" not in numbers:
        return ""
    since, until = (start_of_minute(int(numbers[name])).astimezone(engine.zone) for name in ("first", "last"))
    end = f"{until:%H:%M}" if since.date() == until.date() else engine.clock(until)
    return engine.says(f"{engine.clock(since)} 至 {end} 有 ", f"{engine.clock(since)} to {end}, ")


def _weighed(engine: Engine, numbers: Mapping[str, float]) -> str:
    """Return how many of the mentions were in doubt and counted as less, "" where none was."""
    if not numbers.get("suspected"):
        return ""
    doubted, weight = number(numbers["suspected"]), f"{numbers.get('weight', 1):g}"
    return engine.says(
        f"（其中 {doubted} 条疑似水军或恶意，每条按 {weight} 条计）",
        f" ({doubted} of them suspected of being made or malicious, each counted as {weight})",
    )


def _fact(engine: Engine, name: str, value: float, least: float) -> str:
    title = engine.says(*FACT_NAMES[Fact(name)]) if name in set(Fact) else name
    share = name == Fact.NEGATIVE_SHARE_24H
    got, asked = (f"{each:.0%}" if share else number(round(each, 1)) for each in (value, least))
    return f"{title} {got} ≥ {asked}"
