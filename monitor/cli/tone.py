"""Commands about tone and risk words. Only those about stored mentions need a configuration."""

import gc
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.incidents import Who
from monitor.cli.inputs import AsJson, arrivals, opened
from monitor.cli.output import emit, emit_all, emit_json, note
from monitor.language import say

if TYPE_CHECKING:
    from sentiment.evaluate import DomainReport

Labelled = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE",
        exists=True,
        dir_okay=False,
        help=say("每行一个 JSON：text、label（neg neutral pos），可有 domain", "JSON Lines of text and label"),
    ),
]
Model = Annotated[
    Path | None, typer.Option("--model", help=say("自训模型，默认自带", "a model of your own, else the shipped"))
]

group = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help=say("情感模型：用自己的语料训练和评估", "tone model: train and evaluate on your own texts"),
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(help=say("给每行文字判倾向与风险，输出 JSON", "score each line of text, as JSON"))(score)
    app.add_typer(group, name="sentiment")


def score(
    file: Annotated[
        str,
        typer.Argument(metavar="FILE", help=say("文本文件，每行一段；- 为标准输入", "one text a line; - for stdin")),
    ] = "-",
    model: Model = None,
    explain: Annotated[bool, typer.Option("--explain", help=say("说明依据", "say which words moved it"))] = False,
) -> None:
    """Read one text a line and write exactly one JSON object a line, in order, empty ones too."""
    from sentiment.lines import line_scorer

    gc.disable()  # nothing here makes cycles, and the collector would walk through all tables again and again
    scorer = line_scorer(model)
    for together in arrivals(file):
        emit_all(scorer.score_lines(together, explain=explain))


@group.command(help=say("用标注语料训练自己的模型", "train a model of your own on labelled texts"))
def train(
    files: Labelled,
    out: Annotated[Path, typer.Option("--out", help=say("模型写到这里", "where the model is written"))],
    json: AsJson = False,
) -> None:
    """Train on labelled texts, and report on every tenth, which the model never saw."""
    from monitor.progress import progress
    from sentiment.train import train as train_model

    with progress(say("训练", "training"), total=1) as advance:
        report = train_model(files, out, lambda _, done, total: advance(done / total))
    note(
        say(
            f"模型已写入 {report.model}：训练 {report.trained} 条，留出 {report.held_out} 条检验，"
            f"跳过非中文 {report.skipped} 条。",
            f"Wrote {report.model}: {report.trained} texts taught, {report.held_out} were held out to examine it, "
            f"{report.skipped} that are not Chinese were skipped.",
        )
    )
    _emit_reports(report.domains, json)


@group.command(help=say("在标注语料上评估模型", "examine a model on labelled texts"))
def evaluate(files: Labelled, model: Model = None, json: AsJson = False) -> None:
    """Print the figures of a model, domain by domain, and their mean."""
    from sentiment.evaluate import evaluate as evaluate_model

    _emit_reports(evaluate_model(files, model), json)


@group.command(help=say("更正一条提及的倾向，并留作训练样例", "correct a mention's tone; it is kept to train on"))
def correct(
    context: typer.Context,
    mention: Annotated[str, typer.Argument(metavar="ID", help=say("提及 ID", "id, as in search --json"))],
    tone: Annotated[str, typer.Argument(metavar="TONE", help="negative | neutral | positive")],
    who: Who,
) -> None:
    """Correct a tone; measures move at once, and windows that are still open are judged again."""
    from monitor.alone import judge_alone
    from monitor.rescoring import correct_tone

    with opened(context) as monitor:
        correct_tone(monitor, mention, tone, who)
        note(say("已更正并留作样例。", "Corrected, and kept as an example."))
        judge_alone(monitor, "fenghuo sentiment")


@group.command(help=say("导出更正，供 train 使用", "write the corrections out, for train"))
def corrections(context: typer.Context) -> None:
    """Print the corrections as JSON Lines: text, label, domain, by, at."""
    from monitor.rescoring import corrected_examples

    with opened(context) as monitor:
        for example in corrected_examples(monitor):
            emit_json(example)


@group.command(help=say("用新模型重判历史（可续，不会报警）", "score the history again (resumable, never alarms)"))
def rescore(context: typer.Context, model: Model = None) -> None:
    """Score again what another model scored; measures move exactly, nothing is opened or raised."""
    from monitor.rescoring import rescore as score_again

    with opened(context) as monitor:
        changed = score_again(monitor, model or monitor.settings.tone_model)
        note(say(f"重判完成，{changed} 条的判读有变化。", f"Done; {changed} mention(s) changed."))


def _emit_reports(reports: "Sequence[DomainReport]", as_json: bool) -> None:
    columns = [
        ("domain", say("领域", "domain")),
        ("texts", say("条数", "texts")),
        ("auc", "AUC"),
        ("accuracy", say("准确率", "accuracy")),
        ("macro_f1", say("宏 F1", "macro F1")),
        ("negative_recall", say("负面召回", "neg. recall")),
        ("unsure", say("不确定", "unsure")),
        ("ece", "ECE"),
    ]
    rows = [each.to_dict() for each in reports]
    emit(rows, columns, as_json=as_json, empty=say("没有可评估的文字。", "There is no text to examine."))
