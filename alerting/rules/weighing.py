"""What suspected mentions weigh: a rule may count them as less than one, never as nothing that was not said.

They stay evidence and are told with their number. Without ``suspected`` in a rule nothing is read for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from alerting.organic import doubts_of
from alerting.rules.firing import Witness
from domain.mention import StoredMention


@dataclass(frozen=True, slots=True)
class Scales:
    """Weighs mentions of a window: those in doubt with ``weight``, what was not read like what was, on average."""

    weight: float
    doubted: frozenset[str]
    read: frozenset[str]

    @property
    def mean(self) -> float:
        """Return what a mention weighs on average."""
        return 1 - (1 - self.weight) * len(self.doubted) / len(self.read) if self.read else 1.0

    def of(self, witness: Witness) -> float:
        """Return what one mention weighs."""
        if not self.doubted:
            return 1.0
        if witness.id not in self.read:
            return self.mean
        return self.weight if witness.id in self.doubted else 1.0

    def total(self, seen: Sequence[Witness]) -> float:
        """Return what mentions weigh together."""
        return round(sum(map(self.of, seen)), 6) if self.doubted else len(seen)

    def numbers(self) -> dict[str, float]:
        """Return what the card says of it: how many of the mentions read are in doubt; nothing where none is."""
        return {"suspected": float(len(self.doubted)), "weight": self.weight} if self.doubted else {}


EVEN = Scales(1.0, frozenset(), frozenset())


def scales_of(weight: float, posts: Sequence[StoredMention]) -> Scales:
    """Return scales for the posts of a window: two signs of a flood, or malice of a complaint, put one in doubt."""
    doubts = doubts_of(posts)
    return Scales(weight, doubts.suspected | doubts.malicious, frozenset(post.mention.id for post in posts))
