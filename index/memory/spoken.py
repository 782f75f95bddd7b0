"""All that was said of one topic, in the orders in which it is asked for."""

from domain.mention import StoredMention
from index.memory.counted import Added, Counted
from index.memory.heard import Heard
from index.memory.said import Said
from index.memory.shared import Shared


class Spoken:
    """Mentions of a topic by time, of all and by risk; their counts; and what families, authors and words they have."""

    __slots__ = ("_words", "arrived", "authors", "counted", "families", "heard")

    def __init__(self) -> None:
        self.heard: dict[str, Heard] = {"": Heard()}
        self.counted = Counted()
        self.arrived: list[StoredMention] = []
        self.families = Shared(self.arrived, lambda each: each.family)
        self.authors = Shared(self.arrived, lambda each: (each.mention.platform, each.mention.author))
        self._words: Said | None = None

    def add(self, of: Added, mention: StoredMention) -> None:
        """Add a mention that arrives after all that are there."""
        self.counted.add(of)
        self.heard[""].add(of.event, mention)
        for risk in of.risks:
            if risk not in self.heard:
                self.heard[risk] = Heard()
            self.heard[risk].add(of.event, mention)
        self.arrived.append(mention)
        if self._words is not None:
            self._words.add(of.event, mention)

    def words(self) -> Said:
        """Return since when words are said; whoever never asks pays nothing for it."""
        if self._words is None:
            every = self.heard[""]
            self._words = Said(zip(every.events, every.mentions, strict=True))
        return self._words
