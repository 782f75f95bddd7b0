"""The command line. Commands import what they need when they run, so that ``--help`` answers at once."""

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli import (
    detecting,
    incidents,
    kibana,
    library,
    matching,
    matters,
    mentions,
    pages,
    quiet,
    rules,
    setup,
    sources,
    statements,
    tone,
    verdicts,
    watching,
)
from monitor.language import say

app = typer.Typer(
    name="fenghuo",
    help=say(
        "烽火：舆情危机监测。采集品牌提及，判断情感与风险，按规则预警，把处置步骤和获批声明送到应急小组。",
        "Fenghuo: a crisis monitor for public opinion, from the first post to the approved statement.",
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

ConfigFolder = Annotated[
    Path,
    typer.Option(
        "--config",
        envvar="FENGHUO_CONFIG",
        help=say("含 fenghuo.yaml 的文件夹", "the folder that holds fenghuo.yaml"),
    ),
]


@app.callback()
def choose_folder(context: typer.Context, config: ConfigFolder = Path()) -> None:
    """Remember the configuration folder for the command that follows."""
    context.obj = config


setup.register(app)
watching.register(app)
mentions.register(app)
sources.register(app)
matching.register(app)
matters.register(app)
incidents.register(app)
rules.register(app)
verdicts.register(app)
quiet.register(app)
detecting.register(app)
statements.register(app)
tone.register(app)
library.register(app)
pages.register(app)
kibana.register(app)
