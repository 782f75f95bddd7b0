"""``fenghuo cluster`` for a file, ``fenghuo matters`` for the story lines of the brands that are watched."""

from typing import Annotated

import typer

from monitor.cli.inputs import AsJson, opened
from monitor.cli.output import emit, note, result
from monitor.language import say

MOST_TOLD = 20

_ID = say("编号所在的键；没有则用行号", "the key of the id; the line's number where it is absent")
_FILE = say("JSON Lines 文件（可为 gzip）；- 为标准输入", "a file of JSON Lines, gzip too; - for stdin")


Number = Annotated[int, typer.Argument(metavar="ID", help=say("事由编号", "number of the matter"))]
Who = Annotated[str, typer.Option("--as", metavar="PERSON", help=say("people: 中的姓名", "a name of people:"))]
Reason = Annotated[str, typer.Option("--reason", help=say("原因，留在记录中", "the reason, kept on the record"))]

group = typer.Typer(
    no_args_is_help=True,
    help=say("事由：列出、查看、合并、拆分", "matters, the story lines of a brand: list, show, merge, split"),
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="matters")
    app.command(
        help=say(
            "把一个文件（视为同一品牌）按事由归并：每行输出 编号<TAB>事由。按 time 排序；没有 time 则按行序",
            "bring the texts of a file (taken as one brand) together by what they are about: id<TAB>matter a line. "
            "They are placed in the order of `time`, or of the lines where it is absent",
        )
    )(cluster)


def cluster(
    file: Annotated[str, typer.Argument(metavar="FILE", help=_FILE)],
    id_key: Annotated[str, typer.Option("--id", metavar="KEY", help=_ID)] = "id",
    text_key: Annotated[
        str, typer.Option("--text", metavar="KEY", help=say("文字所在的键", "the key of the text"))
    ] = "text",
) -> None:
    """Print the matter of each text in the order of lines; lines that can't be read are named, and the code is 1."""
    from monitor.clustering import cluster_file

    clustered = cluster_file(file, id_key, text_key)
    for name, matter in clustered.matters:
        result(f"{name}\t{matter}")
    for mistake in clustered.mistakes[:MOST_TOLD]:
        note(str(mistake))
    texts, count = len(clustered.matters), len({matter for _, matter in clustered.matters})
    note(say(f"{texts} 条归为 {count} 个事由", f"{texts} texts in {count} matters"))
    if clustered.mistakes:
        bad = len(clustered.mistakes)
        note(say(f"{bad} 行读不了，未归并。", f"{bad} lines could not be read and are left out."))
        raise typer.Exit(1)


@group.command("list", help=say("列出事由，最近有新内容的在前", "list matters, those with news first"))
def list_(
    context: typer.Context,
    brand: Annotated[str, typer.Option("--brand", help=say("只列此品牌", "of this brand only"))] = "",
    limit: Annotated[
        int, typer.Option("--limit", min=1, help=say("每个品牌最多几个", "at most so many of a brand"))
    ] = 50,
    json: AsJson = False,
) -> None:
    """List the matters of the brands."""
    from monitor.matterlist import matter_rows

    with opened(context) as monitor:
        columns = [
            ("id", say("编号", "id")),
            ("brand", say("品牌", "brand")),
            ("families", say("转发族", "families")),
            ("since", say("始于", "since")),
            ("last", say("最近", "last")),
            ("began_with", say("首条", "began with")),
        ]
        empty = say("还没有事由。", "There is no matter yet.")
        emit(matter_rows(monitor, brand, limit), columns, as_json=json, empty=empty)


@group.command(help=say("列出一个事由的转发族", "list the families of one matter"))
def show(context: typer.Context, matter: Number, json: AsJson = False) -> None:
    """List the families of a matter, newest first."""
    from monitor.matterlist import family_rows

    with opened(context) as monitor:
        columns = [("family", say("转发族", "family")), ("time", say("时间", "time")), ("text", say("首条", "text"))]
        emit(family_rows(monitor, matter), columns, as_json=json, empty="")


@group.command(help=say("并入另一个事由", "merge into another matter"))
def merge(
    context: typer.Context,
    matter: Number,
    into: Annotated[int, typer.Argument(metavar="INTO", help=say("并入的事由编号", "number of the one that stays"))],
    who: Who,
    reason: Reason = "",
) -> None:
    """Merge two matters that are one story."""
    from monitor.matterlist import merge

    with opened(context) as monitor:
        merge(monitor, matter, into, who, reason)
        note(say(f"事由 {matter} 已并入事由 {into}。", f"Matter {matter} was merged into {into}."))


@group.command(help=say("把一部分转发族拆成新事由", "move some of its families into a matter of their own"))
def split(
    context: typer.Context,
    matter: Number,
    who: Who,
    family: Annotated[list[int], typer.Option("--family", help=say("要拆出的转发族，可重复", "to move; may repeat"))],
    reason: Reason = "",
) -> None:
    """Split a matter that holds two stories."""
    from monitor.matterlist import split

    with opened(context) as monitor:
        new = split(monitor, matter, family, who, reason)
        note(say(f"已拆出事由 {new}。", f"Matter {new} was split off."))


@group.command(help=say("列出人做过的合并与拆分", "list what people merged and split"))
def history(context: typer.Context, json: AsJson = False) -> None:
    """List what people did to matters, newest first."""
    from monitor.matterlist import act_rows

    with opened(context) as monitor:
        columns = [
            ("time", say("时间", "time")),
            ("act", say("动作", "act")),
            ("id", say("事由", "matter")),
            ("into", say("到", "into")),
            ("families", say("转发族", "families")),
            ("person", say("何人", "who")),
            ("reason", say("原因", "reason")),
        ]
        emit(act_rows(monitor), columns, as_json=json, empty=say("还没有。", "None yet."))
