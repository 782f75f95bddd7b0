"""``fenghuo match``: what a query hits in texts, and what it nearly hit. Needs no configuration."""

from typing import Annotated

import typer

from monitor.cli.inputs import AsJson, texts
from monitor.cli.output import emit_json, note, result
from monitor.language import LANGUAGE, say


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(help=say("解释查询式命中了什么（每行一段文字）", "explain what a query hits, one text a line"))(match)


def match(
    query: Annotated[str, typer.Argument(metavar="QUERY", help=say("查询式", "a mention query"))],
    file: Annotated[
        str,
        typer.Argument(metavar="FILE", help=say("文本文件，每行一段；- 为标准输入", "one text a line; - for stdin")),
    ] = "-",
    json: AsJson = False,
) -> None:
    """Explain each hit and near miss of a query, text by text."""
    from monitor.matching import explain_line
    from text.lint import lint_query
    from text.query import parse

    node = parse(query)
    for doubt in lint_query(node, LANGUAGE):
        note(doubt)
    for text in texts(file):
        row = explain_line(node, text)
        if json:
            emit_json(row)
        else:
            mark = "✓" if row["hit"] else "✗"
            result("\n".join([f"{mark} {row['text']}", *(f"    {each}" for each in row["because"])]))
