"""Commands about tone and risk words. None needs a configuration."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.output import emit_json
from monitor.language import say


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(help=say("给每行文字判倾向与风险，输出 JSON", "score each line of text, as JSON"))(score)


def score(
    file: Annotated[str, typer.Argument(metavar="[FILE|-]")] = "-",
    model: Annotated[Path | None, typer.Option("--model", help=say("自训模型", "a model of your own"))] = None,
    explain: Annotated[bool, typer.Option("--explain", help=say("说明依据", "say which words moved it"))] = False,
) -> None:
    """Read one text a line and write exactly one JSON object a line, in order, empty ones too."""
    from sentiment.lines import LineScorer

    scorer = LineScorer(model)
    stream = sys.stdin if file == "-" else Path(file).open(encoding="utf-8", errors="replace")  # noqa: SIM115
    with stream:
        for line in stream:
            emit_json(scorer.score_line(line.rstrip("\r\n"), explain=explain))
