"""Commands about the installation: init, check, schema, doctor."""

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.inputs import AsJson, opened
from monitor.cli.output import emit, note, result
from monitor.language import LANGUAGE, say

FIND = say("试用现成的搜索订阅与热榜，留下有应答的", "try ready search feeds and hot lists, keep those that answer")
Offers = Annotated[
    Path | None,
    typer.Option(
        "--offers",
        envvar="FENGHUO_OFFERS",
        exists=True,
        dir_okay=False,
        help=say("自己的现成来源清单（YAML）", "an own list of ready sources (YAML)"),
    ),
]
INDUSTRIES = "general finance services ecommerce food technology"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(help=say("两分钟建好自己品牌的配置", "set up your own brand in two minutes"))(init)
    app.command(help=say("检查配置：一次列出所有错误和提醒", "check the configuration: every mistake at once"))(check)
    app.command(help=say("输出配置的 JSON Schema（供编辑器使用）", "print the JSON Schema for editors"))(schema)
    app.command(help=say("体检：账本、模型、渠道、来源、积压", "examine everything it stands on"))(doctor)
    app.command(help=say("备份账本（监测运行中也可）", "copy the ledger, also while it is watched"))(backup)


def init(
    context: typer.Context,
    brand: Annotated[str | None, typer.Option("--brand", help=say("品牌名", "name of the brand"))] = None,
    alias: Annotated[list[str] | None, typer.Option("--alias", help=say("别名，可多次", "another name of it"))] = None,
    industry: Annotated[str | None, typer.Option("--industry", help=INDUSTRIES)] = None,
    force: Annotated[bool, typer.Option("--force", help=say("覆盖已有文件", "overwrite a file that is there"))] = False,
    offers: Offers = None,
    find: Annotated[bool, typer.Option("--find/--no-find", help=FIND)] = True,
) -> None:
    """Write a commented fenghuo.yaml; asks for what the options don't say, and tries ready sources."""
    from monitor.offering import Kept, try_offers
    from monitor.starting import write_starter

    brand = brand or typer.prompt(say("品牌名", "Name of the brand"), err=True)
    if alias is None:
        typed = typer.prompt(say("别名（空格分开，可空）", "Other names (spaces between, may be empty)"), "", err=True)
        alias = typed.split()
    industry = industry or typer.prompt(say("行业", "Industry") + f" ({INDUSTRIES})", "general", err=True)
    name = brand

    def found() -> Kept:
        return try_offers(name, offers, LANGUAGE, note) if find else Kept()

    for line in write_starter(Path(context.obj), brand, alias, industry, LANGUAGE, found, force=force):
        note(line)


def check(context: typer.Context) -> None:
    """Report every mistake (exit 2), or every warning (exit 0), of configuration, playbooks and channels."""
    from monitor.starting import warnings

    found = warnings(Path(context.obj))
    for warning in found:
        result(warning)
    count = len(found)
    note(say(f"配置可用，{count} 条提醒。", f"The configuration can be used; {count} warning(s)."))


def schema() -> None:
    """Print the JSON Schema of fenghuo.yaml."""
    import json

    from config.schema import json_schema

    result(json.dumps(json_schema(), ensure_ascii=False, indent=2))


def doctor(context: typer.Context, json: AsJson = False) -> None:
    """Examine everything the monitor stands on; exit 1 where something is wrong."""
    from monitor.doctor import examine

    with opened(context) as monitor:
        findings = list(examine(monitor))
        columns = [("part", say("部分", "part")), ("ok", say("正常", "ok")), ("finding", say("结果", "finding"))]
        emit((each.as_row() for each in findings), columns, as_json=json, empty="")
    if not all(each.ok for each in findings):
        raise typer.Exit(1)


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=say("新文件，不覆盖", "a new file; none is replaced"))],
) -> None:
    """Write a consistent copy of the ledger while work goes on; put it back as ledger.db of a stopped store."""
    with opened(context) as monitor:
        monitor.ledger.backup(str(file))
        note(say(f"已备份到 {file}。", f"The ledger was copied to {file}."))
