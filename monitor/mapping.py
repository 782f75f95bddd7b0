"""How a file is going to be read, told to the person who imports it before its first row is stored."""

from collections.abc import Iterable
from pathlib import Path

from crawlers.fieldmap import FieldMap, FileError, read_overrides
from crawlers.formats import Plan, plan
from domain.errors import UsageError
from monitor.language import say

_DELIMITERS = {"\t": "Tab"}


def planned(path: Path, maps: Iterable[str], sheet: str) -> Plan:
    """Return how to read a file; UsageError, in the language of the command line, where it can't be read so."""
    try:
        return plan(path, read_overrides(maps), sheet)
    except FileError as error:
        raise UsageError(f"{path.name}: {say(error.zh, error.en)}") from None


def told(name: str, plan: Plan) -> str:
    """Return the plan in lines: the format, what each key of ours is taken from, what is kept aside; "" for our own."""
    if plan.fields is None:
        return ""
    facts = [str(plan.format)]
    if plan.encoding:
        delimiter = _DELIMITERS.get(plan.delimiter, plan.delimiter)
        facts.append(
            say(f"编码 {plan.encoding}，分隔符 {delimiter}", f"encoding {plan.encoding}, delimiter {delimiter}")
        )
    if plan.sheets:
        others = ", ".join(plan.sheets[1:])
        also = say(f"（另有 {others}，用 --sheet 选）", f" (also: {others}; choose by --sheet)") if others else ""
        facts.append(say(f"工作表 {plan.sheets[0]}{also}", f"sheet {plan.sheets[0]}{also}"))
    if plan.header:
        facts.append(say(f"表头在第 {plan.header} 行", f"headings in row {plan.header}"))
    rows = [f"  {key} ← {' + '.join(names)}" for key, names in plan.fields.columns.items()]
    rows += [f"  {key} = {value}" for key, value in plan.fields.fixed.items()]
    return "\n".join([f"{name}: {say('；', '; ').join(facts)}", *rows, *_aside(plan.columns, plan.fields)])


def _aside(columns: Iterable[str], fields: FieldMap) -> list[str]:
    used = {name for names in fields.columns.values() for name in names}
    kept = [name for name in columns if name not in used and name not in fields.dropped]
    dropped = [name for name in columns if name in fields.dropped]
    lines = []
    if kept:
        lines.append(say(f"  存入 extra：{', '.join(kept)}", f"  kept in extra: {', '.join(kept)}"))
    if dropped:
        lines.append(say(f"  不保存：{', '.join(dropped)}", f"  not kept: {', '.join(dropped)}"))
    hint = "  改动：--map 字段=列名（可重复）", "  change it by --map FIELD=COLUMN (repeatable)"
    return [*lines, say(*hint)]
