"""``fenghuo incidents``: list, show, and everything people do with an incident. Each act names who did it."""

from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.inputs import AsJson, opened
from monitor.cli.output import emit, emit_json, note, result
from monitor.language import say

if TYPE_CHECKING:
    from monitor.casebook import Act

Number = Annotated[int, typer.Argument(metavar="ID", help=say("事件编号", "number of the incident"))]
Who = Annotated[str, typer.Option("--as", metavar="PERSON", help=say("people: 中的姓名", "a name of people:"))]
Reason = Annotated[str, typer.Option("--reason", help=say("原因，留在记录中", "the reason, kept on the record"))]

group = typer.Typer(no_args_is_help=True, help=say("事件：查看、接手、处置、关闭", "incidents: see, handle, close"))


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    app.add_typer(group, name="incidents")


@group.command("list", help=say("列出事件", "list incidents"))
def list_(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help=say("含已关闭的", "closed ones too"))] = False,
    json: AsJson = False,
) -> None:
    """List incidents, newest first."""
    from monitor.caselist import incident_rows

    with opened(context) as monitor:
        columns = [
            ("id", say("编号", "id")),
            ("level_shown", say("等级", "level")),
            ("brand", say("品牌", "brand")),
            ("category_shown", say("类别", "category")),
            ("state_shown", say("状态", "state")),
            ("acknowledged_by", say("接手人", "taken by")),
            ("steps", say("步骤", "steps")),
            ("next_deadline", say("下一时限", "next due")),
        ]
        rows = incident_rows(monitor, open_only=not everything)
        emit(rows, columns, as_json=json, empty=say("没有未关闭的事件。", "No incident is open."))


@group.command(help=say("查看一个事件：卡片与时间线", "show one incident: its card and timeline"))
def show(context: typer.Context, incident: Number, json: AsJson = False) -> None:
    """Show an incident's card, timeline and deadlines."""
    from monitor.caselist import incident_page, incident_record

    with opened(context) as monitor:
        if json:
            emit_json(incident_record(monitor, incident))
        else:
            result(incident_page(monitor, incident))


@group.command(help=say("确认接手", "acknowledge"))
def ack(context: typer.Context, incident: Number, who: Who) -> None:
    """Take the incident on; reminders stop until it lapses."""
    from playbooks import actions

    _act(context, incident, lambda desk, case, now: actions.acknowledge(case, who, desk, now))


@group.command(help=say("标记步骤完成或跳过", "mark a step done or skipped"))
def step(
    context: typer.Context,
    incident: Number,
    step: Annotated[str, typer.Argument(metavar="STEP", help=say("步骤 ID", "id of the step"))],
    who: Who,
    reason: Reason = "",
    skip: Annotated[bool, typer.Option("--skip", help=say("此处不需要（写明原因）", "not needed here"))] = False,
) -> None:
    """Mark a step done; ``--reason`` says how its condition was met, or why it is skipped."""
    from playbooks import actions

    settle = actions.skip_step if skip else actions.do_step
    _act(context, incident, lambda desk, case, now: settle(case, who, step, desk, now, reason))


@group.command(help=say("写入事实表（声明的占位符由此填充）", "write a fact; it fills the statements' placeholders"))
def fact(
    context: typer.Context,
    incident: Number,
    name: Annotated[str, typer.Argument(metavar="NAME", help=say("事实名称", "name of the fact"))],
    value: Annotated[str, typer.Argument(metavar="VALUE", help=say("内容；空为删除", "what it is; empty strikes it"))],
    who: Who,
) -> None:
    """Set a fact of the incident's fact sheet."""
    from playbooks import facts

    _act(context, incident, lambda desk, case, now: facts.set_fact(case, who, name, value, desk, now))


@group.command("raise", help=say("升级", "raise the level"))
def raise_(
    context: typer.Context,
    incident: Number,
    who: Who,
    level: Annotated[str, typer.Option("--level", help=say("目标等级，默认升一级", "by one if not given"))] = "",
    reason: Reason = "",
) -> None:
    """Raise the level."""
    from playbooks import actions

    _act(context, incident, lambda desk, case, now: actions.raise_level(case, who, desk, now, level, reason))


