"""Notices: what a change of an incident tells on every channel of its route, what rings and what stays quiet.

Four things ring: the first card or a reopening, a raise of level, a passed deadline, a lapsed acknowledgement. One
event rings once on a channel, by its key. Everything else edits the card and adds at most one line to its thread.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from alerting.engine import Engine
from alerting.wording import entry_line, subject
from domain.change import Change
from domain.clock import minute_of
from domain.incident import EventKind, TimelineEntry
from domain.notice import RINGING, Card, Notice, NoticeKind
from domain.source import SourceState
from text.excerpt import excerpt, one_line
from text.mask import mask

ERROR_LENGTH = 200
MOST_NAMED = 10
"""Silent sources that one notice names before it only counts them."""

DEADLINES = frozenset({EventKind.DEADLINE_PASSED, EventKind.ACK_LAPSED, EventKind.REMINDED})
"""Entries whose sentences the tellings of case work carry."""


class Telling(Protocol):
    """What case work has to say of deadlines: at most one ringing, for all that passed at once."""

    @property
    def kind(self) -> NoticeKind:
        """DEADLINE or LAPSE, which ring, or THREAD."""
        ...

    @property
    def key(self) -> str:
        """What makes it the same event when it is composed again."""
        ...

    @property
    def text(self) -> str:
        """Full sentences."""
        ...

    @property
    def people(self) -> tuple[str, ...]:
        """Whom it rings."""
        ...


@dataclass(frozen=True, slots=True)
class Silent:
    """Of whom nothing was heard since when: against habit, or longer than ``rule``, by its name, allows."""

    name: str
    since: datetime
    rule: str = ""


@dataclass(frozen=True, slots=True)
class News:
    """A saved change with the card that shows it, the persons on duty whom a ring mentions, and what deadlines told."""

    change: Change
    card: Card
    people: tuple[str, ...] = ()
    tellings: tuple[Telling, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """What a change tells on each channel; ``key`` is what makes it one event."""

    kind: NoticeKind
    key: str
    text: str = ""
    people: tuple[str, ...] = ()
    card: Card | None = None


def compose(
    engine: Engine,
    news: Sequence[News],
    now: datetime,
    channels: Sequence[str] | None = None,
    *,
    entering: bool = False,
) -> list[Notice]:
    """Return the notices of saved changes for every channel of a route, the default one if none is named.

    ``entering``: the route has not heard of the incident yet, so that its first card is what is told.
    """
    heard = engine.channels if channels is None else channels
    return [notice for each in news for notice in _of_change(engine, each, now, heard, entering)]


def source_failing(engine: Engine, state: SourceState, now: datetime) -> list[Notice]:
    """Tell operations that a source has failed repeatedly, with the last error and since when it is silent."""
    error = excerpt(mask(one_line(state.last_error)), ERROR_LENGTH)
    since = engine.clock(state.last_ok) if state.last_ok else engine.says("从未成功", "never")
    text = engine.says(
        f"来源“{state.name}”已连续失败 {state.failures} 次（上次成功：{since}）：{error}",
        f"Source “{state.name}” failed {state.failures} times in a row (last success: {since}): {error}",
    )
    return _operations(engine, f"source:{state.name}:failing", text, now)


def source_mended(engine: Engine, state: SourceState, now: datetime) -> list[Notice]:
    """Tell operations that a source they heard of delivers again."""
    text = engine.says(f"来源“{state.name}”已恢复。", f"Source “{state.name}” delivers again.")
    return _operations(engine, f"source:{state.name}:mended", text, now)


def sources_silent(engine: Engine, silent: Sequence[Silent], now: datetime) -> list[Notice]:
    """Tell operations of whom nothing has been heard for longer than ever usual, or than a rule allows."""
    named, more = silent[:MOST_NAMED], len(silent) - MOST_NAMED
    zh = "；".join(f"“{each.name}”自 {engine.clock(each.since)} 起{_by_rule(engine, each)}" for each in named)
    en = "; ".join(f"“{each.name}” since {engine.clock(each.since)}{_by_rule(engine, each)}" for each in named)
    zh, en = (zh + f"，另有 {more} 个", en + f", and {more} more") if more > 0 else (zh, en)
    text = engine.says(
        f"没有新内容，超出平常：{zh}。能取到却没有内容，可能是登录失效、接口或页面改版；请检查 fenghuo sources。",
        f"Nothing new, which is unusual: {en}. They answer but say nothing: a log-in may have lapsed, an interface "
        "or a page may have changed. Check `fenghuo sources`.",
    )
    return _operations(engine, "sources:silent", text, now)


def intake_silent(engine: Engine, sources: int, since: datetime | None, now: datetime) -> list[Notice]:
    """Tell operations that none of the sources delivers: whatever is said now, the monitor does not see it."""
    clock = engine.clock(since) if since else ""
    text = engine.says(
        f"全部 {sources} 个来源都没有声音（{f'自 {clock} 起' if clock else '从未成功'}）：现在发生什么都看不到。"
        "请检查网络、代理和 fenghuo sources。",
        f"None of the {sources} source(s) delivers ({f'since {clock}' if clock else 'never did'}): whatever happens "
        "now goes unseen. Check the network and `fenghuo sources`.",
    )
    return _operations(engine, "intake:silent", text, now)


def nothing_heard(engine: Engine, silent: Silent, now: datetime) -> list[Notice]:
    """Tell operations that nothing at all came in for longer than a rule allows, by whatever door."""
    since, rule = engine.clock(silent.since), _by_rule(engine, silent)
    text = engine.says(
        f"自 {since} 起没有任何内容进来{rule}：现在发生什么都看不到。请检查推送、采集和 fenghuo sources。",
        f"Nothing has come in since {since}{rule}: whatever happens now goes unseen. Check pushes, sources and "
        "`fenghuo sources`.",
    )
    return _operations(engine, "intake:silent", text, now)


def intake_mended(engine: Engine, now: datetime) -> list[Notice]:
    """Tell operations that the monitor sees again after all intake was silent."""
    return _operations(engine, "intake:mended", engine.says("采集已恢复。", "Sources deliver again."), now)


def _by_rule(engine: Engine, silent: Silent) -> str:
    return engine.says(f"（规则“{silent.rule}”）", f" (rule “{silent.rule}”)") if silent.rule else ""


def _operations(engine: Engine, what: str, text: str, now: datetime) -> list[Notice]:
    return [
        Notice(f"operations:{what}:{minute_of(now)}@{channel}", channel, NoticeKind.OPERATIONS, now, text=text)
        for channel in engine.operations
    ]


def _of_change(engine: Engine, news: News, now: datetime, channels: Sequence[str], entering: bool) -> Iterator[Notice]:
    incident = news.change.after
    parts = list(_parts(engine, news, entering))
    for channel in channels:
        for part in parts:
            key = f"{incident.id}:{part.key}@{channel}"
            yield Notice(key, channel, part.kind, now, incident.id, part.text, part.people, part.card)


def _parts(engine: Engine, news: News, entering: bool) -> Iterator[_Part]:
    """Yield the first card alone, or the one line that a change is worth, if any, and the card's edit."""
    if entering or any(entry.kind is EventKind.OPENED for entry in news.change.entries):
        yield _Part(NoticeKind.CARD, "card", people=news.people, card=news.card)
        return
    yield from _line(engine, news)
    yield _Part(NoticeKind.EDIT, f"edit:{news.change.after.version}", card=news.card)


