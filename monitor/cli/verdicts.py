"""``fenghuo verdict``: what an alarm was, as a person found afterwards. ``fenghuo rules precision`` counts it."""

from typing import Annotated

import typer

from monitor.cli.inputs import AsJson, opened
from monitor.cli.output import emit, note
from monitor.cli.rules import group
from monitor.language import say

_SUBJECT = say("事件编号，或信号 ID（只针对一条规则的一次触发）", "number of an incident, or id of one of its signals")
_FINDING = say("真危机 crisis、误报 false_alarm、已知 known、水军 astroturf", "crisis, false_alarm, known or astroturf")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        help=say(
            "给出结论：真危机、误报、已知、水军（计入 fenghuo rules precision）",
            "say what an alarm was; fenghuo rules precision counts it",
        )
    )(verdict)


def verdict(
    context: typer.Context,
    subject: Annotated[str, typer.Argument(metavar="ID", help=_SUBJECT)],
    finding: Annotated[str, typer.Argument(metavar="VERDICT", help=_FINDING)],
    who: Annotated[str, typer.Option("--as", metavar="PERSON", help=say("people: 中的姓名", "a name of people:"))],
    reason: Annotated[str, typer.Option("--reason", help=say("原因，留在记录中", "the reason, kept on record"))] = "",
) -> None:
    """Record a verdict; a later one on the same subject replaces it, and both stay on record."""
    from monitor.verdicts import finding_of, give

    found = finding_of(finding)
    with opened(context) as monitor:
        note(give(monitor, subject, found, who, reason))


@group.command(
    help=say(
        "每条规则的精确率（附 Wilson 区间）与建议排除的词，依据 fenghuo verdict 的结论",
        "how often each rule was right, by verdicts, with its Wilson interval and words it might exclude",
    )
)
def precision(context: typer.Context, json: AsJson = False) -> None:
    """List the rules that have verdicts, the least precise first; drills don't count."""
    from domain.verdict import FINDING_NAMES
    from monitor.verdicts import precision_rows

    with opened(context) as monitor:
        columns = [
            ("rule", say("规则", "rule")),
            *((finding.value, say(*names)) for finding, names in FINDING_NAMES.items()),
            ("precision_shown", say("精确率（95 % 区间）", "precision (95 %)")),
            ("noisy_shown", ""),
            ("exclude_shown", say("可考虑排除", "might exclude")),
        ]
        empty = say(
            "还没有结论：fenghuo verdict 编号 真危机|误报|已知|水军", "No verdict yet: fenghuo verdict ID VERDICT"
        )
        emit(precision_rows(monitor), columns, as_json=json, empty=empty)
