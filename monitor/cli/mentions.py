"""Commands about mentions: import, search, quarantine."""

from datetime import datetime
from typing import Annotated, Literal

import typer

from monitor.cli.inputs import AsJson, opened
from monitor.cli.output import emit, emit_json, note, result
from monitor.language import say

FOUND = (
    ("time", say("时间", "time")),
    ("source", say("来源", "source")),
    ("author", say("作者", "author")),
    ("tone_shown", say("倾向", "tone")),
    ("risk_shown", say("风险", "risk")),
    ("text", say("内容", "text")),
)
"""Columns of what was found."""

Order = Literal["arrival", "time", "reach", "relevance"]
TIMES = ["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z"]

IMPORT_HELP = say(
    "导入 JSON Lines、JSON、CSV、XLSX（可 .gz；- 为标准输入的 JSON Lines），"
    "中断后再次运行会续传\n\n"
    "一行一个对象，必有 time（ISO 8601 或纪元秒）和 text；可有 id title url author source platform kind lang "
    "followers verified views likes reposts comments parent region product brands；"
    "其他键存入 extra。别家文件的列先猜后显示，见 docs/import.md。",
    "import JSON Lines, JSON, CSV, XLSX (gz too; - = JSON Lines on stdin); a stopped import goes on\n\n"
    "One object a line with time (ISO 8601 or epoch seconds) and text; id title url author source platform kind lang "
    "followers verified views likes reposts comments parent region product brands may follow; "
    "other keys are kept in extra. Columns of other files are guessed and shown, see docs/import.md.",
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("import", help=IMPORT_HELP)(import_)
    app.command(help=say("按文字查找提及（繁简通用）", "find mentions (Simplified = Traditional)"))(search)
    app.command(help=say("查看、重放或丢弃隔离的行", "see, replay or drop quarantined rows"))(quarantine)


def import_(
    context: typer.Context,
    files: Annotated[list[str], typer.Argument(metavar="FILE", help=say("文件，- 为标准输入", "a file, - for stdin"))],
    live: Annotated[
        bool | None,
        typer.Option(
            "--live/--backfill",
            help=say("一律可报警 / 一律只补录；默认按时间", "all may alarm / none may; by age if not given"),
        ),
    ] = None,
    keep_all: Annotated[
        bool,
        typer.Option("--keep-all", help=say("未点名的也保存，归入主题 none", "keep what names nothing, as topic none")),
    ] = False,
    restart: Annotated[
        bool, typer.Option("--restart", help=say("从头读，不续传", "read from the start, not from where it stopped"))
    ] = False,
    maps: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="FIELD=COLUMN", help=say("指定列（可重复）", "name a column (repeatable)")),
    ] = None,
    sheet: Annotated[str, typer.Option("--sheet", metavar="NAME", help=say("XLSX 的工作表", "sheet of an XLSX"))] = "",
    json: AsJson = False,
) -> None:
    """Import files and print received = stored + duplicate + unmatched + quarantined for each."""
    from monitor.alone import judge_alone
    from monitor.importing import find_files, import_file

    find_files(files)
    with opened(context) as monitor:
        for name in files:
            summary = import_file(
                monitor, name, live=live, keep_all=keep_all, restart=restart, maps=maps or (), sheet=sheet
            )
            if json:
                emit_json(summary.as_row())
            else:
                result(summary.told())
        judge_alone(monitor, "fenghuo import", score=True)


def search(
    context: typer.Context,
    query: Annotated[
        str, typer.Argument(metavar="QUERY", help=say("查询式，可空", "mention query, may be empty"))
    ] = "",
    brand: Annotated[str, typer.Option(help=say("品牌", "brand"))] = "",
    topic: Annotated[str, typer.Option(help=say("主题", "named topic"))] = "",
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=TIMES,
            metavar="TIME",
            help=say("起始时间（含），如 2026-03-15 10:00", "from, such as 2026-03-15 10:00"),
        ),
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=TIMES, metavar="TIME", help=say("截止时间（不含）", "before this time"))
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help=say("最多条数", "at most so many"))] = 20,
    sort: Annotated[Order, typer.Option(help=say("排序", "order"))] = "arrival",
    all_nodes: Annotated[
        bool, typer.Option("--all-nodes", help=say("查资料库里所有节点", "of every node in the library"))
    ] = False,
    json: AsJson = False,
) -> None:
    """Find mentions, newest arrival first if not asked otherwise; personal data is masked."""
    from index.ports import Sort
    from monitor.searching import Wanted, find_mentions

    with opened(context) as monitor:
        wanted = Wanted(query, brand, topic, since, until, Sort(sort), all_nodes)
        rows, said = find_mentions(monitor, wanted, limit)
        for each in said:
            note(each)
        emit(rows, FOUND, as_json=json, empty=say("没有找到。", "Nothing was found."))


def quarantine(
    context: typer.Context,
    replay: Annotated[
        bool, typer.Option("--replay", help=say("再试一次，成功的移出", "try again and drop what is taken"))
    ] = False,
    drop: Annotated[list[int] | None, typer.Option("--drop", metavar="ID", help=say("丢弃", "give up"))] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help=say("最多行数", "at most so many"))] = 50,
    json: AsJson = False,
) -> None:
    """List rows that could not be taken; replay them after a fix, or drop them by id."""
    from monitor.alone import judge_alone
    from monitor.importing import replay_quarantine
    from monitor.searching import quarantined

    with opened(context) as monitor:
        if drop:
            with monitor.ledger.write() as tx:
                gone = tx.quarantine.drop(drop)
            note(say(f"已丢弃 {gone} 行。", f"Dropped {gone} row(s)."))
        if replay:
            taken, left = replay_quarantine(monitor)
            note(say(f"重放成功 {taken} 行，仍隔离 {left} 行。", f"Replayed {taken} row(s), {left} still quarantined."))
            judge_alone(monitor, "fenghuo quarantine", score=True)
        columns = [
            ("id", "id"),
            ("origin", say("出处", "origin")),
            ("line", say("行", "line")),
            ("field", say("字段", "field")),
            ("reason", say("原因", "reason")),
            ("raw", say("内容", "row")),
        ]
        emit(quarantined(monitor, limit), columns, as_json=json, empty=say("隔离区是空的。", "Nothing is quarantined."))
