"""Risk words found in a mention: a second signal beside tone, which tone never gates."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Risk:
    """One risk category raised by a text: ``intensity`` 1 (mild) to 3 (grave), and the words that raised it."""

    category: str
    intensity: int
    words: tuple[str, ...]
