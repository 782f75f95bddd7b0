"""What a source has fetched before, small enough to stand in its row of the ledger: a short digest each, newest first.

It only saves fetching: what is forgotten, or taken for another by chance, is still told apart by the ledger's ids.
"""

from base64 import urlsafe_b64encode
from collections.abc import Iterable
from hashlib import blake2b

MOST_SEEN = 2000
"""Addresses that are remembered: as many as a poll may name."""

_LENGTH = 8


class Seen:
    """Keys that were met, in 8 characters each; two of 2,000 are mistaken once in 100 million times."""

    def __init__(self, cursor: str = "") -> None:
        self._digests = dict.fromkeys(cursor[at : at + _LENGTH] for at in range(0, len(cursor), _LENGTH))

    def __contains__(self, key: str) -> bool:
        return _digest(key) in self._digests

    def __len__(self) -> int:
        return len(self._digests)

    def cursor(self, met: Iterable[str]) -> str:
        """Return what to remember once ``met`` are seen too: these first, then the newest of the others."""
        return "".join([*dict.fromkeys((*map(_digest, met), *self._digests))][:MOST_SEEN])


def _digest(key: str) -> str:
    return urlsafe_b64encode(blake2b(key.encode("utf-8", "replace"), digest_size=6).digest()).decode()
