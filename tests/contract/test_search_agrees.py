"""The evaluator in memory is the meaning of a query: the store's answer over 10,000 generated texts is the same."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import islice

import pytest

from domain.mention import Kind, StoredMention
from domain.topic import Brand
from index.ledger import open_ledger
from index.ports import Ledger
from tests.unit.index.making import NOW, entry
from tests.unit.text.queries import some_query
from text.evaluate import Document, evaluate
from text.query import bind

TEXTS = 10_000
QUERIES = 30
PAGE = 40
SEED = 20260704
TEA = Brand("山茶茶饮", ("山茶",), ("山茶花",))
HAN = ["山茶", "山茶花", "茶花", "虫子", "蟲子", "子山", "花", "退.款", "退款", "，", "。", "！"]
WORDS = [*HAN, "AI", "train", "training"]


@pytest.fixture(scope="module")
def stocked() -> Iterator[tuple[Ledger, list[tuple[StoredMention, Document]]]]:
    """Return a ledger with 10,000 texts of few words, so that queries hit, nearly hit and overlap often."""
    dice = random.Random(SEED)
    ledger = open_ledger(None)
    entries = []
    for number in range(TEXTS):
        made = entry(number, "".join(dice.choices(WORDS, k=dice.randint(1, 12))) or "山")
        mention = replace(
            made.mention,
            title="".join(dice.choices(WORDS, k=2)) if dice.random() < 0.3 else "",
            kind=dice.choice(list(Kind)),
            views=dice.choice([None, 3, 20_000]),
            event_time=NOW - timedelta(minutes=number),
        )
        entries.append(replace(made, mention=mention))
    with ledger.write() as transaction:
        transaction.mentions.append(entries, NOW)
    with ledger.read() as view:
        stored = view.mentions.find(limit=2 * TEXTS)
    yield ledger, [(each, Document.of(each.mention)) for each in stored]
    ledger.close()


def test_what_the_store_answers_is_what_the_evaluator_says(
    stocked: tuple[Ledger, list[tuple[StoredMention, Document]]],
) -> None:
    ledger, documents = stocked
    assert len(documents) == TEXTS
    dice = random.Random(SEED)
    answered = 0
    for _ in range(QUERIES):
        query = bind(some_query(dice), TEA)
        matching = (each.seq for each, document in documents if evaluate(query, document) is not None)
        expected = list(islice(matching, 2 * PAGE))
        with ledger.read() as view:
            found = [each.seq for each in view.mentions.find(query, limit=PAGE)]
            if len(found) == PAGE:
                found += [each.seq for each in view.mentions.find(query, after=found[-1], limit=PAGE)]
        assert found == expected, query
        answered += len(expected) > 0
    assert answered > QUERIES / 3
