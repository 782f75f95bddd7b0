"""Sketches of distinct voices: exact while few, estimated within their stated error, mergeable in any order."""

import random

from hypothesis import given
from hypothesis import strategies as st

from index.ledger.distinct import KEPT, estimate, merge, pack, unpack, widen
from index.ledger.entries import hash63

hashes = st.sets(st.integers(0, 2**63 - 1), max_size=400)


@given(hashes, hashes)
def test_merging_sketches_is_sketching_what_both_saw(left: set[int], right: set[int]) -> None:
    assert merge([pack(left), pack(right)]) == pack(left | right) == widen(pack(left), right)
    assert merge([]) == b""


@given(hashes)
def test_fewer_than_256_are_counted_exactly(seen: set[int]) -> None:
    told = estimate(pack(seen))
    assert told.exact == (len(seen) < KEPT)
    if told.exact:
        assert (told.value, told.error) == (len(seen), 0.0)


def test_more_are_estimated_within_the_stated_error() -> None:
    chance = random.Random(5)
    misses = []
    for size in (300, 1_000, 10_000, 60_000):
        for _ in range(8):
            told = estimate(pack(hash63(f"作者{chance.getrandbits(60)}") for _ in range(size)))
            misses.append((told.value - size) / size / told.error)
    assert sum(miss * miss for miss in misses) / len(misses) < 2.0
    assert max(map(abs, misses)) < 4.0


def test_a_sketch_never_grows_beyond_its_size() -> None:
    sketch = b""
    for number in range(2000):
        sketch = widen(sketch, [hash63(str(number))])
    assert len(unpack(sketch)) == KEPT
    assert list(unpack(sketch)) == sorted(hash63(str(number)) for number in range(2000))[:KEPT]
