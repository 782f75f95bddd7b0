"""What is said of a brand at one instant, as numbers that are counted only when somebody asks for them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from alerting.baseline import Usual
from index.ports import Judging


class Numbers(Protocol):
    """What is counted of a brand in some time."""

    @property
    def mentions(self) -> int:
        """Return the mentions."""
        ...

    @property
    def negative(self) -> int:
        """Return those of a negative tone."""
        ...

    @property
    def scored(self) -> int:
        """Return those that have a tone."""
        ...

    def raising(self, category: str) -> int:
        """Return those that raise a category of risk."""
        ...


class Seen(Protocol):
    """What a picture and a glance have in common."""

    @property
    def hour(self) -> Numbers:
        """Return what was counted in the hour that ends now."""
        ...

    @property
    def before(self) -> Numbers:
        """Return what was counted in the hour before it."""
        ...

    @property
    def day(self) -> Numbers:
        """Return what was counted in the 24 hours that end now."""
        ...

    @property
    def usual(self) -> Usual:
        """Return what such an hour usually has."""
        ...


@dataclass(frozen=True, slots=True)
class Stretch:
    """The numbers of a topic in minutes ``first``..``last``, each counted when it is asked for."""

    view: Judging
    topic: str
    first: int
    last: int

    @property
    def mentions(self) -> int:
        """Return the mentions."""
        return self.view.measures.number(self.topic, self.first, self.last)

    @property
    def negative(self) -> int:
        """Return those of a negative tone."""
        return self.view.measures.number(self.topic, self.first, self.last, of="negative")

    @property
    def scored(self) -> int:
        """Return those that have a tone."""
        return self.view.measures.number(self.topic, self.first, self.last, of="scored")

    def raising(self, category: str) -> int:
        """Return those that raise a category of risk."""
        return self.view.measures.number(self.topic, self.first, self.last, risk=category)


@dataclass(frozen=True, slots=True)
class Glance:
    """What a picture counts of the brand, without any post; ``reckon`` returns what is usual."""

    hour: Stretch
    before: Stretch
    day: Stretch
    reckon: Callable[[], Usual]

    @property
    def usual(self) -> Usual:
        """Return what such an hour usually has."""
        return self.reckon()
