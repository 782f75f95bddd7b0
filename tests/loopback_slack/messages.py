"""The messages a loopback Slack keeps, and what a human sees of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

Json = dict[str, Any]

SPECIAL = re.compile(r"<([^<>]*)>")


@dataclass(slots=True)
class Message:
    """One message as it stands after its edits. ``ts`` is its id; ``thread_ts`` that of the message it replies to."""

    channel: str
    ts: str
    text: str
    blocks: list[Json]
    thread_ts: str = ""
    broadcast: bool = False
    metadata: Json = field(default_factory=dict)
    edits: int = 0

    @property
    def key(self) -> str:
        """The key of the notice it carries."""
        return str(self.metadata.get("event_payload", {}).get("key", ""))

    @property
    def in_channel(self) -> bool:
        """Whether it shows in the channel itself and not only in a thread."""
        return not self.thread_ts or self.broadcast

    @property
    def seen(self) -> str:
        """What a human reads, block by block."""
        objects = list(text_objects(self.blocks)) or [{"type": "mrkdwn", "text": self.text}]
        return "\n".join(_read(each) for each in objects)

    @property
    def specials(self) -> list[str]:
        """Everything between angle brackets that Slack acts on: mentions, dates, links."""
        markup = [each["text"] for each in text_objects(self.blocks)]
        return [found for text in [self.text, *markup] for found in SPECIAL.findall(text)]

    @property
    def pings(self) -> list[str]:
        """The ids of users it mentions, and ``!channel`` and the like."""
        marks = [each for each in self.specials if each[:1] in "@#!" and not each.startswith("!date^")]
        return sorted({each.split("|")[0].removeprefix("@") for each in marks})

    @property
    def links(self) -> list[str]:
        """The addresses of its links."""
        return [unescape(each.split("|")[0]) for each in self.specials if each[:1] not in "@#!"]

    def as_json(self, with_metadata: bool) -> Json:
        """The message as conversations.history tells it."""
        shown: Json = {"type": "message", "ts": self.ts, "text": self.text, "blocks": self.blocks, "user": "U0BOT"}
        if self.thread_ts:
            shown |= {"thread_ts": self.thread_ts}
            shown |= {"subtype": "thread_broadcast"} if self.broadcast else {}
        return shown | ({"metadata": self.metadata} if with_metadata and self.metadata else {})


def text_objects(blocks: list[Json]) -> Iterator[Json]:
    """Every text object of blocks, in reading order."""
    for block in blocks:
        yield from (each for each in [block.get("text")] if each)
        yield from block.get("fields", [])
        yield from block.get("elements", [])


def _read(text: Json) -> str:
    said = str(text["text"])
    return unescape(SPECIAL.sub(_special, said) if text["type"] == "mrkdwn" else said)


def _special(found: re.Match[str]) -> str:
    inner, _, label = found.group(1).partition("|")
    return label if inner.startswith("!date^") else f"{label} ({inner})" if label else inner
