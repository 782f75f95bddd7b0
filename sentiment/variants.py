"""The shipped table of other spellings, for folding texts before words are looked for in them."""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

from sentiment.presets import LEXICONS, read_yaml
from text.variants import Variants


def load_variants(path: Path = LEXICONS / "variants.yaml") -> Variants:
    """Read a table of spellings; the shipped one by default."""
    return Variants.from_pairs(dict(_pairs(read_yaml(path))))


@cache
def default_variants() -> Variants:
    """Return the shipped table, compiled once."""
    return load_variants()


def _pairs(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield spelling and word: those listed, and every word with one mark in one or more of its gaps."""
    separated = document["separated"]
    for word in separated["words"]:
        for mark in separated["marks"]:
            for spelling in _broken(word, mark):
                yield spelling, word
    for word, spellings in document["spellings"].items():
        for spelling in spellings:
            yield str(spelling), word


def _broken(word: str, mark: str) -> Iterator[str]:
    """Yield the word with the mark in every choice of gaps."""
    gaps = range(1, len(word))
    for size in gaps:
        for chosen in combinations(gaps, size):
            yield "".join(mark + each if index in chosen else each for index, each in enumerate(word))
