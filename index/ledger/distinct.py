"""How many distinct voices: a mergeable sketch of hashes, exact below 256, an estimate above.

A sketch is the 256 smallest hashes seen, sorted. With k kept of many, (k - 1) / (the k-th smallest as a share of all
hashes) estimates how many there are, with relative standard error 1 / sqrt(k - 2): Beyer et al., On Synopses for
Distinct-Value Estimation under Multiset Operations, SIGMOD 2007.
"""

import math
import struct
from collections.abc import Iterable, Sequence

from index.ports import Estimate

KEPT = 256
SPACE = 2**63
ERROR = 1 / math.sqrt(KEPT - 2)


def pack(hashes: Iterable[int]) -> bytes:
    """Return the sketch of these hashes (each 0 <= h < 2**63)."""
    return pack_sorted(sorted(set(hashes))[:KEPT])


def pack_sorted(hashes: Sequence[int]) -> bytes:
    """Return the sketch of hashes that are in order, each once, and few enough."""
    return struct.pack(f"<{len(hashes)}Q", *hashes)


def unpack(sketch: bytes) -> tuple[int, ...]:
    """Return the hashes of a sketch, smallest first."""
    return struct.unpack(f"<{len(sketch) // 8}Q", sketch)


def merge(sketches: Iterable[bytes]) -> bytes:
    """Return the sketch of everything these sketches saw."""
    return pack(each for sketch in sketches for each in unpack(sketch))


def estimate(sketch: bytes) -> Estimate:
    """Return how many distinct hashes a sketch saw."""
    hashes = unpack(sketch)
    if len(hashes) < KEPT:
        return Estimate(len(hashes), exact=True)
    return Estimate(round((KEPT - 1) * SPACE / (hashes[-1] + 1)), exact=False, error=ERROR)


def widen(sketch: bytes, heard: Iterable[int]) -> bytes:
    """Return the sketch after these hashes too."""
    return pack((*unpack(sketch), *heard))
