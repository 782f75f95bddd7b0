"""The part of the ledger that judging works on, kept in memory: for backtests and fixtures, which touch nothing live.

It keeps ``index.ports.Judging``. Nothing is durable, nothing is rolled back, and one thread uses it.
"""

from index.memory.ledger import MemoryLedger

__all__ = ["MemoryLedger"]
