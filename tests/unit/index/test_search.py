"""The search index never hides a match: what the ledger finds is what the evaluator says of every mention."""

import random

import hypothesis.strategies as st
from hypothesis import given, settings

from domain.mention import Entry, Kind
from domain.query import And, Compare, Field, Near, Node, Not, Or, Pattern, Phrase
from index.ledger import open_ledger
from index.ledger.search import PAGE, candidates
from index.ports import Ledger
from tests.unit.index.making import BRAND, NOW, entry
from text.evaluate import Document, evaluate

WORDS = ["异物", "虫", "子", "虫子", "奶茶", "AI", "training", "Shancha", "蟲", "12", "𰻝", "é", "３", "한국", "ア"]
GLUE = ["", " ", "，", "。", "!", "\n", "😀", "\u200b", '"', "(", "*", "AND "]


def texts(number: int) -> list[Entry]:
    chance = random.Random(3)
    made = []
    for n in range(number):
        text = "".join(chance.choice(WORDS) + chance.choice(GLUE) for _ in range(chance.randrange(1, 7)))
        title = chance.choice(WORDS) if chance.random() < 0.3 else ""
        made.append(entry(n, text, title=title, author=chance.choice(WORDS), views=n, kind=chance.choice(list(Kind))))
    return made


ENTRIES = texts(PAGE + 20)


def filled() -> Ledger:
    ledger = open_ledger(None)
    with ledger.write() as transaction:
        transaction.mentions.append(ENTRIES, NOW)
    return ledger


LEDGER = filled()

phrases = st.builds(Phrase, st.lists(st.sampled_from(WORDS + GLUE), min_size=1, max_size=3).map("".join), st.booleans())
placed = st.recursive(
    phrases,
    lambda inner: (
        st.builds(Near, inner, inner, st.integers(0, 4), st.booleans())
        | st.builds(Or, st.lists(inner, min_size=1, max_size=3).map(tuple))
    ),
    max_leaves=3,
)
queries = st.recursive(
    placed
    | st.builds(Field, st.sampled_from(["title", "author", "kind"]), phrases)
    | st.builds(Compare, st.just("views"), st.sampled_from([">", "<="]), st.integers(0, 400).map(float))
    | st.sampled_from(["虫.", "[a-z]+", "1|2"]).map(Pattern),
    lambda inner: (
        st.builds(And, st.lists(inner, min_size=1, max_size=3).map(tuple))
        | st.builds(Or, st.lists(inner, min_size=1, max_size=3).map(tuple))
        | st.builds(Not, inner)
    ),
    max_leaves=5,
)


@settings(max_examples=60, deadline=None)
@given(queries)
def test_what_is_found_is_what_the_evaluator_says(query: Node) -> None:
    expected = [each.mention.id for each in ENTRIES if evaluate(query, Document.of(each.mention)) is not None]
    with LEDGER.read() as view:
        found = view.mentions.find(query, limit=10_000)
        under_topic = view.mentions.find(query, topics=[BRAND], limit=10_000)
    assert [each.mention.id for each in found] == expected[::-1]
    assert under_topic == found


def test_the_index_is_asked_for_phrases_and_left_alone_with_what_it_can_not_tell() -> None:
    insect, tea = Phrase("虫子"), Phrase("AI", prefix=True)
    assert candidates(insect) == '"虫 子"'
    assert candidates(tea) == '"ai"*'
    assert candidates(And((insect, Not(tea)))) == '("虫 子")'
    assert candidates(Or((insect, tea))) == '("虫 子" OR "ai"*)'
    assert candidates(Or((insect, Not(tea)))) is None
    assert candidates(Near(insect, tea, 3)) == '("虫 子" AND "ai"*)'
    assert candidates(Field("title", insect)) == '"虫 子"'
    assert candidates(Field("author", insect)) is None
    assert candidates(Phrase("，")) is None
