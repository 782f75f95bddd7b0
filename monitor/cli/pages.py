"""Commands about the web pages: dashboard link."""

import typer

from monitor.cli.inputs import opened
from monitor.cli.output import note, result
from monitor.language import say

COMMAND = "fenghuo dashboard link"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    pages = typer.Typer(no_args_is_help=True, help=say("看板：登录链接", "the dashboard: links that log in"))
    pages.command("link", help=say("给出一个登录链接（15 分钟，一次）", "a link that logs in (15 minutes, once)"))(link)
    app.add_typer(pages, name="dashboard")


def link(context: typer.Context) -> None:
    """Print a link that opens the dashboard once."""
    from monitor.pagelink import page_link

    with opened(context) as monitor:
        result(page_link(monitor, monitor.settings.web[1]))
        if monitor.lock.acquire(COMMAND):
            monitor.lock.release()
            note(
                say(
                    "监测没有在运行：先启动 fenghuo run，看板由它提供。",
                    "No monitor is running: start fenghuo run first, it serves the dashboard.",
                )
            )
