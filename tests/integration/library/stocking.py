"""Ledgers with something in them, and what the library makes of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.incident import Incident
from domain.mention import Entry
from domain.sentiment import Tone
from domain.signal import Signal
from index.library.cluster import Cluster
from index.library.projector import Projector
from index.library.verify import Checked, verify
from index.ports import Ledger
from tests.unit.index.making import BRAND, NOW, entry

LONG = 100_000


def stock(ledger: Ledger, number: int, *, first: int = 1, **fields: object) -> list[str]:
    """Append mentions, each half a day older than the one before; return their ids."""
    entries = [made(each, **fields) for each in range(first, first + number)]
    with ledger.write() as tx:
        return list(tx.mentions.append(entries, NOW).ids)


def made(number: int, **fields: object) -> Entry:
    tone = (None, Tone.NEGATIVE, Tone.POSITIVE, Tone.UNSURE, "unscorable")[number % 5]
    risks = ["food_safety"] if number % 3 == 0 else []
    return entry(number, age=number * 720 % LONG, risks=risks, tone=tone, likes=number, **fields)  # type: ignore[arg-type]


def raise_incident(ledger: Ledger, evidence: Sequence[str], now: datetime = NOW) -> int:
    """Let a signal open an incident on these mentions; return its number."""
    with ledger.write() as tx:
        number = tx.incidents.add(Incident("山茶茶饮", "food_safety", "major", 3, now, title="异物"), (), ()).id
        signal = Signal(
            f"signal{number}", "food_safety_words", "keyword", "山茶茶饮", "food_safety", BRAND, "major",
            now - timedelta(hours=1), now, now, {"count": 3.0, "line": 2.0}, tuple(evidence), (),
        )  # fmt: skip
        tx.rules.add_signal(signal, number)
    return number


def level(projector: Projector, now: datetime = NOW, most: int = 1000) -> int:
    """Step until all is projected; return how many documents were sent."""
    sent = 0
    for _ in range(most):
        done = projector.step(now)
        sent += done.sent
        if done.failure is not None:
            raise done.failure
        if done.level:
            return sent
    raise AssertionError(f"not level after {most} steps")


def differences(ledger: Ledger, cluster: Cluster, node: str) -> list[Checked]:
    return [each for each in verify(ledger, cluster, node) if not each.sound]
