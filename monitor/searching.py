"""What the listing commands show: mentions, quarantined rows, sources. Personal data is masked here."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from crawlers.health import Blind, Cause, blind_platforms, blind_spot
from crawlers.platforms import platforms
from dashboard.words import TONES
from domain.errors import NotFoundError
from domain.source import SourceState
from domain.topic import brand_topic, named_topic
from index.panels.panel import Scope
from index.ports import Ask, Found, Hit, Note, QuarantinedRow, Sort
from monitor.language import say
from monitor.wiring import Monitor
from text.excerpt import excerpt
from text.mask import mask
from text.query import parse

SHOWN = 120
LONG_AGO, FAR_OFF = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person looks for; times without a zone are in the configured one."""

    query: str = ""
    brand: str = ""
    topic: str = ""
    since: datetime | None = None
    until: datetime | None = None
    sort: Sort = Sort.ARRIVAL
    everywhere: bool = False


def find_mentions(monitor: Monitor, wanted: Wanted, limit: int) -> tuple[list[Row], list[str]]:
    """Return what matches in the order asked, and what must be said about the answer."""
    node = parse(wanted.query) if wanted.query.strip() else None
    since, until = (_zoned(moment, monitor) for moment in (wanted.since, wanted.until))
    ask = Ask(
        Scope(since or LONG_AGO, until or FAR_OFF),
        node,
        topics=tuple(_topics(monitor, wanted.brand, wanted.topic)),
        everywhere=wanted.everywhere,
    )
    found = monitor.library.find(ask, sort=wanted.sort, limit=limit)
    return [_mention_row(hit, monitor) for hit in found.hits], list(_said(found))


def _zoned(moment: datetime | None, monitor: Monitor) -> datetime | None:
    return moment.replace(tzinfo=monitor.settings.timezone) if moment and moment.tzinfo is None else moment


def _said(found: Found) -> Iterator[str]:
    """Yield what a reader must know of an answer."""
    if Note.AWAY in found.notes:
        yield say(
            "资料库（Elasticsearch）暂不可用，以下来自本机账本，只及其保留期。",
            "The library (Elasticsearch) is away: this is from the ledger, as far back as it is kept.",
        )
    if Note.BEHIND in found.notes:
        yield say("资料库还没跟上，最新的可能缺。", "The library has not caught up: the newest may be missing.")
    if found.partial:
        yield say("候选太多，只看了一部分；请把条件收窄。", "Too many candidates, only part was read: narrow it down.")


def _topics(monitor: Monitor, brand: str, topic: str) -> list[str]:
    known = {each.id for each in monitor.settings.topics}
    wanted = [brand_topic(brand)] if brand else []
    wanted += [named_topic(topic)] if topic else []
    for each in wanted:
        if each not in known:
            there = ", ".join(sorted(id.partition(":")[2] for id in known if not id.startswith("rule:")))
            raise NotFoundError(
                say(
                    f"没有“{each.partition(':')[2]}”；已配置的有：{there}。",
                    f"Nothing called “{each.partition(':')[2]}” is configured; there are {there}.",
                )
            )
    return wanted


def _mention_row(hit: Hit, monitor: Monitor) -> Row:
    stored = hit.stored
    mention, tone = stored.mention, stored.sentiment
    return {
        "id": mention.id,
        "time": mention.event_time.astimezone(monitor.settings.timezone),
        "arrived": mention.arrived_at.astimezone(monitor.settings.timezone),
        "source": mask(mention.source),
        "kind": mention.kind,
        "author": mask(mention.author),
        "title": mask(mention.title),
        "text": excerpt(mask(mention.full_text), SHOWN, hit.spans[0] if hit.spans else None),
        "url": mention.url,
        "reach": mention.reach,
        "tone": tone.tone if tone else None,
        "score": tone.score if tone else None,
        "tone_shown": say(*TONES[tone.tone]) if tone and tone.tone else "",
        "risk": [risk.category for risk in stored.risks],
        "risk_shown": [monitor.engine.category_name(risk.category) for risk in stored.risks],
        "topics": [hit.topic for hit in stored.hits],
        "family": stored.family,
        "live": mention.live,
    }


def quarantined(monitor: Monitor, limit: int) -> list[Row]:
    """Return quarantined rows, oldest first."""
    with monitor.ledger.read() as view:
        return [_quarantine_row(row) for row in view.quarantine.find(limit=limit)]


def _quarantine_row(row: QuarantinedRow) -> Row:
    return {
        "id": row.id,
        "at": row.at,
        "origin": row.row.origin,
        "line": row.row.line,
        "field": row.row.field,
        "reason": mask(row.row.reason),
        "raw": excerpt(mask(row.row.raw), SHOWN),
    }


def source_rows(monitor: Monitor) -> Iterator[Row]:
    """Yield the configured sources with what is known of each, then the platforms that are heard of."""
    now = monitor.clock.now()
    with monitor.ledger.read() as view:
        states = {state.name: state for state in view.sources.all()}
    for source in monitor.settings.sources:
        state = states.get(source.name, SourceState(source.name))
        yield _state_row(source.type, source.kind, source.platform, blind_spot(source, state, now), state, monitor)
    silent = {blind.source: blind for blind in blind_platforms(states, now)}
    for name, state in sorted(platforms(states).items()):
        yield _state_row("platform", "", name, silent.get(name), replace(state, name=name), monitor)


def _state_row(type_: str, kind: str, platform: str, blind: Blind | None, state: SourceState, monitor: Monitor) -> Row:
    zone = monitor.settings.timezone
    since = blind.since if blind else None
    times = {"blind_since": since, "last_ok": state.last_ok, "last_item": state.last_item, "next_due": state.next_due}
    return {
        "type": type_,
        "kind": kind,
        "platform": platform,
        "name": state.name,
        "state": _blindness(blind, monitor) if blind else _health(state),
        "blind": blind.cause if blind else None,
        **{key: at.astimezone(zone) if at else None for key, at in times.items()},
        "items": state.items,
        "failures": state.failures,
        "last_error": state.last_error,
    }


def _blindness(blind: Blind, monitor: Monitor) -> str:
    if blind.since is None:
        return say("从未取到", "never reached")
    since = monitor.engine.clock(blind.since)
    if blind.cause is Cause.SILENT:
        return say(f"自 {since} 起没有新内容，超出平常", f"nothing new since {since}, which is unusual")
    return say(f"失明，自 {since} 起", f"blind since {since}")


def _health(state: SourceState) -> str:
    if state.failures:
        return say("失败", "failing")
    return say("正常", "ok") if state.last_ok or state.last_item else say("尚未取过", "not tried yet")
