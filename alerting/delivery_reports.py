"""What operations is told when a channel refuses notices or does not take them for a while."""

from datetime import datetime

from alerting.channels.wording import summary
from alerting.channels.words import words_of
from domain.notice import Notice, NoticeKind

KINDS = {
    NoticeKind.CARD: ("首卡", "card"),
    NoticeKind.REOPENED: ("重开通知", "reopening"),
    NoticeKind.RAISED: ("升级通知", "raise"),
    NoticeKind.DEADLINE: ("超时通知", "passed deadline"),
    NoticeKind.LAPSE: ("接手失效通知", "lapsed acknowledgement"),
    NoticeKind.EDIT: ("卡片更新", "card update"),
    NoticeKind.THREAD: ("进展", "thread message"),
    NoticeKind.DIGEST: ("摘要", "digest"),
    NoticeKind.OPERATIONS: ("运行通知", "operations message"),
}
"""Kind of notice → (Chinese name, English name)."""


def refused(notice: Notice, code: str, now: datetime, lang: str) -> Notice:
    """Return the report of a notice that its channel will never take; channel and key are completed per reader."""
    zh = f"渠道 {notice.channel} 拒收{_what(notice, 'zh')}（{code}），不会再试。请运行 fenghuo check 查看原因并修复。"
    en = (
        f"Channel {notice.channel} refuses the {_what(notice, 'en')} ({code}); it is not tried again. "
        "Run fenghuo check to see why and mend it."
    )
    return _report("refused", notice, code, now, en if lang == "en" else zh, lang)


def stalled(notice: Notice, reason: str, now: datetime, lang: str) -> Notice:
    """Return the report of a notice that its channel has not taken for a while; it is tried on."""
    zh = f"渠道 {notice.channel} 一直没有收下{_what(notice, 'zh')}（{reason}），会继续重试。请先用别的方式告知值班人。"
    en = (
        f"Channel {notice.channel} has not taken the {_what(notice, 'en')} so far ({reason}); it is tried on. "
        "Tell those on duty some other way meanwhile."
    )
    return _report("stalled", notice, reason, now, en if lang == "en" else zh, lang)


def _report(trouble: str, notice: Notice, code: str, now: datetime, text: str, lang: str) -> Notice:
    """Return a report; its key lets the same trouble of one incident be told once an hour."""
    content = summary(notice, words_of(lang))
    return Notice(
        key=f"{trouble}:{notice.channel}:{notice.incident}:{code}:{now:%Y-%m-%dT%H}",
        channel="",
        kind=NoticeKind.OPERATIONS,
        at=now,
        text=f"{text}\n{'It says: ' if lang == 'en' else '内容：'}{content}",
    )


def _what(notice: Notice, lang: str) -> str:
    zh, en = KINDS[notice.kind]
    if lang == "en":
        return f"{en} of incident {notice.incident}" if notice.incident else en
    return f"事件 {notice.incident} 的{zh}" if notice.incident else zh
