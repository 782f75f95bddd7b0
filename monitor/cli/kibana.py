"""Commands about Kibana: export, import."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.inputs import opened
from monitor.cli.output import note
from monitor.language import LANGUAGE, say

Lang = Annotated[str, typer.Option("--lang", help=say("标题语言 zh 或 en", "language of the titles, zh or en"))]
Pages = Annotated[
    str,
    typer.Option(
        "--pages", metavar="URL", help=say("点击数值打开的看板地址", "address of the dashboard that numbers lead to")
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    kibana = typer.Typer(no_args_is_help=True, help=say("Kibana：数据视图、检索、四个看板", "Kibana: four dashboards"))
    kibana.command("export", help=say("写出可导入的 NDJSON", "write the NDJSON that Kibana imports"))(export)
    kibana.command("import", help=say("导入到运行中的 Kibana", "hand it to a running Kibana"))(import_)
    app.add_typer(kibana, name="kibana")


def export(context: typer.Context, lang: Lang = LANGUAGE, pages: Pages = "") -> None:
    """Write data views, saved searches and dashboards as NDJSON to stdout."""
    sys.stdout.write(_made(context, lang, pages))


def import_(
    context: typer.Context,
    url: Annotated[str, typer.Option("--url", help=say("Kibana 的地址", "the address of Kibana"))],
    space: Annotated[str, typer.Option("--space", help=say("空间，默认为 default", "space, the default one"))] = "",
    api_key_env: Annotated[
        str,
        typer.Option("--api-key-env", metavar="NAME", help=say("含 API key 的环境变量", "variable with a key")),
    ] = "",
    user: Annotated[str, typer.Option("--user", help=say("用户名", "user"))] = "",
    password_env: Annotated[
        str, typer.Option("--password-env", metavar="NAME", help=say("含密码的环境变量", "variable with the password"))
    ] = "",
    ca: Annotated[Path | None, typer.Option("--ca", help=say("要信任的证书文件", "certificate file to trust"))] = None,
    lang: Lang = LANGUAGE,
    pages: Pages = "",
) -> None:
    """Import everything; what an earlier import made is replaced."""
    from index.kibana.sending import Kibana, send

    kibana = Kibana(url, space, _secret(api_key_env), user, _secret(password_env), ca)
    taken = send(kibana, _made(context, lang, pages))
    note(say(f"已导入 {taken} 个对象。", f"Imported {taken} objects."))


def _made(context: typer.Context, lang: str, pages: str) -> str:
    from domain.errors import UsageError
    from monitor.kibana import export_of

    if lang not in ("zh", "en"):
        raise UsageError(say(f"语言只能是 zh 或 en，不能是“{lang}”。", f"The language is zh or en, not “{lang}”."))
    with opened(context) as monitor:
        return export_of(monitor, lang, pages)


def _secret(variable: str) -> str:
    """Return the value of a variable that was named; an empty one is told, never sent."""
    from domain.errors import UsageError

    if variable and not os.environ.get(variable):
        raise UsageError(say(f"环境变量 {variable} 没有值。", f"The variable {variable} is not set."))
    return os.environ.get(variable, "") if variable else ""
