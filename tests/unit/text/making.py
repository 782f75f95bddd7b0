"""Mentions and strange texts for the tests of this room."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from domain.mention import Kind, Mention

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)

STRANGE = (
    "ﬁ㎏½①ＡＢｃ，！。　山茶花虫子說話乾隆髮發𠮷〇👨👩👧❤\ufe0f\u200d\u200b\u00ad\ufeff\u202e\u0301\u0308ééßİIıΣσςǅ"
    "가\u1100\u1161\u11a8ｶﾞか\u3099・\ud800\udc00\x00\x85\u2028\n\t a1.-_*#@"
)
"""Characters that fold, vanish, melt together, are halves of a pair, or end something."""


def strange_texts(longest: int = 60) -> st.SearchStrategy[str]:
    """Texts of strange and of any characters, lone surrogates included."""
    return st.text(st.one_of(st.sampled_from(STRANGE), st.characters(codec=None)), max_size=longest)


def mention(text: str, **known: Any) -> Mention:
    """Return a mention with a text; the rest is ordinary."""
    ordinary: dict[str, Any] = {
        "id": "0" * 32,
        "source": "示例源",
        "kind": Kind.SOCIAL,
        "event_time": NOW,
        "arrived_at": NOW,
    }
    return Mention(text=text, **ordinary | known)
