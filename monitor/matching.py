"""Why a query hits a line of text, or what it nearly hit."""

from datetime import UTC, datetime
from typing import TypedDict

from domain.mention import Kind, Mention
from domain.query import Node
from monitor.language import LANGUAGE
from text.evaluate import Document, evaluate
from text.explain import explain

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class Explained(TypedDict):
    """One line: whether it is hit, where, and why."""

    text: str
    hit: bool
    spans: list[tuple[int, int]]
    because: list[str]


def explain_line(node: Node, text: str) -> Explained:
    """Return whether a query hits a text that has no other fields, with the reason of every part."""
    mention = Mention(id="", text=text, source="", kind=Kind.SOCIAL, event_time=LONG_AGO, arrived_at=LONG_AGO)
    document = Document.of(mention)
    spans = evaluate(node, document)
    return {
        "text": text,
        "hit": spans is not None,
        "spans": list(spans or ()),
        "because": explain(node, document, LANGUAGE),
    }
