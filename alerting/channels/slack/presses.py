"""Buttons of a card that people press in Slack: what Slack signed lately is read, and nothing else."""

import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs

from alerting.channels.slack.blocks import Block, plain
from domain.verdict import FINDING_NAMES, Finding

VERDICT = "verdict"
"""The id of the row of buttons; an action is called ``verdict:false_alarm``."""

OLDEST = timedelta(minutes=5)
"""What was signed longer ago may have been recorded and sent again by somebody else."""


@dataclass(frozen=True, slots=True)
class Press:
    """A verdict button pressed on the card of an incident, by a Slack user."""

    user: str
    incident: int
    finding: Finding


def verdict_buttons(incident: int, lang: str) -> Block:
    """Return the row of buttons that say what an alarm was."""
    return {
        "type": "actions",
        "block_id": VERDICT,
        "elements": [
            {
                "type": "button",
                "action_id": f"{VERDICT}:{finding.value}",
                "text": plain(_label(en) if lang.startswith("en") else zh, 75),
                "value": str(incident),
            }
            for finding, (zh, en) in FINDING_NAMES.items()
        ],
    }


def is_signed(secrets: Iterable[str], body: bytes, timestamp: str, signature: str, now: datetime) -> bool:
    """Say whether Slack signed a body with one of the signing secrets within the last minutes (scheme v0)."""
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        return False
    if abs(now.timestamp() - int(timestamp)) > OLDEST.total_seconds():
        return False
    signed, given = b"v0:" + timestamp.encode() + b":" + body, signature.encode("utf-8", "replace")
    return any(
        hmac.compare_digest(b"v0=" + hmac.new(secret.encode(), signed, sha256).hexdigest().encode(), given)
        for secret in secrets
    )


def read_press(body: bytes) -> Press | None:
    """Return the verdict button that a signed body tells of, None where it tells of anything else."""
    try:
        payload: Any = json.loads(parse_qs(body.decode("utf-8"))["payload"][0])
        user, (action, *_) = str(payload["user"]["id"]), payload["actions"]
        block, _, finding = str(action["action_id"]).partition(":")
        number = str(action["value"])
        if payload["type"] != "block_actions" or block != VERDICT or not number.isdecimal() or len(number) > 15:
            return None
        return Press(user, int(number), Finding(finding))
    except (ValueError, KeyError, IndexError, TypeError):
        return None


def _label(en: str) -> str:
    return en.removeprefix("an ").removeprefix("a ").capitalize()
