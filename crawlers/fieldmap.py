"""Which column of a foreign file is which key of ours: guessed from its headings, shown, and overridden by a person."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crawlers.clean import KEYS
from crawlers.headings import COMMENT_ID, EXPORTS, KIND_WORDS, NOT_KEPT, POST_IDS, TIERS, Export
from domain.errors import FenghuoError
from domain.mention import Kind
from text.fold import fold

_BRACKETED = re.compile(r"[(\[【〔{<].*?[)\]】〕}>]")
_PUNCTUATION = re.compile(r"[\W_]+")
_MOST_SHOWN, _MOST_NAME = 30, 40
_EXCEL_DAYS = re.compile(r"[1-9]\d{4}(\.\d+)?")
_EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a wall clock; its zone is that of the import


class FileError(FenghuoError):
    """A file can't be imported as it is, or not as it was asked for; said in both languages, with what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


@dataclass(frozen=True, slots=True)
class FieldMap:
    """``columns``: for each key of ours the columns it is made of, joined by a space; ``fixed``: values of all rows.

    Columns that are no key's are kept in ``extra`` under their names, except those in ``dropped``.
    """

    columns: Mapping[str, tuple[str, ...]]
    fixed: Mapping[str, str] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()

    def translate(self, row: Mapping[str, object]) -> dict[str, object]:
        """Return a row of the file as a row of ours. A row with a title and no text has an empty one."""
        taken = {name for names in self.columns.values() for name in names} | self.dropped
        ours: dict[str, object] = {**self.fixed}
        ours |= {key: _joined([row.get(name) for name in names]) for key, names in self.columns.items()}
        for name, value in row.items():
            if name not in taken and value not in ("", None):
                ours[f"_{name}" if name in KEYS else name] = value
        ours["time"] = _time(ours.get("time"))
        ours["text"] = "" if ours.get("text") is None and ours.get("title") else ours.get("text")
        if isinstance(kind := ours.get("kind"), str):
            ours["kind"] = _KINDS.get(kind.strip().lower(), kind)
        return ours


def heading(name: str) -> str:
    """Return the form in which headings are compared: 發布時間（北京時間） and 发布时间 are one."""
    folded = fold(name)
    return _PUNCTUATION.sub("", _BRACKETED.sub("", folded)) or _PUNCTUATION.sub("", folded)


_TIERS = {key: [[heading(name) for name in tier.split()] for tier in tiers] for key, tiers in TIERS.items()}
_KINDS = {word: kind for kind, words in KIND_WORDS.items() for word in words.split()}
_NOT_KEPT = frozenset(NOT_KEPT.split())
_KNOWN = frozenset(name for tiers in _TIERS.values() for tier in tiers for name in tier)


def recognised(names: Iterable[str], wanted: Mapping[str, str]) -> int:
    """Return how many names are headings we know, or that the overrides ``wanted`` name."""
    asked = {heading(each) for value in wanted.values() for each in (value, *value.split("+"))}
    return sum((name := heading(each)) in _KNOWN or (name != "" and name in asked) for each in names)


def read_overrides(options: Iterable[str]) -> dict[str, str]:
    """Return FIELD=COLUMN options as a mapping; FileError for one that can't be meant."""
    overrides = {}
    for option in options:
        key, equals, column = option.partition("=")
        if not equals or key.strip() not in KEYS:
            keys = ", ".join(sorted(KEYS))
            raise FileError(
                f"--map {option} 看不懂。请写 --map 字段=列名，字段可为：{keys}。",
                f"--map {option} can't be read. Write --map FIELD=COLUMN, where FIELD is one of: {keys}.",
            )
        overrides[key.strip()] = column.strip()
    return overrides