def _line(engine: Engine, news: News) -> Iterator[_Part]:
    """Yield a ring if something rings, else a quiet line if there is something to say."""
    after, said = news.change.after, _said(engine, news)
    kinds = {entry.kind for entry in news.change.entries}
    told = next((telling for telling in news.tellings if telling.kind in RINGING), None)
    text = f"{subject(engine, after)}{engine.says('：', ': ')}{engine.says('', ' ').join(said)}"
    if told is not None:
        yield _Part(told.kind, f"{told.kind.value}:{told.key}", text, told.people)
    elif EventKind.REOPENED in kinds:
        yield _Part(NoticeKind.REOPENED, f"reopened:{after.reopened}", text, news.people)
    elif EventKind.RAISED in kinds:
        yield _Part(NoticeKind.RAISED, f"raised:{after.rank}.{after.version}", text, news.people)
    elif said:
        yield _Part(NoticeKind.THREAD, f"thread:{after.version}", text)


def _said(engine: Engine, news: News) -> list[str]:
    """Return everything there is to say, what rings first, nothing twice."""
    told = sorted(news.tellings, key=lambda telling: telling.kind not in RINGING)
    spoken = [entry for entry in news.change.entries if not (told and _is_told(entry))]
    lines = (entry_line(engine, entry) for entry in sorted(spoken, key=_weight))
    return list(dict.fromkeys(line for line in (*(telling.text for telling in told), *lines) if line))


def _is_told(entry: TimelineEntry) -> bool:
    """Say whether the tellings say an entry already: a deadline's own, and the raise that comes of it."""
    by_deadline = entry.kind is EventKind.RAISED and not entry.actor and "criteria" not in entry.details
    return entry.kind in DEADLINES or by_deadline


def _weight(entry: TimelineEntry) -> int:
    """Return the order in which entries are said: what rings first."""
    return {EventKind.REOPENED: 0, EventKind.RAISED: 1}.get(entry.kind, 2)
