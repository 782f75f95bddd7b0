"""``fenghuo statements``: the library of pre-approved texts: list, show, approve, pull."""

from datetime import datetime
from typing import Annotated

import typer

from monitor.cli.incidents import Who
from monitor.cli.inputs import AsJson, opened
from monitor.cli.output import emit, note, result
from monitor.language import say

Statement = Annotated[str, typer.Argument(metavar="ID", help=say("声明 ID", "id of the statement"))]

group = typer.Typer(no_args_is_help=True, help=say("声明库：查看、批准、取用", "statements: see, approve, pull"))


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    app.add_typer(group, name="statements")


@group.command("list", help=say("列出声明及其批准状态", "list statements and where their approval stands"))
def list_(context: typer.Context, json: AsJson = False) -> None:
    """List the statements of the configured language."""
    from monitor.shelf import statement_rows

    with opened(context) as monitor:
        columns = [
            ("id", "id"),
            ("title", say("标题", "title")),
            ("stage_shown", say("阶段", "stage")),
            ("audience_shown", say("对象", "audience")),
            ("state_shown", say("状态", "state")),
            ("waits_shown", say("待批", "waits for")),
            ("valid_until", say("有效至", "valid until")),
        ]
        emit(statement_rows(monitor), columns, as_json=json, empty=say("没有声明。", "There is no statement."))


@group.command(help=say("查看一份声明的原文（草稿不可直接发布）", "show a statement's text (not for use)"))
def show(context: typer.Context, statement: Statement) -> None:
    """Show a statement's text with its placeholders, for those who review it."""
    from monitor.shelf import statement_page

    with opened(context) as monitor:
        result(statement_page(monitor, statement))


@group.command(help=say("批准一份声明的当前文字（法务与公关各一人）", "approve the exact text, as legal or PR"))
def approve(
    context: typer.Context,
    statement: Statement,
    who: Who,
    role: Annotated[str, typer.Option("--role", metavar="legal|pr", help=say("以何角色", "in which role"))],
    valid_until: Annotated[
        datetime | None,
        typer.Option("--valid-until", formats=["%Y-%m-%d"], help=say("有效至，默认 180 天", "180 days by default")),
    ] = None,
) -> None:
    """Record an approval, bound to the text's hash; any edit voids it."""
    from monitor.alone import judge_alone
    from monitor.shelf import approve_statement

    with opened(context) as monitor:
        note(approve_statement(monitor, statement, who, role, valid_until.date() if valid_until else None))
        judge_alone(monitor, "fenghuo statements")


@group.command(help=say("取用：用事实表填好一份获批声明并记录", "pull: fill in an approved statement, recorded"))
def pull(
    context: typer.Context,
    statement: Statement,
    incident: Annotated[int, typer.Option("--incident", help=say("用于哪个事件", "for which incident"))],
    who: Who,
) -> None:
    """Print the final text; refused while a fact is missing or the text is not approved."""
    from monitor.alone import judge_alone
    from monitor.shelf import pull_statement

    with opened(context) as monitor:
        text = pull_statement(monitor, statement, incident, who)
        note(say("已记录本次取用。", "This use was recorded."))
        result(text)
        judge_alone(monitor, "fenghuo statements")
