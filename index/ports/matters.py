"""What the other rooms may ask about matters: which story line a repost family belongs to."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from domain.matter import MatterAct, MatterSize, Placed
from domain.mention import StoredMention


class FamilyMatters(Protocol):
    """The matters of families: all that judging asks of them."""

    def of(self, brand: str, families: Collection[int]) -> Mapping[int, int]:
        """Return the matter of each of these families that was placed already."""
        ...


class Matters(FamilyMatters, Protocol):
    """The matters of each brand; families are placed behind the append, in the order of arrival."""

    def unplaced(self, limit: int) -> tuple[Sequence[StoredMention], int]:
        """Return the first mentions of families that arrived since, oldest first, and up to which arrival that is."""
        ...

    def place(self, placed: Sequence[Placed], through: int) -> None:
        """Keep where families belong; all that arrived up to number ``through`` is done."""
        ...

    def through(self) -> int:
        """Return up to which arrival families were placed."""
        ...

    def newest(self, brand: str, limit: int) -> Sequence[tuple[StoredMention, int]]:
        """Return the first mentions of the newest placed families still stored, with their matters, oldest first."""
        ...

    def sizes(self, brand: str, limit: int) -> Sequence[MatterSize]:
        """Return the matters of a brand whose families came last, newest first."""
        ...

    def first_mentions(self, brand: str, matter: int, limit: int) -> Sequence[StoredMention]:
        """Return the first mention of each family of a matter, newest first."""
        ...

    def next_number(self) -> int:
        """Return a number that no matter has yet."""
        ...

    def record(self, act: MatterAct) -> None:
        """Carry out what a person decided, and keep it with its audit link."""
        ...

    def acts(self, brand: str = "") -> Sequence[MatterAct]:
        """Return what people did to matters, oldest first."""
        ...
