"""Measures by the hour, and sizes of families: what is read from few rows is what all of them come to."""

import random
import sqlite3
from datetime import datetime
from pathlib import Path

import pytest

from domain.clock import DAY, minute_of
from domain.measure import Counts, add_counts
from domain.mention import Entry
from index.ledger import open_ledger
from index.ledger.schema import STEPS, migrate
from tests.contract.conftest import EngineLedger
from tests.unit.index.making import BRAND, NOW, entry

M = minute_of(NOW)


def append(ledger: EngineLedger, *entries: Entry, now: datetime = NOW) -> None:
    with ledger.write() as transaction:
        transaction.mentions.append(entries, now)


@pytest.mark.parametrize("seed", range(4))
def test_a_total_is_the_sum_of_its_minutes_wherever_it_begins_and_ends(engine_ledger: EngineLedger, seed: int) -> None:
    chance = random.Random(seed)
    append(
        engine_ledger,
        *(
            entry(n, age=chance.randrange(300), risks=chance.choice(([], ["media"], ["media", "food_safety"])), views=n)
            for n in range(1, 60)
        ),
    )
    with engine_ledger.read() as view:
        for _ in range(40):
            first = M - chance.randrange(320)
            last = first + chance.choice((-1, 0, 1, 58, 59, 60, 61, 119, 120, chance.randrange(320)))
            assert view.measures.total(BRAND, first, last) == add_counts(
                view.measures.series(BRAND, first, last).values()
            )


def test_sizes_of_given_families_are_those_among_the_largest(engine_ledger: EngineLedger) -> None:
    text = "同一篇报道说了很多话，转了又转"
    append(engine_ledger, entry(1, text, age=9), entry(2, text), entry(3, "别的一件事也有人在说"), entry(4, text))
    window = (NOW - DAY, NOW + DAY)
    with engine_ledger.read() as view:
        largest = view.mentions.families_of(BRAND, *window)
        assert [each.copies for each in largest] == [3, 1]
        families = [each.family for each in largest]
        assert list(view.mentions.family_sizes(BRAND, [*families, 999], *window)) == list(largest)
        assert list(view.mentions.family_sizes(BRAND, families[1:], *window)) == list(largest[1:])
        assert list(view.mentions.family_sizes(BRAND, [], *window)) == []
        assert list(view.mentions.family_sizes("topic:nobody", families, *window)) == []


def test_hours_of_an_older_ledger_are_counted_from_its_minutes(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    raw = sqlite3.connect(path, isolation_level=None)
    migrate(raw, path, STEPS[:1])
    raw.execute("INSERT INTO topic (id) VALUES (?)", (BRAND,))
    for minute, numbers in ((60, (2, 1, 0, 1, 0, 0, 0, 70, 50)), (119, (1, 1, 0, 0, 1, 0, 1, 9, 9))):
        raw.execute(f"INSERT INTO measure VALUES (1, ?{', ?' * 9})", (minute, *numbers))
        raw.execute("INSERT INTO measure_risk VALUES (1, ?, 'media', 1)", (minute,))
    raw.execute("INSERT INTO hour VALUES (1, 1, 3)")
    raw.close()
    with open_ledger(path).read() as view:
        assert view.measures.total(BRAND, 60, 119) == Counts(3, 2, 0, 1, 1, 0, 1, 79, 50, {"media": 2})