@group.command(help=say("降级；不写等级则确认系统建议", "lower the level; confirms a proposal if none is given"))
def lower(
    context: typer.Context,
    incident: Number,
    who: Who,
    level: Annotated[str, typer.Option("--level", help=say("目标等级", "to this level"))] = "",
    reason: Reason = "",
) -> None:
    """Lower the level to one that is named, or to the one that the monitor proposed."""
    from playbooks import actions

    def act(desk, case, now):  # type: ignore[no-untyped-def]
        if level:
            return actions.lower_level(case, who, level, desk, now, reason)
        return actions.confirm_lowering(case, who, desk, now, reason)

    _act(context, incident, act)


@group.command(help=say("标记已控制或已解决", "mark as contained or resolved"))
def mark(
    context: typer.Context,
    incident: Number,
    state: Annotated[str, typer.Argument(metavar="contained|resolved")],
    who: Who,
    reason: Reason = "",
) -> None:
    """Say that an incident is contained, or that its matter is solved."""
    from domain.errors import UsageError
    from playbooks import actions

    acts = {"contained": actions.contain, "resolved": actions.resolve}
    if state not in acts:
        raise UsageError(say("状态只能是 contained 或 resolved。", "The state is contained or resolved."))
    _act(context, incident, lambda desk, case, now: acts[state](case, who, desk, now, reason))


@group.command(help=say("验证后关闭", "close after verification"))
def close(
    context: typer.Context,
    incident: Number,
    who: Who,
    reason: Reason = "",
    satisfaction: Annotated[
        int | None, typer.Option("--satisfaction", help=say("回访满意度 1–5", "answer of the call-back, 1–5"))
    ] = None,
    force: Annotated[bool, typer.Option("--force", help=say("跳过未完成的步骤", "skip open steps"))] = False,
) -> None:
    """Close an incident; ``--reason`` says how it was verified."""
    from playbooks import actions

    _act(
        context,
        incident,
        lambda desk, case, now: actions.close(
            case, who, desk, now, reason=reason, satisfaction=satisfaction, force=force
        ),
    )


@group.command(help=say("把一个类别拆成独立事件", "move a category into an incident of its own"))
def split(
    context: typer.Context,
    incident: Number,
    category: Annotated[str, typer.Argument(metavar="CATEGORY", help=say("要拆出的类别", "category to move"))],
    who: Who,
    reason: Reason = "",
    mention: Annotated[list[str] | None, typer.Option(help=say("一并移出的提及 ID", "ids of mentions to move"))] = None,
) -> None:
    """Split an incident that holds two matters."""
    from monitor.alone import judge_alone
    from monitor.casebook import split_incident

    with opened(context) as monitor:
        new = split_incident(monitor, incident, category, who, reason, mention or [])
        note(say(f"已拆出事件 {new}。", f"Incident {new} was split off."))
        judge_alone(monitor, "fenghuo incidents")


@group.command(help=say("并入另一个事件", "merge into another incident"))
def merge(
    context: typer.Context,
    incident: Number,
    into: Annotated[int, typer.Argument(metavar="INTO", help=say("并入的事件编号", "number of the one that stays"))],
    who: Who,
    reason: Reason = "",
) -> None:
    """Merge two incidents that are one matter."""
    from monitor.alone import judge_alone
    from monitor.casebook import merge_incidents

    with opened(context) as monitor:
        merge_incidents(monitor, incident, into, who, reason)
        note(say(f"事件 {incident} 已并入事件 {into}。", f"Incident {incident} was merged into {into}."))
        judge_alone(monitor, "fenghuo incidents")


def _act(context: typer.Context, incident: int, action: "Act") -> None:
    """Carry out one act on one incident and say what its timeline now says."""
    from monitor.alone import judge_alone
    from monitor.casebook import act
    from monitor.caselist import told

    with opened(context) as monitor:
        for entry in act(monitor, incident, action):
            note(told(entry, monitor))
        judge_alone(monitor, "fenghuo incidents")
