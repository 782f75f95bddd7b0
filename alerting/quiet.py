"""Quiet by design: whether an incident may ring now, and what is told of what was held back.

A silence holds whatever it matches. Below the top levels a ring is also held while a greater incident of its matter is
open, in mute hours, and beyond the number an hour; the digest then tells all of it. Nothing is dropped.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, tzinfo

from alerting.engine import Engine
from alerting.wording import subject
from domain.incident import Incident
from domain.notice import Notice, NoticeKind
from domain.quiet import RATE_WINDOW, Hold, Quiet, Silence, Suppressed, Why
from text.excerpt import excerpt, one_line

LOOK_AGAIN = timedelta(minutes=10)
"""How often it is looked whether the greater incident is over."""

KNOWN_SOON = timedelta(minutes=1)
"""How soon it is looked again whether two incidents are about the same matter: families are placed within seconds."""

MOST_LISTED = 20
"""Incidents that a digest names before it only counts them."""

LINE_LENGTH = 90
REASONS = {
    Why.SILENCE: ("静默 {about}", "silence {about}"),
    Why.INHIBITED: ("让位于更重大的事件 {about}", "greater incident {about} is open"),
    Why.MUTED: ("免打扰时段", "mute hours"),
    Why.LIMITED: ("超过每小时条数", "more than the hour allows"),
}
"""Why a notice was held, as (Chinese, English)."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What else a decision depends on: silences, open incidents of the brand, rings of the last hour.

    ``matters`` are those of each incident, by its number, as far as its families were placed already.
    """

    silences: Sequence[Silence] = ()
    open_incidents: Sequence[Incident] = ()
    rung: Sequence[datetime] = ()
    matters: Mapping[int, Set[int]] = field(default_factory=dict)


def always_rank(engine: Engine, quiet: Quiet) -> int:
    """Return the rank from which on only a silence holds anything back: as configured, else the second highest."""
    return quiet.always or max(engine.scale.top - 1, 1)


def hold(engine: Engine, quiet: Quiet, incident: Incident, around: Surroundings, now: datetime) -> Hold | None:
    """Return why an incident may not ring now on a route and until when, None where it may."""
    for silence in around.silences:
        if silence.matches(incident) and silence.holds_at(now):
            return Hold(Why.SILENCE, silence.until, silence.id)
    least = always_rank(engine, quiet)
    if incident.rank >= least:
        return None
    if quiet.inhibit and (inhibited := _inhibited(incident, around, least, now)):
        return inhibited
    if end := mute_end(quiet.mute, engine.zone, now):
        return Hold(Why.MUTED, end)
    recent = sorted(moment for moment in around.rung if moment > now - RATE_WINDOW)
    if quiet.at_most is not None and len(recent) >= quiet.at_most:
        return Hold(Why.LIMITED, recent[-quiet.at_most] + RATE_WINDOW)
    return None


def _inhibited(incident: Incident, around: Surroundings, least: int, now: datetime) -> Hold | None:
    """Return by which greater incident of its matter a lesser one is held back, None if by none.

    While the matters of one of them are not known yet, any of the brand does; that is looked at again soon.
    """
    mine = around.matters.get(incident.id)
    for other in around.open_incidents:
        same = other.brand == incident.brand and other.drill == incident.drill
        if not same or other.id == incident.id or other.rank < least or not other.is_open:
            continue
        theirs = around.matters.get(other.id)
        if not mine or not theirs:
            return Hold(Why.INHIBITED, now + KNOWN_SOON, other.id)
        if not mine.isdisjoint(theirs):
            return Hold(Why.INHIBITED, now + LOOK_AGAIN, other.id)
    return None


def mute_end(mute: tuple[str, str] | None, zone: tzinfo, now: datetime) -> datetime | None:
    """Return when the mute hours end in which an instant lies, None where it lies in none; they may pass midnight."""
    if mute is None:
        return None
    begin, end = (time.fromisoformat(each) for each in mute)
    local = now.astimezone(zone)
    for day in (local.date() - timedelta(days=1), local.date()):
        first = datetime.combine(day, begin, zone)
        last = datetime.combine(day + timedelta(days=end <= begin), end, zone)
        if first <= now < last:
            return last.astimezone(now.tzinfo)
    return None


def reason(engine: Engine, held: Hold) -> str:
    """Return why something was held, in words."""
    return engine.says(*REASONS[held.why]).format(about=held.about)


def digest(
    engine: Engine,
    key: str,
    held: Iterable[tuple[Incident, Sequence[Suppressed]]],
    now: datetime,
    channels: Iterable[str] | None = None,
) -> list[Notice]:
    """Return the one message for each channel of a route that tells everything that was held back."""
    lines = [_line(engine, incident, kept) for incident, kept in held]
    more = len(lines) - MOST_LISTED
    listed = [*lines[:MOST_LISTED], *([engine.says(f"另有 {more} 起", f"and {more} more")] if more > 0 else [])]
    heard = engine.channels if channels is None else channels
    head = engine.says(f"摘要：{len(lines)} 起事件先前未打扰", f"Digest: {len(lines)} incident(s) held back until now")
    text = "\n".join([head, *(f"• {line}" for line in listed)])
    return [Notice(f"{key}@{channel}", channel, NoticeKind.DIGEST, now, text=text) for channel in heard]


def _line(engine: Engine, incident: Incident, held: Sequence[Suppressed]) -> str:
    """Return the line of one incident: what it is, how it stands, what was held and why."""
    level = engine.level_name(incident.level)
    state = "" if incident.is_open else engine.says("，已关闭", ", closed")
    since = engine.clock(held[0].at)
    said = [one_line(each.notice.text) for each in held if each.notice.text]
    last = excerpt(said[-1], LINE_LENGTH) if said else incident.title
    why = reason(engine, held[-1].hold)
    return engine.says(
        f"{subject(engine, incident)}，{level}{state}，自 {since}，{why}：{last}",
        f"{subject(engine, incident)}, {level}{state}, since {since}, {why}: {last}",
    )