def guess(names: Sequence[str], wanted: Mapping[str, str]) -> FieldMap:
    """Return what the columns of a file mean; ``wanted`` decides for its keys, a person's word before ours.

    A value of ``wanted`` is a heading, ``#N`` for the column N, ``A+B`` for two joined, ``=words`` for the same words
    in all rows, or "" for none. FileError where a time or a text can't be found, or two columns would do.
    """
    fixed = {key: value[1:] for key, value in wanted.items() if value.startswith("=")}
    asked = {key: _asked(value, names) for key, value in wanted.items() if value and key not in fixed}
    used = {name for columns in asked.values() for name in columns}
    free = {name: heading(name) for name in names if name not in used}
    guessed = {key: _best(key, free, names) for key in TIERS if key not in wanted}
    columns = asked | {key: (name,) for key, name in guessed.items() if name}
    export = next((each for each in EXPORTS if _is_of(each, names)), None)
    if export:
        columns, fixed = _of_export(export, names, columns, fixed, wanted)
    _check(columns, fixed, names)
    order = {key: columns[key] for key in TIERS if key in columns}
    taken = {name for each in order.values() for name in each}
    return FieldMap(order, fixed, _NOT_KEPT - taken if export else frozenset())


def _asked(value: str, names: Sequence[str]) -> tuple[str, ...]:
    whole = _found(value, names)
    columns = (whole,) if whole else tuple(_found(part, names) for part in value.split("+"))
    if not all(columns):
        raise FileError(
            f"没有列“{value}”。文件的列：{_listed(names)}。",
            f"There is no column {value!r}. The columns of the file: {_listed(names)}.",
        )
    return columns


def _found(wanted: str, names: Sequence[str]) -> str:
    wanted = wanted.strip()
    if wanted in names:
        return wanted
    if re.fullmatch(r"#\d{1,5}", wanted) and 1 <= int(wanted[1:]) <= len(names):
        return names[int(wanted[1:]) - 1]
    return next((name for name in names if heading(name) == heading(wanted) != ""), "")


def _best(key: str, free: Mapping[str, str], names: Sequence[str]) -> str:
    for tier in _TIERS[key]:
        found = [name for name, form in free.items() if form in tier]
        exact = [name for name in found if name == key]
        if len(exact or found) > 1:
            choices = ", ".join(found)
            raise FileError(
                f"{choices} 都可能是 {key}。请用 --map {key}=列名 指定"
                f"（两列合一：--map {key}={'+'.join(found[:2])}；不要：--map {key}=）。",
                f"{choices} may each be {key}. Choose by --map {key}=COLUMN"
                f" (two as one: --map {key}={'+'.join(found[:2])}; none: --map {key}=).",
            )
        if found:
            return (exact or found)[0]
    return ""


def _is_of(export: Export, names: Sequence[str]) -> bool:
    return any(set(sign.split()) <= set(names) for sign in export.signs)


def _of_export(
    export: Export,
    names: Sequence[str],
    columns: dict[str, tuple[str, ...]],
    fixed: dict[str, str],
    wanted: Mapping[str, str],
) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Add what the platform of an export says of all its rows; a comment names the post under which it stands."""
    is_comment = COMMENT_ID in names
    kind = Kind.COMMENT if is_comment else export.kind
    said = {"platform": export.platform, "source": export.name, "kind": kind.value}
    said = {key: value for key, value in said.items() if key not in columns and key not in wanted}
    post = next((name for name in POST_IDS if name in names), "")
    parent = {"parent": (post,)} if is_comment and post and "parent" not in wanted else {}
    return columns | parent, said | fixed


def _check(columns: Mapping[str, object], fixed: Mapping[str, str], names: Sequence[str]) -> None:
    for key, others, zh in (("time", (), "时间"), ("text", ("title",), "正文")):
        if not any(each in columns or each in fixed for each in (key, *others)):
            raise FileError(
                f"找不到{zh}列（{key}）。请用 --map {key}=列名 指定。文件的列：{_listed(names)}。",
                f"No column for {key} was found. Name it by --map {key}=COLUMN. The columns: {_listed(names)}.",
            )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(" ".join(name.split())[:_MOST_NAME] for name in names[:_MOST_SHOWN])
    return f"{shown}, … ({len(names)})" if len(names) > _MOST_SHOWN else shown


def _joined(values: Sequence[object]) -> object:
    if len(values) == 1:
        return values[0]
    return " ".join(str(value) for value in values if value not in ("", None))


def _time(value: object) -> object:
    """Return a time as it was stated, the days since 1900 that a spreadsheet counts as a date."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return value
    if not _EXCEL_DAYS.fullmatch(str(value).strip()):
        return value
    at = _EXCEL_EPOCH + timedelta(days=float(value))
    return at.replace(microsecond=0).isoformat(sep=" ")
