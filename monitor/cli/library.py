"""Commands about the library: where it stands, bringing it level, building it anew, comparing it."""

from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.inputs import AsJson, opened
from monitor.cli.output import emit_json, note, result
from monitor.language import say

if TYPE_CHECKING:
    from index.library.verify import Checked

SHOWN = 20
Wait = Annotated[
    float,
    typer.Option(min=0, metavar="SECONDS", help=say("资料库不在时最多等多少秒", "wait so long while it is away")),
]

library = typer.Typer(
    help=say("资料库（Elasticsearch）：状态、补齐、重建、核对", "the library in Elasticsearch: status, sync, verify"),
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    library.command("status", help=say("账本与资料库各有多少提及", "mentions in ledger and library"))(status_)
    library.command("sync", help=say("把资料库补齐后结束", "bring the library level with the ledger, and end"))(sync_)
    library.command("rebuild", help=say("全部重写，并清除账本没有的", "write all anew, remove what the ledger lacks"))(
        rebuild_
    )
    library.command("verify", help=say("按天逐条核对，有差异则以 1 退出", "compare by day; exits 1 on any difference"))(
        verify_
    )
    app.add_typer(library, name="library")


def status_(context: typer.Context, json: AsJson = False) -> None:
    """Print how many mentions ledger and library hold, and how many are not sent yet; exit 1 if it can't be asked."""
    from monitor.projecting import connected, status

    with opened(context) as monitor, connected(monitor) as cluster:
        found = status(monitor, cluster)
    if json:
        emit_json({"ledger": found.ledger, "library": found.library, "behind": found.behind})
    else:
        there = "?" if found.library is None else found.library
        result(
            say(
                f"节点 {found.node}：账本 {found.ledger} 条，资料库 {there} 条，待写 {found.behind} 条，"
                f"隔离 {found.quarantined} 条。",
                f"Node {found.node}: ledger {found.ledger}, library {there}, behind {found.behind}, "
                f"quarantined {found.quarantined}.",
            )
        )
    if found.failure:
        note(found.failure)
        raise typer.Exit(1)


def sync_(context: typer.Context, wait: Wait = 60.0) -> None:
    """Send what the library lacks, wait for one that is away, and end when it is level."""
    from monitor.progress import progress
    from monitor.projecting import connected, sync

    with opened(context) as monitor, connected(monitor) as cluster, progress(say("写入", "sending"), 100) as advance:
        sent = sync(monitor, cluster, wait, lambda done, newest: advance(100 * done / max(1, newest)))
    result(say(f"已补齐，写入 {sent} 个文档。", f"The library is level; {sent} document(s) were sent."))


def rebuild_(
    context: typer.Context,
    wait: Wait = 60.0,
    take_over: Annotated[
        bool,
        typer.Option("--take-over", help=say("接管另一账本用过的节点名", "take over a name that another ledger used")),
    ] = False,
) -> None:
    """Write all documents of this node anew; months older than what the ledger holds stay as they are."""
    from monitor.progress import progress
    from monitor.projecting import connected, rebuild

    with opened(context) as monitor, connected(monitor) as cluster, progress(say("重建", "rebuilding"), 100) as advance:
        told = lambda done, newest: advance(100 * done / max(1, newest))  # noqa: E731
        sent = rebuild(monitor, cluster, wait, told, take_over=take_over)
    result(say(f"已重建，写入 {sent} 个文档。", f"The library is rebuilt; {sent} document(s) were sent."))


def verify_(context: typer.Context, json: AsJson = False) -> None:
    """Compare every document with the ledger, day by day; exit 1 on any difference."""
    from index.library.standing import introduce
    from index.library.verify import verify
    from monitor.projecting import connected

    compared, unsound = 0, 0
    with opened(context) as monitor, connected(monitor) as cluster:
        node = introduce(monitor.ledger, monitor.settings.node)
        for checked in verify(monitor.ledger, cluster, node):
            compared += checked.compared
            unsound += not checked.sound
            if json:
                emit_json(_row(checked))
            elif not checked.sound:
                _tell(checked)
    note(
        say(f"核对 {compared} 个文档，", f"Compared {compared} document(s), ")
        + (
            say(f"{unsound} 天有差异。", f"{unsound} day(s) differ.")
            if unsound
            else say("全部一致。", "all are the same.")
        )
    )
    if unsound:
        raise typer.Exit(1)


def _row(checked: "Checked") -> dict[str, object]:
    return {
        "kind": checked.kind,
        "day": checked.day.date().isoformat() if checked.day else None,
        "compared": checked.compared,
        "missing": checked.missing,
        "unknown": checked.unknown,
        "different": checked.different,
    }


def _tell(checked: "Checked") -> None:
    day = f" {checked.day:%Y-%m-%d}" if checked.day else ""
    for word, ids in (
        (say("资料库缺少", "missing in the library"), checked.missing),
        (say("账本没有", "unknown to the ledger"), checked.unknown),
        (say("内容不同", "different"), checked.different),
    ):
        if ids:
            more = " …" if len(ids) > SHOWN else ""
            result(f"{checked.kind.value}{day}: {word} {len(ids)}: {' '.join(ids[:SHOWN])}{more}")
