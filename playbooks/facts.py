"""The fact sheet of an incident: the facts that fill every statement's placeholders, so that all of them agree."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from domain.incident import EventKind, Incident, TimelineEntry
from playbooks.actions import Change, may_act
from playbooks.desk import Desk
from playbooks.template import NAME

LONGEST = 500


def facts_of(incident: Incident) -> Mapping[str, str]:
    """Return what is known: the incident's own names, and over them its fact sheet."""
    own = {"品牌": incident.brand, "brand": incident.brand}
    return own | {name: value for name, value in incident.fact_sheet.items() if value}


def set_fact(incident: Incident, who: str, name: str, value: str, desk: Desk, now: datetime) -> Change:
    """Write a fact, or strike it out with an empty value; the old value stays in the timeline."""
    may_act(incident, who, desk)
    if not re.fullmatch(NAME, name):
        raise desk.refusal(
            f"“{name}”不能作为事实名称：请用不超过 40 个字的文字、数字或下划线。",
            f"“{name}” can't name a fact: use at most 40 letters, digits or underscores.",
        )
    value = value.strip()
    if len(value) > LONGEST or not value.isprintable() or set("{}") & set(value):
        raise desk.refusal(
            f"事实“{name}”须为一行文字，不超过 {LONGEST} 字，且不含花括号。",
            f"The fact “{name}” has to be one line of at most {LONGEST} characters without braces.",
        )
    sheet = {key: old for key, old in incident.fact_sheet.items() if key != name} | ({name: value} if value else {})
    details = {"name": name, "old": incident.fact_sheet.get(name, ""), "new": value}
    entry = TimelineEntry(EventKind.FACT_SET, now, who, details=details)
    return Change(replace(incident, fact_sheet=sheet), (entry,))
