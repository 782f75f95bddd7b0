"""The examination behind ``fenghuo doctor``: what the monitor stands on, and what to do where it is not sound."""

import shutil
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.errors import FenghuoError
from monitor.hindsight import doubts_of
from monitor.language import say
from monitor.wiring import Monitor

LEAST_FREE = 1_000_000_000
OVERDUE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing examined."""

    part: str
    ok: bool
    finding: str

    def as_row(self) -> dict[str, object]:
        """Return it as one row."""
        return {"part": self.part, "ok": self.ok, "finding": self.finding}


def examine(monitor: Monitor) -> Iterator[Finding]:
    """Yield what was found, part by part."""
    now = monitor.clock.now()
    versions = f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}"
    yield Finding(say("环境", "environment"), True, versions)
    yield _disk(monitor)
    yield _ledger(monitor)
    yield _model()
    yield _pictures()
    yield _runner(monitor)
    yield from _backlog(monitor, now)
    yield from _channels(monitor)
    yield from _sources(monitor)
    yield from (Finding(doubt.part, False, doubt.told) for doubt in doubts_of(monitor.ledger, monitor.settings))


def _disk(monitor: Monitor) -> Finding:
    free = shutil.disk_usage(monitor.settings.store).free
    told = say(f"剩余 {free // 1_000_000} MB", f"{free // 1_000_000} MB free")
    return Finding(say("磁盘", "disk"), free >= LEAST_FREE, told)


def _ledger(monitor: Monitor) -> Finding:
    faults = list(monitor.ledger.check())
    told = "; ".join(faults) or say("完好，指标与重算一致", "sound; measures equal a recount")
    return Finding(say("账本", "ledger"), not faults, told)


def _model() -> Finding:
    from sentiment.scorer import load_scorer

    try:
        version = load_scorer().version
    except FenghuoError as error:
        return Finding(say("情感模型", "tone model"), False, str(error))
    return Finding(say("情感模型", "tone model"), True, version)


def _pictures() -> Finding:
    from index.panels.drawing.picture import draws_chinese

    part = say("图表图片", "pictures of charts")
    if draws_chinese():
        return Finding(part, True, say("有中文字体", "Chinese characters are drawn"))
    advice = say(
        "没有中文字体，汉字会成方框：安装 fonts-noto-cjk，或 pip install 'fenghuo[fonts]'",
        "no Chinese font, characters become boxes: install fonts-noto-cjk, or pip install 'fenghuo[fonts]'",
    )
    return Finding(part, False, advice)


def _runner(monitor: Monitor) -> Finding:
    part = say("监测进程", "monitor process")
    if monitor.lock.acquire("fenghuo doctor"):
        monitor.lock.release()
        return Finding(part, True, say("未在运行（fenghuo run）", "not running (fenghuo run)"))
    return Finding(part, True, say(f"运行中：{monitor.lock.holder()}", f"running: {monitor.lock.holder()}"))


def _backlog(monitor: Monitor, now: datetime) -> Iterator[Finding]:
    with monitor.ledger.read() as view:
        waiting, marks = view.outbox.waiting(), view.marks.count()
        quarantined, unscored = view.quarantine.count(), len(view.mentions.unscored(1000))
        deadline = view.incidents.next_deadline()
    yield Finding(say("待发通知", "notices waiting"), waiting == 0, str(waiting))
    yield Finding(say("待判主题", "topics to judge"), marks == 0, str(marks))
    yield Finding(say("待判读提及", "mentions to score"), True, f"{unscored}{'+' if unscored == 1000 else ''}")
    told = say("用 fenghuo quarantine 查看", "see fenghuo quarantine") if quarantined else ""
    yield Finding(say("隔离的行", "quarantined rows"), quarantined == 0, f"{quarantined} {told}".strip())
    overdue = deadline is not None and deadline < now - OVERDUE
    when = f"{deadline.astimezone(monitor.settings.timezone):%m-%d %H:%M}" if deadline else say("无", "none")
    yield Finding(say("最近时限", "next deadline"), not overdue, when)


def _channels(monitor: Monitor) -> Iterator[Finding]:
    closed = say("未打开：缺令牌，发往它的通知先等着", "closed: its token is missing, its notices wait")
    for spec in monitor.settings.channels:
        channel = monitor.delivery.channels.get(spec.name)
        problems = channel.check() if channel else [closed]
        told = "; ".join(problems) or say("可用", "usable")
        yield Finding(say(f"渠道 {spec.name}", f"channel {spec.name}"), not problems, told)


def _sources(monitor: Monitor) -> Iterator[Finding]:
    with monitor.ledger.read() as view:
        for source in monitor.settings.sources:
            state = view.sources.get(source.name)
            told = state.last_error or (say("正常", "fine") if state.last_ok else say("尚未取过", "not tried yet"))
            yield Finding(say(f"来源 {source.name}", f"source {source.name}"), not state.failures, told)
