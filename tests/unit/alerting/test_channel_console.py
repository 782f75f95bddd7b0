"""The console card: read by a duty officer at 3 a.m., on any width, with or without a terminal."""

import io
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from rich.cells import cell_len

from alerting.channels.console import ConsoleChannel
from domain.notice import Delivered, Notice, NoticeKind, Retry
from tests.contract.channel_samples import NOW, card, item, notice


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def printed(told: Notice, width: int = 100) -> str:
    stream = io.StringIO()
    ConsoleChannel("screen", stream, ZoneInfo("Asia/Shanghai"), width=width).send(item(told))
    return stream.getvalue()


def test_the_reference_is_a_running_number() -> None:
    channel = ConsoleChannel("screen", io.StringIO(), ZoneInfo("UTC"))
    outcomes = [channel.send(item(notice(NoticeKind.CARD))) for _ in range(2)]
    assert outcomes == [Delivered("1"), Delivered("2")]


@pytest.mark.parametrize("width", [60, 80, 140])
def test_no_line_is_wider_than_the_screen(width: int) -> None:
    assert max(cell_len(line) for line in printed(notice(NoticeKind.CARD), width).splitlines()) <= width


def test_deadlines_are_local_and_say_how_long_is_left() -> None:
    page = printed(notice(NoticeKind.CARD))
    assert "⏰ 03:25 前（还有 27 分钟）" in page
    assert "❗ 已逾期 3 分钟（02:55 前应完成）" in page
    assert "2026-07-03 02:58" in page


def test_a_deadline_on_another_day_carries_its_date() -> None:
    sample = card()
    tomorrow = replace(sample.steps[0], due_at=NOW + timedelta(hours=25))
    page = printed(replace(notice(NoticeKind.CARD), card=replace(sample, steps=(tomorrow,))))
    assert "⏰ 07-04 03:58 前（还有 1 天 1 小时）" in page


def test_an_edit_is_one_quiet_line_and_not_the_card_again() -> None:
    page = printed(notice(NoticeKind.EDIT))
    assert "已更新 🔴 重大 4/4" in page
    assert "处置步骤" not in page
    assert len(page.splitlines()) == 2


def test_a_pipe_gets_neither_colours_nor_a_bell() -> None:
    assert not {"\x1b", "\x07"} & set(printed(notice(NoticeKind.CARD)) + printed(notice(NoticeKind.RAISED)))


def test_a_terminal_gets_colours_and_rings_for_what_rings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    stream = Terminal()
    channel = ConsoleChannel("screen", stream, ZoneInfo("UTC"), width=100)
    channel.send(item(notice(NoticeKind.THREAD)))
    assert "\x07" not in stream.getvalue()
    channel.send(item(notice(NoticeKind.CARD)))
    assert {"\x1b", "\x07"} <= set(stream.getvalue())


def test_a_closed_stream_is_tried_again_and_never_raises() -> None:
    stream = io.StringIO()
    stream.close()
    outcome = ConsoleChannel("screen", stream, ZoneInfo("UTC")).send(item(notice(NoticeKind.CARD)))
    assert outcome == Retry("console_ValueError", ambiguous=True)


def test_a_stream_that_can_not_write_chinese_shows_what_it_can() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    outcome = ConsoleChannel("screen", stream, ZoneInfo("UTC")).send(item(notice(NoticeKind.CARD)))
    assert isinstance(outcome, Delivered)
    assert b"4/4" in raw.getvalue()


def test_english_cards_are_english_throughout() -> None:
    page = printed(replace(notice(NoticeKind.CARD, lang="en"), people=("Duty Example",)))
    assert "Incident 12 · not taken on yet · On duty: Duty Example" in page
    assert "seen by about 120k · 35 copies" in page
    assert "overdue 3 min (was due by 02:55)" in page
