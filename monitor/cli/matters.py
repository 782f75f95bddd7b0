"""Commands about matters: cluster."""

from typing import Annotated

import typer

from monitor.cli.output import note, result
from monitor.language import say

MOST_TOLD = 20

_ID = say("编号所在的键；没有则用行号", "the key of the id; the line's number where it is absent")
_FILE = say("JSON Lines 文件（可为 gzip）；- 为标准输入", "a file of JSON Lines, gzip too; - for stdin")


def register(app: typer.Typer) -> None:
    """Add the command."""
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
