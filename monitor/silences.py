"""Silences as people give and end them, and what was held back, as lists."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic_core import PydanticCustomError

from alerting.quiet import reason
from alerting.wording import subject
from config.fields import parse_duration
from domain.errors import NotFoundError, UsageError
from domain.quiet import Silence, Suppressed
from index.ports import View
from monitor.casebook import case_of
from monitor.language import say
from monitor.wiring import Monitor

Row = dict[str, Any]


def add_silence(monitor: Monitor, wanted: Silence, until: str) -> Silence:
    """Record a silence from now until a time or for a duration; UsageError says what is wrong with it."""
    monitor.desk.person(wanted.author)
    now = monitor.clock.now()
    end = _end(monitor, until, now)
    _check(monitor, wanted, end, now)
    with monitor.ledger.write() as tx:
        if wanted.incident:
            case_of(tx, wanted.incident)
        return tx.quiet.add(replace(wanted, since=now, until=end))


def end_silence(monitor: Monitor, number: int, who: str) -> Silence:
    """End a silence; what it held is decided again at once by the running monitor."""
    monitor.desk.person(who)
    try:
        with monitor.ledger.write() as tx:
            return tx.quiet.end(number, who, monitor.clock.now())
    except NotFoundError as error:
        raise NotFoundError(
            say(
                f"没有生效的静默 {number}；用 fenghuo silences list 查看。",
                f"No silence {number} is in force; fenghuo silences list shows those that are.",
            )
        ) from error


def silence_rows(monitor: Monitor, *, everything: bool) -> Iterator[Row]:
    """Yield silences, newest first: those in force, or all."""
    with monitor.ledger.read() as view:
        now = monitor.clock.now()
        for each in view.quiet.silences(at=None if everything else now):
            yield {
                **{"id": each.id, "brand": each.brand, "category": each.category, "incident": each.incident or None},
                **{"author": each.author, "reason": each.reason, "since": each.since, "until": each.until},
                **{"ended_at": each.ended_at, "ended_by": each.ended_by, "in_force": each.holds_at(now)},
                "about": _about(monitor, each),
            }


def suppressed_rows(monitor: Monitor, limit: int) -> Iterator[Row]:
    """Yield what was held back, newest first, with the reason and by what it was told."""
    with monitor.ledger.read() as view:
        for each in view.quiet.history(limit):
            yield _suppressed_row(monitor, view, each)


def _suppressed_row(monitor: Monitor, view: View, each: Suppressed) -> Row:
    told = each.told or say("待发", "waits")
    return {
        **{"id": each.id, "at": each.at, "incident": each.notice.incident, "key": each.notice.key},
        **{"channel": each.notice.channel, "kind": each.notice.kind, "text": each.notice.text},
        **{
            "why": each.hold.why,
            "about": each.hold.about or None,
            "review_at": None if each.told else each.hold.review_at,
        },
        **{"told": each.told or None, "told_shown": told, "why_shown": reason(monitor.engine, each.hold)},
        "subject": subject(monitor.engine, view.incidents.get(each.notice.incident)),
    }


def _about(monitor: Monitor, silence: Silence) -> str:
    """Return what a silence is about, in words."""
    category = monitor.engine.category_name(silence.category) if silence.category else ""
    incident = say(f"事件 {silence.incident}", f"incident {silence.incident}") if silence.incident else ""
    return " · ".join(part for part in (silence.brand, category, incident) if part)


def _end(monitor: Monitor, until: str, now: datetime) -> datetime:
    """Return the instant that a person means by ``2h`` or ``2026-03-06 18:00``."""
    try:
        return now + parse_duration(until)
    except PydanticCustomError:
        pass
    try:
        moment = datetime.fromisoformat(until)
    except ValueError:
        raise UsageError(
            say(
                f"看不懂结束时间“{until}”；请写时长（2h、1d）或时间（2026-03-06 18:00）。",
                f"“{until}” is no end; write a duration (2h, 1d) or a time (2026-03-06 18:00).",
            )
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=monitor.settings.timezone)


def _check(monitor: Monitor, wanted: Silence, end: datetime, now: datetime) -> None:
    """Refuse a silence that is over already, gives no reason, or is about nothing there is."""
    brands, categories = [each.name for each in monitor.settings.brands], monitor.settings.categories
    if end <= now:
        raise UsageError(say("结束时间已过去。", "The end has passed already."))
    if not wanted.reason.strip():
        raise UsageError(say("请用 --reason 写明原因。", "Say why with --reason."))
    if not (wanted.brand or wanted.category or wanted.incident):
        raise UsageError(say("请指明 --brand、--category 或 --incident。", "Name a --brand, --category or --incident."))
    if wanted.brand and wanted.brand not in brands:
        known = ", ".join(brands)
        raise UsageError(
            say(f"没有品牌“{wanted.brand}”；有：{known}。", f"No brand “{wanted.brand}”; there is {known}.")
        )
    if wanted.category and wanted.category not in categories:
        known = ", ".join(categories)
        raise UsageError(
            say(f"没有类别“{wanted.category}”；有：{known}。", f"No category “{wanted.category}”; there is {known}.")
        )
