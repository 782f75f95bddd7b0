"""``fenghuo silences`` and ``fenghuo suppressed``: keeping quiet on purpose, and seeing what was held back."""

from typing import Annotated

import typer

from monitor.cli.inputs import AsJson, opened
from monitor.cli.output import emit, note
from monitor.language import say

Who = Annotated[str, typer.Option("--as", metavar="PERSON", help=say("people: 中的姓名", "a name of people:"))]

group = typer.Typer(
    no_args_is_help=True, help=say("静默：暂不提醒某些事件", "silences: no alerts on some incidents for a while")
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="silences")
    app.command(
        help=say("列出未打扰的通知：静默、让位、免打扰、限频", "list what was held back: silences, mute hours, limits")
    )(suppressed)


@group.command(
    help=say("静默匹配的事件，结束后重新判断", "keep quiet about matching incidents; decided again at its end")
)
def add(
    context: typer.Context,
    who: Who,
    until: Annotated[
        str, typer.Option("--until", help=say("2h、1d 或 2026-03-06 18:00", "2h, 1d or 2026-03-06 18:00"))
    ],
    reason: Annotated[str, typer.Option("--reason", help=say("原因，留在记录中", "the reason, kept on the record"))],
    brand: Annotated[str, typer.Option("--brand", help=say("只限此品牌", "only this brand"))] = "",
    category: Annotated[str, typer.Option("--category", help=say("只限此类别", "only this category"))] = "",
    incident: Annotated[int, typer.Option("--incident", help=say("只限此事件", "only this incident"))] = 0,
) -> None:
    """Add a silence; at least one of brand, category and incident says what it is about."""
    from domain.quiet import Silence
    from monitor.silences import add_silence

    with opened(context) as monitor:
        now = monitor.clock.now()
        silence = add_silence(monitor, Silence(who, reason, now, now, brand, category, incident), until)
        clock = monitor.engine.clock(silence.until)
        note(say(f"静默 {silence.id} 生效，至 {clock}。", f"Silence {silence.id} is in force until {clock}."))


@group.command("list", help=say("列出静默", "list silences"))
def list_(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help=say("含已结束的", "those that ended, too"))] = False,
    json: AsJson = False,
) -> None:
    """List silences, newest first."""
    from monitor.silences import silence_rows

    with opened(context) as monitor:
        columns = [
            ("id", say("编号", "id")),
            ("about", say("范围", "about")),
            ("author", say("设置人", "by")),
            ("reason", say("原因", "reason")),
            ("since", say("开始", "since")),
            ("until", say("结束", "until")),
        ]
        empty = say("没有生效的静默。", "No silence is in force.")
        emit(silence_rows(monitor, everything=everything), columns, as_json=json, empty=empty)


@group.command(help=say("提前结束静默", "end a silence early"))
def end(
    context: typer.Context,
    silence: Annotated[int, typer.Argument(metavar="ID", help=say("静默编号", "number of the silence"))],
    who: Who,
) -> None:
    """End a silence; what it held is decided again at once."""
    from monitor.alone import judge_alone
    from monitor.silences import end_silence

    with opened(context) as monitor:
        ended = end_silence(monitor, silence, who)
        judge_alone(monitor, "silences end")
        note(say(f"静默 {ended.id} 已结束。", f"Silence {ended.id} has ended."))


def suppressed(
    context: typer.Context,
    limit: Annotated[int, typer.Option("--limit", min=1, help=say("最多几条", "at most so many"))] = 100,
    json: AsJson = False,
) -> None:
    """List notices that were held back, newest first, with the reason and what told them later."""
    from monitor.silences import suppressed_rows

    with opened(context) as monitor:
        columns = [
            ("at", say("时间", "time")),
            ("subject", say("事件", "incident")),
            ("kind", say("通知", "notice")),
            ("channel", say("渠道", "channel")),
            ("why_shown", say("原因", "why")),
            ("told_shown", say("补告", "told by")),
        ]
        empty = say("没有被压下的通知。", "Nothing was held back.")
        emit(suppressed_rows(monitor, limit), columns, as_json=json, empty=empty)
