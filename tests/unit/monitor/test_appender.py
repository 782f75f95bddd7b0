from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from domain.errors import LedgerError
from domain.mention import Appended, Kind, Mention
from monitor.appender import Appender, Arrival

NOON = datetime(2026, 3, 15, 4, tzinfo=UTC)


def mention(number: int) -> Mention:
    return Mention(id=f"{number:032x}", text="山茶茶", source="论坛", kind=Kind.FORUM, event_time=NOON, arrived_at=NOON)


def store_all(batch: Sequence[Arrival]) -> list[Appended]:
    return [Appended(tuple(mention.id for mention in arrival.mentions)) for arrival in batch]


def test_what_is_handed_in_is_acknowledged_with_what_became_of_it() -> None:
    appender = Appender(store_all, lambda: None)
    appender.start()
    futures = [appender.submit(Arrival([mention(number)])) for number in range(3)]
    assert [future.result(5).stored for future in futures] == [1, 1, 1]
    appender.close()


def test_arrivals_that_wait_together_share_one_transaction() -> None:
    sizes: list[int] = []

    def store(batch: Sequence[Arrival]) -> list[Appended]:
        sizes.append(len(batch))
        return store_all(batch)

    appender = Appender(store, lambda: None)
    futures = [appender.submit(Arrival([mention(number)])) for number in range(10)]
    appender.start()
    for future in futures:
        future.result(5)
    appender.close()
    assert sizes == [10]


def test_a_store_that_fails_is_told_to_everybody_who_waited_and_the_next_batch_goes_on() -> None:
    failing = [True]

    def store(batch: Sequence[Arrival]) -> list[Appended]:
        if failing.pop() if failing else False:
            raise LedgerError("The disk is full.")
        return store_all(batch)

    appender = Appender(store, lambda: None)
    first = appender.submit(Arrival([mention(1)]))
    appender.start()
    with pytest.raises(LedgerError, match="disk is full"):
        first.result(5)
    assert appender.submit(Arrival([mention(2)])).result(5).stored == 1
    appender.close()


def test_intake_is_told_to_wait_while_too_much_is_not_committed() -> None:
    appender = Appender(store_all, lambda: None)
    assert not appender.behind
    waiting = appender.submit(Arrival([mention(1)] * 20_001))
    assert appender.behind
    appender.start()
    waiting.result(5)
    appender.close()
    assert not appender.behind


def test_closing_stores_what_was_handed_in_first() -> None:
    appender = Appender(store_all, lambda: None)
    future = appender.submit(Arrival([mention(1)]))
    appender.start()
    appender.close()
    assert future.done()
