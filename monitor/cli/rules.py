"""Commands that try rules: backtest, rules test."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.inputs import AsJson
from monitor.cli.output import emit, emit_json, note, result
from monitor.language import say

if TYPE_CHECKING:
    from monitor.backtest.run import Backtest

File = Annotated[
    str,
    typer.Argument(
        metavar="FILE",
        help=say(
            "要回测的文件，格式同 import；不写则用已入库的历史",
            "a file as for import; without it the stored history",
        ),
    ),
]
Moment = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S%z"])]
Rules = Annotated[
    Path | None,
    typer.Option(
        "--rules",
        help=say(
            "规则草稿：写法同 rules 一节，叠加在现行规则上", "a draft, written as the section rules, laid over it"
        ),
    ),
]
Compare = Annotated[
    bool, typer.Option("--compare", help=say("与现行规则逐项比较", "beside the rules in force, alarm by alarm"))
]


group = typer.Typer(
    no_args_is_help=True, help=say("规则：金标用例、精确率", "rules: golden fixtures, how often they were right")
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="rules")
    app.command(
        help=say(
            "回测：规则在过去会响几次、为何响（虚拟时钟，全在内存，不碰正在运行的一切）",
            "try rules on the past: what would have rung and why (virtual clock, in memory, nothing live is touched)",
        )
    )(backtest)
    group.command(
        "test",
        help=say(
            "运行金标用例：给定提及，核对应发生的事件；有出入则退出码为 1",
            "run golden fixtures: mentions in, expected events out; exits 1 where they differ",
        ),
    )(test_rules)


def backtest(
    context: typer.Context,
    file: File = "",
    since: Moment = None,
    until: Moment = None,
    rules: Rules = None,
    compare: Compare = False,
    json: AsJson = False,
) -> None:
    """Play the same engine on a virtual clock over a file or the stored history, and tell what would have rung."""
    from monitor.backtest.report import event_rows, summary
    from monitor.backtest.run import Asked
    from monitor.backtest.run import backtest as play

    test = play(Asked(context.obj, file, since, until, rules, compare))
    if json:
        for row in event_rows(test):
            emit_json(row)
    else:
        _tell(test)
    note(summary(test))


def _tell(test: "Backtest") -> None:
    from monitor.backtest.report import alarm_rows, day_rows

    compared = test.in_force is not None
    draft, in_force = say("草稿", "draft"), say("现行", "in force")
    marks = [("in_force", in_force), ("draft", draft)] if compared else []
    alarms = [
        ("time", say("时间", "time")),
        ("event", say("动作", "event")),
        ("brand", say("品牌", "brand")),
        ("category", say("类别", "category")),
        ("level", say("等级", "level")),
        *marks,
        ("why", say("原因", "why")),
    ]
    days = [("day", say("日期", "day")), ("alarms", say("告警", "alarms")), ("raised", say("升级", "raised"))]
    if compared:
        days += [
            ("alarms_in_force", say("现行告警", "alarms in force")),
            ("raised_in_force", say("现行升级", "raised in force")),
        ]
    emit(alarm_rows(test), alarms, as_json=False, empty=say("不会有任何告警。", "Nothing would have rung."))
    if test.events or test.in_force:
        emit(day_rows(test), days, as_json=False, empty="")


def test_rules(
    context: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE",
            help=say(
                "用例文件；不写则运行自带的和配置文件夹 rule-tests 里的",
                "files of fixtures; those that ship and those in the folder rule-tests if none is named",
            ),
        ),
    ] = None,
    json: AsJson = False,
) -> None:
    """Play golden fixtures and tell where what came is not what was expected."""
    from monitor.backtest.fixtures import run_fixtures

    failed = total = 0
    for outcome in run_fixtures(context.obj, files or []):
        total, failed = total + 1, failed + bool(outcome.differences)
        if json:
            emit_json({"file": outcome.file, "name": outcome.name, "differences": outcome.differences})
        else:
            mark = "✗" if outcome.differences else "✓"
            result("\n".join([f"{mark} {outcome.file}: {outcome.name}", *(f"    {d}" for d in outcome.differences)]))
    note(say(f"{total} 个用例，{failed} 个有出入。", f"{total} fixtures, {failed} differ."))
    raise typer.Exit(1 if failed else 0)
