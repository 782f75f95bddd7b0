"""Golden fixtures of rules: mentions in, expected events out, written as YAML by whoever owns the rules."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from config.fields import Duration, Name, Section, said
from config.finding import Place
from config.load import told
from config.preset import PRESETS
from config.read import text_of
from config.refusal import refusals
from config.sections import Industry
from config.tree import Grower, UnreadableError
from domain.errors import ConfigError
from domain.sentiment import Tone

SHIPPED = PRESETS / "fixtures"
OWN_FOLDER = "rule-tests"
"""Where a customer's own fixtures lie, beside ``fenghuo.yaml``."""


class MentionsSpec(Section):
    """One mention, or ``count`` of them ``every`` so often; ``{n}`` in text and author is its number, from 1.

    ``row`` holds whatever else an import would read of it (kind, source, followers, views …).
    """

    at: Duration | Literal["0"] = said("开始后多久", "how long after the start", "0")
    text: Name = said("正文，{n} 为序号", "the text; {n} is its number")
    author: str = said("作者", "author", "网友{n}")
    tone: Tone | None = said("情感，不写即未判读", "tone; not scored yet if not written", None)
    count: int = said("多少条", "how many", 1, ge=1, le=10_000)
    every: Duration = said("每隔多久一条", "how long between two", "1m")
    row: dict[str, Any] = said("其余字段，同 import", "other keys, as for import", {})


class ExpectedSpec(Section):
    """One event that must come, in order; what is not written may be anything. ``within`` counts from the start."""

    event: Literal["opened", "reopened", "raised", "closed"] = said("动作", "event")
    brand: str = said("品牌", "brand", "")
    category: str = said("类别", "category", "")
    level: str = said("等级", "level", "")
    rule: str = said("触发规则之一", "one of the rules that fired", "")
    within: Duration | None = said("开始后多久之内", "not later than this after the start", None)


class FixtureSpec(Section):
    """One story: what is said, and what has to happen. Without ``expect`` nothing may happen.

    ``industry`` plays it on a preset with the brand 示例品牌, else it is played on the configuration. Closings are only
    looked at where one is expected.
    """

    name: Name = said("名称", "name of the story")
    industry: Industry | None = said("在哪个行业预设上运行", "the preset it is played on", None)
    mentions: tuple[MentionsSpec, ...] = said("提及", "mentions", min_length=1)
    expect: tuple[ExpectedSpec, ...] = said("预期事件", "expected events", ())


class FixtureFile(Section):
    """The fixtures of one file."""

    fixtures: tuple[FixtureSpec, ...] = said("用例", "fixtures", min_length=1)


def read_fixtures(file: Path, language: str) -> Sequence[FixtureSpec]:
    """Return the fixtures of a file; ConfigError carries every mistake with its line."""
    try:
        grower = Grower(file, text_of(file, Place(file, 1), "fixtures"))
        tree = grower.grow()
        found = list(grower.findings)
        try:
            read = FixtureFile.model_validate(tree.plain())
        except ValidationError as error:
            found += refusals(error, tree, FixtureFile)
    except UnreadableError as error:
        found = [error.finding]
    if found:
        raise ConfigError(list(told(found, file.parent, language)))
    return read.fixtures


def fixture_files(folder: Path, named: Sequence[Path]) -> list[Path]:
    """Return the files asked for, else those that ship and those in the folder ``rule-tests`` of a configuration."""
    if named:
        return list(named)
    own = folder if folder.is_dir() else folder.parent
    return [*sorted(SHIPPED.glob("*.yaml")), *sorted((own / OWN_FOLDER).glob("*.yaml"))]
