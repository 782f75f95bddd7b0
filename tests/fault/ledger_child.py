"""A process that works on a ledger without end and tells each thing it was promised; the fault tests end it.

``work`` mixes everything that writes; ``append`` only appends, until something fails. Each line of output is JSON and
is written after the transaction it speaks of has returned.
"""

import json
import random
import resource
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from domain.errors import LedgerError
from domain.notice import Delivered, Notice, NoticeKind
from domain.sentiment import Tone
from index.ledger import open_ledger
from index.ports import Ledger, Transaction
from tests.unit.index.making import BRAND, NOW, entry, scored

LEASE = timedelta(minutes=1)


def tell(**said: object) -> None:
    print(json.dumps(said), flush=True)


def append(ledger: Ledger, chance: random.Random, first: int) -> None:
    topics = [BRAND, "topic:b"][: chance.randrange(1, 3)]
    batch = [
        entry(first + n, topics=topics, age=chance.randrange(90), views=n, risks=["media"], author=f"a{n % 7}")
        for n in range(chance.randrange(1, 40))
    ]
    with ledger.write() as transaction:
        stored = transaction.mentions.append(batch, NOW).ids
    tell(stored=stored)


def score(transaction: Transaction, chance: random.Random) -> None:
    waiting = transaction.mentions.unscored(chance.randrange(1, 30))
    transaction.mentions.settle_scores({each.id: scored(chance.choice(list(Tone))) for each in waiting}, NOW)


def judge(transaction: Transaction, chance: random.Random) -> None:
    for mark in transaction.marks.take(chance.randrange(1, 3)):
        transaction.progress.put(f"judged:{mark.topic}", str(mark.through))


def deliver(transaction: Transaction, chance: random.Random) -> None:
    for item in transaction.outbox.claim(NOW, LEASE, ["duty"], 3):
        transaction.outbox.begin(item, NOW)
        transaction.outbox.settle(item, Delivered(item.notice.key), NOW)


STEPS: list[Callable[[Transaction, random.Random], None]] = [score, judge, deliver]


def work(ledger: Ledger, seed: int) -> None:
    chance = random.Random(seed)
    for step in range(10_000):
        append(ledger, chance, seed * 1_000_000 + step * 100)
        with ledger.write() as transaction:
            key = f"{seed}:{step}"
            transaction.outbox.put([Notice(key, "duty", NoticeKind.OPERATIONS, NOW)])
        tell(queued=key)
        with ledger.write() as transaction:
            chance.choice(STEPS)(transaction, chance)
        if chance.random() < 0.1:
            erased = f"{seed * 1_000_000 + step * 100:032x}"
            tell(erasing=erased)
            ledger.erase([erased], "示例法务", "要求", NOW)


def fill(ledger: Ledger, limit: int) -> None:
    """Append under a limit on the size of files until that fails, then without it."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    chance = random.Random(1)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    first = 0
    try:
        while True:
            append(ledger, chance, first)
            first += 100
    except LedgerError as error:
        tell(error=str(error))
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    append(ledger, chance, first + 100)


def main(path: str, what: str, number: int) -> None:
    ledger = open_ledger(Path(path))
    tell(ready=True)
    {"work": work, "fill": fill}[what](ledger, number)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
