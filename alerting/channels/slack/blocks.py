"""Block Kit objects. Text from data only ever stands in plain_text; mrkdwn holds nothing but what is built here."""

import json
import re
from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any

from alerting.channels.plain import cut, link

Block = dict[str, Any]

MOST_BLOCKS = 50
"""Blocks in a message (Slack's documentation)."""

MOST_CHARACTERS = 12_000
"""Characters over all blocks; undocumented, messages above about 13,200 were seen refused (msg_blocks_too_long)."""

TEXT, HEADER, FIELD = 3_000, 150, 2_000
"""Characters of a section's text, of a header, and of one of a section's fields."""

MOST_FIELDS = 10
"""Fields in a section."""

USER_ID = re.compile(r"[UW][A-Z0-9]{2,30}")
"""A Slack user id; anything else written as one is shown as the person's name instead."""


def escape(text: str) -> str:
    """Return text in which the three characters that Slack reads as control characters are entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escaped(text: str, most: int) -> str:
    """Return text escaped and at most ``most`` characters long, never cut inside an entity."""
    while (over := len(escape(text)) - most) > 0:
        text = cut(text, len(text) - max(1, over // 5))
    return escape(text)


def plain(text: str, most: int = TEXT) -> Block:
    """Return a text object in which nothing pings, formats, links or turns into an emoji; an empty one is a blank."""
    return {"type": "plain_text", "text": escaped(text, most) or " ", "emoji": False}


def mrkdwn(markup: str) -> Block:
    """Return a text object of our own markup; ``verbatim`` keeps Slack from finding links and names in it."""
    return {"type": "mrkdwn", "text": markup, "verbatim": True}


def header(text: str) -> Block:
    """Return a header block."""
    return {"type": "header", "text": plain(text, HEADER)}


def section(text: Block) -> Block:
    """Return a section with one text."""
    return {"type": "section", "text": text}


def context(*elements: Block) -> Block:
    """Return a line of small print, of at most ten elements."""
    return {"type": "context", "elements": list(elements)}


def anchor(url: str, label: str) -> str:
    """Return a link with a label of ours, "" for an address that may not be shown as one."""
    address = link(url)
    return f"<{escape(address)}|{escape(label)}>" if address else ""


def date(moment: datetime, zone: tzinfo) -> str:
    """Return an instant that Slack shows on each reader's own clock; without Slack's help it reads as in ``zone``."""
    fallback = moment.astimezone(zone).strftime("%m-%d %H:%M")
    return f"<!date^{int(moment.timestamp())}^{{date_short_pretty}} {{time}}|{fallback}>"


def joined(blocks: Sequence[Block]) -> list[Block]:
    """Return the same text in fewer blocks: neighbouring sections share one for as long as its limits allow."""
    merged: list[Block] = []
    for block in blocks:
        both = _both(merged[-1], block) if merged else None
        merged[-1:] = [both] if both else [*merged[-1:], block]
    return merged


def size(blocks: Sequence[Block]) -> int:
    """Return how many characters blocks take as JSON: never less than Slack counts, whichever way it does."""
    return len(json.dumps(blocks, ensure_ascii=False))


def fits(blocks: Sequence[Block]) -> bool:
    """Say whether one message can hold these blocks."""
    return len(blocks) <= MOST_BLOCKS and size(blocks) <= MOST_CHARACTERS


def _both(first: Block, second: Block) -> Block | None:
    """Return two sections as one, None where they must stay two."""
    if "fields" in first and "fields" in second:
        fields = [*first["fields"], *second["fields"]]
        return {"type": "section", "fields": fields} if len(fields) <= MOST_FIELDS else None
    texts = [block.get("text") or {} for block in (first, second) if block["type"] == "section"]
    if [text.get("type") for text in texts] != ["plain_text", "plain_text"]:
        return None
    together = "\n".join(text["text"] for text in texts)
    return {"type": "section", "text": {**texts[0], "text": together}} if len(together) <= TEXT else None
