"""What a reviewer looks for in a statement, found beforehand. Remarks advise; people decide."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domain.statement import Audience, Stage, Statement
from playbooks import template
from playbooks.linter_words import ADVICE, CONTACT, NEXT_UPDATE, TIMED, UNIT, WORDS, LintKind
from playbooks.words import pick
from text.mask import mask

SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]?")
TO_FILL = re.compile(r"【(?:待补|TO FILL)[^】]*】")


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing a reviewer would stop at: ``line`` counts from 1 in the text, 0 where it is about the whole of it."""

    kind: LintKind
    line: int
    words: str
    advice: str


def lint(statement: Statement) -> tuple[Remark, ...]:
    """Return what a reviewer would say about a template, in its own language and in order of the lines."""
    found = [*_wording(statement, statement.body), *_personal(statement, statement.body)]
    if not _names(statement, CONTACT):
        found.append(_remark(statement, LintKind.NO_CONTACT, 0, ""))
    if statement.stage is not Stage.LATE and not _names(statement, NEXT_UPDATE):
        found.append(_remark(statement, LintKind.NO_NEXT_UPDATE, 0, ""))
    return tuple(sorted(found, key=lambda remark: remark.line))


def lint_filled(statement: Statement, text: str, fact_sheet: Mapping[str, str]) -> tuple[Remark, ...]:
    """Return what a reviewer would say about a filled-in text, its numbers held against the fact sheet."""
    found = [*_wording(statement, text), *_personal(statement, text), *_numbers(statement, text, fact_sheet)]
    for pattern in (template.PLACEHOLDER, TO_FILL):
        found += [
            _remark(statement, LintKind.UNFILLED, _line_at(text, match), match[0]) for match in pattern.finditer(text)
        ]
    return tuple(sorted(found, key=lambda remark: remark.line))


def _wording(statement: Statement, text: str) -> Iterator[Remark]:
    for kind, pattern in WORDS[statement.lang].items():
        if not _concerns(kind, statement):
            continue
        for sentence in SENTENCE.finditer(text):
            if kind is LintKind.PROMISE and TIMED[statement.lang].search(sentence[0]):
                continue
            for match in pattern.finditer(text, *sentence.span()):
                yield _remark(statement, kind, _line_at(text, match), match[0])


def _concerns(kind: LintKind, statement: Statement) -> bool:
    """Say whether a kind matters here: staff know the jargon, and facts are known once the first stage is over."""
    if kind is LintKind.JARGON:
        return statement.audience is not Audience.STAFF
    return kind is not LintKind.ADMISSION or statement.stage is Stage.EARLY


def _personal(statement: Statement, text: str) -> Iterator[Remark]:
    for number, line in enumerate(text.split("\n"), 1):
        if (hidden := mask(line)) != line:
            yield _remark(statement, LintKind.PERSONAL_DATA, number, hidden.strip())


def _numbers(statement: Statement, text: str, fact_sheet: Mapping[str, str]) -> Iterator[Remark]:
    """Yield numbers whose unit the fact sheet counts too, but never with this number; dates and times are left out."""
    counted: dict[str, set[str]] = {}
    for value in fact_sheet.values():
        for match in UNIT.finditer(value):
            counted.setdefault(match["unit"], set()).add(match["number"].replace(",", ""))
    for match in UNIT.finditer(text):
        known = counted.get(match["unit"])
        if known and match["number"].replace(",", "") not in known:
            yield _remark(statement, LintKind.CONTRADICTION, _line_at(text, match), match[0])


def _names(statement: Statement, wanted: re.Pattern[str]) -> bool:
    return any(wanted.search(name) for name in statement.facts)


def _line_at(text: str, match: re.Match[str]) -> int:
    return text.count("\n", 0, match.start()) + 1


def _remark(statement: Statement, kind: LintKind, line: int, words: str) -> Remark:
    return Remark(kind, line, words, pick(statement.lang, *ADVICE[kind]))
