"""``fenghuo sources``: their state, and sources put into the configuration: found, imported, handed on."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.inputs import AsJson, opened
from monitor.cli.output import emit, note
from monitor.language import say

group = typer.Typer(
    invoke_without_command=True,
    help=say("各来源的状态；查找并加入来源，OPML 导入导出", "state of the sources; find and add some, OPML in and out"),
)
Every = Annotated[str, typer.Option("--every", help=say("多久取一次，如 10m", "how often, such as 10m"))]
KindOption = Annotated[str, typer.Option("--kind", help="news social forum review comment video trend complaint")]
Platform = Annotated[str, typer.Option("--platform", help=say("平台名称", "name of the platform"))]
RESTART = say("正在运行的 fenghuo run 需重启后才会采集。", "A running `fenghuo run` collects them after a restart.")


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    app.add_typer(group, name="sources")


@group.callback()
def sources(context: typer.Context, json: AsJson = False) -> None:
    """List the configured sources and the platforms: when each last delivered, what fails, what we are blind on."""
    if context.invoked_subcommand is not None:
        return
    from monitor.searching import source_rows

    with opened(context) as monitor:
        columns = [
            ("name", say("来源", "source")),
            ("type", say("类型", "type")),
            ("platform", say("平台", "platform")),
            ("state", say("状态", "state")),
            ("last_ok", say("最近成功", "last success")),
            ("last_item", say("最近内容", "last item")),
            ("next_due", say("下次", "next")),
            ("items", say("条目", "items")),
            ("failures", say("连续失败", "failures in a row")),
            ("last_error", say("最近错误", "last error")),
        ]
        rows = source_rows(monitor)
        emit(rows, columns, as_json=json, empty=say("没有配置来源。", "No source is configured."))


ADD_HELP = say(
    "查看一个网址有哪些订阅，把选中的写入 fenghuo.yaml（保留注释）\n\n"
    "网址可以是订阅、站点地图，或任何网页：先看页面声明的订阅，再试常用路径。也可含 {alias}，或写 rsshub:/路由。",
    "see which feeds an address offers and write the chosen ones into fenghuo.yaml, comments kept\n\n"
    "The address may be a feed, a sitemap or any page: the feeds it declares, else the usual paths. It may hold "
    "{alias} or be a route, rsshub:/route.",
)


@group.command(help=ADD_HELP)
def add(
    context: typer.Context,
    address: Annotated[str, typer.Argument(metavar="URL", help=say("网址", "the address"))],
    name: Annotated[str, typer.Option("--name", help=say("来源名称", "name of the source"))] = "",
    kind: KindOption = "",
    platform: Platform = "",
    every: Every = "",
    pick: Annotated[str, typer.Option("--pick", help=say("选哪些：1,3 或 all", "which: 1,3 or all"))] = "",
    show: Annotated[bool, typer.Option("--show", help=say("只看，不写", "only show, write nothing"))] = False,
    json: AsJson = False,
) -> None:
    """Discover feeds and add them."""
    from config.load import load
    from config.writing import flow
    from monitor import adding

    settings = load(Path(context.obj)).settings
    offers = adding.discover(settings, address)
    columns = [
        ("number", "#"),
        ("type", say("类型", "type")),
        ("title", say("名称", "title")),
        ("items", say("条目", "items")),
        ("newest", say("最新", "newest")),
        ("example", say("例", "such as")),
        ("url", say("地址", "address")),
    ]
    emit(({"number": at, **each} for at, each in enumerate(offers, 1)), columns, as_json=json, empty="")
    if show:
        return
    picked = adding.chosen(offers, pick or _asked(len(offers)))
    given = {"name": name, "kind": kind, "platform": platform, "every": every}
    rows = adding.add(Path(context.obj), [adding.source_of(each, given) for each in picked])
    for row in rows:
        note(say(f"已加入：{flow(row)}", f"Added: {flow(row)}"))
    note(
        RESTART
        if rows
        else say("没有新增：已配置，或未选。", "Nothing was added: it is configured already, or not picked.")
    )


def _asked(count: int) -> str:
    """Return what the person picks; without one at the keyboard the first is taken."""
    if count == 1 or not sys.stdin.isatty():
        return "1"
    asked: str = typer.prompt(say("加入哪些（1,3 或 all）", "Which ones (1,3 or all)"), "1", err=True)
    return asked


@group.command(
    "import-opml", help=say("把 OPML 中的订阅写入 fenghuo.yaml", "write the feeds of an OPML file into fenghuo.yaml")
)
def import_opml(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=say("OPML 文件", "the OPML file"))],
    kind: KindOption = "",
    platform: Platform = "",
    every: Every = "",
) -> None:
    """Import feeds; folders become sections."""
    from monitor import adding

    given = {"kind": kind, "platform": platform, "every": every}
    done = adding.import_opml(Path(context.obj), file.read_bytes(), given)
    for each in done.unusable:
        note(say(f"没有可用网址，未加入：{each}", f"No usable address, left out: {each}"))
    note(
        say(
            f"新增 {len(done.added)} 个，已有 {done.known} 个，不可用 {len(done.unusable)} 个。",
            f"{len(done.added)} added, {done.known} there already, {len(done.unusable)} unusable.",
        )
    )
    if done.added:
        note(RESTART)


@group.command("export-opml", help=say("输出已配置的订阅为 OPML", "write the configured feeds as OPML"))
def export_opml(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help=say("文件，不写为标准输出", "a file, else stdout"))
    ] = None,
) -> None:
    """Export feeds; sections become folders."""
    from config.load import load
    from monitor import adding

    written, feeds, others = adding.export_opml(load(Path(context.obj)).settings)
    if file is None:
        sys.stdout.write(written.decode())
    else:
        file.write_bytes(written)
    note(
        say(
            f"{feeds} 个订阅已写入 OPML；另有 {others} 个来源不是订阅，OPML 无法表示。",
            f"{feeds} feed(s) written; {others} other source(s) are no feeds and have no place in OPML.",
        )
    )
