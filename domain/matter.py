"""Matters: story lines inside what is said of a brand, each several repost families about the same thing."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Placed:
    """A repost family in its matter; ``seq`` is the arrival number of its first mention."""

    brand: str
    family: int
    matter: int
    seq: int


@dataclass(frozen=True, slots=True)
class MatterSize:
    """How large a matter is: its families and since when, ``first_id`` is the mention it began with."""

    matter: int
    families: int
    first_id: str
    first_at: datetime
    last_at: datetime


class Parting(StrEnum):
    """What a person did to matters."""

    MERGE = "merge"
    SPLIT = "split"


@dataclass(frozen=True, slots=True)
class MatterAct:
    """A person put matter ``matter`` into ``into``, or moved ``families`` of it into ``into``, a new one."""

    act: Parting
    brand: str
    matter: int
    into: int
    families: tuple[int, ...]
    person: str
    at: datetime
    reason: str
