"""What a configuration's mistakes and warnings are called, in Chinese and English: one row a code."""

from collections.abc import Mapping
from pathlib import Path
from string import Formatter

from config.finding import Finding, Said, relative
from config.phrases import PHRASES
from domain.errors import Mistake

MOST_NAMES = 30
"""Names that a list of what is allowed goes up to."""


def tell(finding: Finding, folder: Path, language: str) -> Mistake:
    """Put a finding into words; the file is named relative to the configuration's folder where it lies in it."""
    row = PHRASES.get(finding.code)
    english = language == "en"
    problem, allowed = (row[1] if english else row[0]) if row else ("{code}", "")
    values = {key: _word(key, value, english) for key, value in finding.values.items()}
    values["code"] = finding.code.replace("_", " ")
    return Mistake(
        file=relative(finding.place.file, folder),
        line=finding.place.line,
        field=finding.field,
        problem=_fill(problem, values),
        allowed=_near(finding.values, english) + _fill(allowed, values),
    )


def _word(key: str, value: object, english: bool) -> str:
    if key == "given":
        return f"“{value}”" if value else "the value" if english else "所写的值"
    if isinstance(value, Said):
        return value.en if english else value.zh
    if isinstance(value, list | tuple):
        names = [str(each) for each in value]
        more = [] if len(names) <= MOST_NAMES else ["…"]
        return (", " if english else "、").join(names[:MOST_NAMES] + more) or ("nothing" if english else "（无）")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _near(values: Mapping[str, object], english: bool) -> str:
    near = values.get("near")
    return "" if not near else f"did you mean {near}? " if english else f"是否指 {near}？"


def _fill(phrase: str, values: Mapping[str, str]) -> str:
    names = (name for _, name, _, _ in Formatter().parse(phrase) if name)
    return phrase.format(**{name: values.get(name, "?") for name in names})
