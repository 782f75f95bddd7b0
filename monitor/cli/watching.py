"""Commands that watch: run, demo, crawl."""

import logging
import sys
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.inputs import AsJson, opened
from monitor.cli.output import emit
from monitor.language import say


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(help=say("启动监测：采集、判断、告警，直到 Ctrl-C", "watch: collect, judge, alert, until Ctrl-C"))(run)
    app.command(help=say("演示：虚构品牌的一场危机，一分半钟", "demo: a crisis of an invented brand, 90 seconds"))(demo)
    app.command(help=say("立即采集一次", "collect once, now"))(crawl)


def run(context: typer.Context) -> None:
    """Watch until told to stop; only one process may run on a ledger."""
    from monitor.runner import watch_until_stopped
    from monitor.wiring import open_monitor

    logging.basicConfig(format="%(asctime)s %(name)s: %(message)s")
    with open_monitor(context.obj, stream=sys.stdout) as monitor:
        watch_until_stopped(monitor)


def demo(
    slack_channel: Annotated[
        str,
        typer.Option(
            "--slack-channel",
            help=say("设了 SLACK_BOT_TOKEN 时也发到此频道", "also to this channel, where SLACK_BOT_TOKEN is set"),
        ),
    ] = "",
    store: Annotated[Path | None, typer.Option("--store", help=say("保留数据的文件夹", "keep the data here"))] = None,
) -> None:
    """Play a scripted crisis through the real monitor in a store of its own."""
    from monitor.demo.play import play

    play(slack_channel, store)


def crawl(
    context: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="SOURCE", help=say("来源名，默认全部", "names of sources, all if none is given")),
    ] = None,
    once: Annotated[bool, typer.Option("--once", help=say("只取一次（总是如此）", "once, as it always does"))] = True,
    json: AsJson = False,
) -> None:
    """Fetch the named sources (all if none is named) once, store what they hold, and judge it."""
    from monitor.alone import judge_alone
    from monitor.collecting import collect_once

    with opened(context) as monitor:
        rows = collect_once(monitor, names or [])
        columns = [
            ("source", say("来源", "source")),
            ("stored", say("入库", "stored")),
            ("duplicate", say("重复", "duplicate")),
            ("unmatched", say("未点名", "unmatched")),
            ("quarantined", say("隔离", "quarantined")),
            ("error", say("错误", "error")),
        ]
        emit(rows, columns, as_json=json, empty=say("没有可采集的来源。", "There is no source to collect."))
        judge_alone(monitor, "fenghuo crawl", score=True)
