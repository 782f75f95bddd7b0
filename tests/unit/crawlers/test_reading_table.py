"""A generated table of Chinese encodings and dates: nearly all is read right, and what is not says so."""

import random
from collections.abc import Callable

import pytest

from bench.reading import RIGHT, SILENT, Table, dates, encodings, total


@pytest.mark.parametrize("table", [encodings, dates])
def test_nearly_everything_is_read_right_and_the_rest_is_flagged(table: Callable[[int, random.Random], Table]) -> None:
    counts = total(table(2000, random.Random(11)))
    assert counts[RIGHT] >= 0.95 * counts.total()
    assert counts[SILENT] == 0
