"""Verdicts: what a person says of an alarm afterwards, from which the precision of rules is counted."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Finding(StrEnum):
    """What an alarm was."""

    CRISIS = "crisis"
    FALSE_ALARM = "false_alarm"
    KNOWN = "known"
    ASTROTURF = "astroturf"


FINDING_NAMES = {
    Finding.CRISIS: ("真危机", "a real crisis"),
    Finding.FALSE_ALARM: ("误报", "a false alarm"),
    Finding.KNOWN: ("已知", "known already"),
    Finding.ASTROTURF: ("水军", "an astroturf flood"),
}
"""Names as (Chinese, English)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One person's finding on an incident, or on one of its signals where ``signal`` names it.

    A later verdict on the same subject replaces an earlier one; a signal's own counts before that of its incident.
    """

    finding: Finding
    incident: int
    person: str
    at: datetime
    signal: str = ""
    reason: str = ""
