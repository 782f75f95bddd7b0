"""What is remembered of a fetched source between two polls, in ``SourceState.cursor``: pages fetched, selectors missed.

A site changes its pages without a word, and then a selector finds nothing. That is not a calm day: a selector that
found nothing in three polls in a row makes its source fail until it finds something again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import orjson

from crawlers.wire import Answer, Outcome

MISSED_OFTEN = 3
"""Polls in a row in which a selector found nothing, after which it counts as broken."""


@dataclass(frozen=True, slots=True)
class Miss:
    """How many polls in a row a selector found nothing, and since when (ISO 8601)."""

    count: int
    since: str


@dataclass(frozen=True, slots=True)
class Memory:
    """``seen`` is the crawl worker's own; ``missed`` are the selectors that found nothing when last asked."""

    seen: str = ""
    missed: Mapping[str, Miss] = field(default_factory=dict)

    @classmethod
    def load(cls, cursor: str) -> "Memory":
        """Return what ``dump`` wrote; nothing is remembered of a cursor that is not ours."""
        try:
            told = orjson.loads(cursor) if cursor else {}
            missed = {name: Miss(int(count), str(since)) for name, (count, since) in told.get("missed", {}).items()}
            return cls(str(told.get("seen", "")), missed)
        except (ValueError, TypeError, AttributeError):
            return cls()

    def dump(self) -> str:
        """Return it as JSON, "" for nothing."""
        told = {"seen": self.seen, "missed": {name: [miss.count, miss.since] for name, miss in self.missed.items()}}
        kept = {key: value for key, value in told.items() if value}
        return orjson.dumps(kept).decode() if kept else ""

    def after(self, answer: Answer, now: datetime) -> "Memory":
        """Return what is remembered after an answer; one that says nothing of a selector leaves its count alone."""
        seen = answer.cursor or self.seen
        if answer.outcome is not Outcome.READ:
            return replace(self, seen=seen)
        kept = {name: miss for name, miss in self.missed.items() if name not in answer.found}
        for name in answer.missing:
            before = kept.get(name, Miss(0, now.isoformat(timespec="minutes")))
            kept[name] = Miss(before.count + 1, before.since)
        return Memory(seen, kept)

    def only(self, options: Mapping[str, object]) -> "Memory":
        """Return it without the selectors that the source's options no longer have."""
        wanted = set(selector_names(options).values())
        return replace(self, missed={name: miss for name, miss in self.missed.items() if name in wanted})

    def broken(self) -> str | None:
        """Return what is wrong where a selector counts as broken, as a sentence; None where none does."""
        for name, miss in sorted(self.missed.items()):
            if miss.count >= MISSED_OFTEN:
                return f"The selector “{name}” finds nothing since {miss.since}; look at the page and mend it."
        return None


def selector_names(options: Mapping[str, object]) -> dict[str, str]:
    """Return how the selectors of a source are called, by their key: ``link`` and the keys of ``item``."""
    item = options.get("item")
    inside = {key: f"item: {key}: {selector}" for key, selector in item.items()} if isinstance(item, Mapping) else {}
    return {**inside, **({"link": f"link: {options['link']}"} if "link" in options else {})}
