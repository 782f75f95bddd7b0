"""Texts and queries made to be slow: all of it must end soon. The limits are ten times what an idle machine needs."""

import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from domain.errors import QueryError
from domain.topic import Brand, Topic, TopicKind
from tests.unit.text.making import mention
from text.evaluate import Document, evaluate
from text.excerpt import excerpt
from text.explain import explain
from text.fold import fold_with_offsets
from text.language import language
from text.match import Matcher
from text.query import parse
from text.sketch import sketch
from text.terms import terms
from text.tokens import tokenise
from text.url import canonical_url

LONG = {
    "one character": "茶" * 10_000,
    "letters": "a" * 10_000,
    "marks": "a" + "\u0301" * 10_000,
    "jamo": "\u1100\u1161" * 5_000,
    "flags": "🇨" * 10_000,
    "joiners": "👨\u200d" * 5_000,
    "ends": "。" * 10_000,
    "dots": "a. " * 3_333,
    "quotes": "//@a:" * 2_000,
    "links": "http://" * 1_500,
    "brackets": "[" * 10_000,
    "mixed": "山茶虫子 AI。" * 1_100,
}
QUERIES = [
    "茶",
    "茶 NEAR/100 茶 NEAR/100 茶 NEAR/100 茶",
    "(a OR 茶) ONEAR/50 (茶 OR 山茶 OR 虫子)",
    f"“{'茶' * 100}”",
    "a*",
    "/(a+)+$/ 茶",
    "/(.*)*x/",
    "/(茶|茶茶)+虫/",
    "/[a茶]/ NEAR/5 茶",
    "-(茶 NEAR/3 虫子)",
]


def takes(work: Callable[[], object]) -> float:
    """Return the seconds of CPU that a piece of work takes."""
    started = time.process_time()
    work()
    return time.process_time() - started


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_a_long_text_is_handled_soon(text: str) -> None:
    steps: list[Callable[[str], object]] = [
        fold_with_offsets,
        lambda each: tokenise(each).spans,
        sketch,
        terms,
        language,
        canonical_url,
        lambda each: canonical_url(f"http://example.com/?{each}"),
        lambda each: excerpt(each, 100, around=(9_000, 9_002)),
    ]
    for step in steps:
        assert takes(lambda step=step: step(text)) < 1  # type: ignore[misc]


@pytest.mark.parametrize("query", QUERIES)
def test_a_hostile_query_on_long_texts_ends_soon(query: str) -> None:
    node = parse(query)
    for text in LONG.values():
        document = Document.of(mention(text, title=text[:200]))
        assert takes(lambda document=document: evaluate(node, document)) < 2  # type: ignore[misc]
    assert takes(lambda: explain(node, Document.of(mention(LONG["mixed"])))) < 2


def test_long_texts_are_matched_soon() -> None:
    topics = [Topic(f"topic:{at}", "", TopicKind.OWN, parse(query)) for at, query in enumerate(QUERIES)]
    matcher = Matcher([Brand("山茶", ("茶",), ("茶茶", "山茶花"))], topics)
    for text in LONG.values():
        assert takes(lambda text=text: matcher.match(mention(text))) < 5  # type: ignore[misc]


@pytest.mark.parametrize("unit", ["(", "(a ", "-", "a OR ", "a ", '"', "/", "a:", "{", "a NEAR/9 ", "a|", "甲"])
def test_a_hostile_query_is_read_or_refused_soon(unit: str) -> None:
    def read() -> None:
        with suppress(QueryError):
            parse(unit * (9_900 // len(unit)))

    assert takes(read) < 3
