"""Random queries: small words over a small alphabet, so that they hit, nearly hit and overlap often."""

import random

from hypothesis import strategies as st

from domain.query import And, BrandWords, Compare, Field, Near, Node, Not, Or, Pattern, Phrase
from text.grammar import NUMBERS
from text.query import parse

HAN = st.text("山茶花虫子", min_size=1, max_size=3)
LATIN = st.sampled_from(["AI", "ai", "Train", "training", "a1", "OR", "near", "AND", "且", "非", "或者"])
PHRASES = st.one_of(
    st.builds(Phrase, HAN),
    st.builds(Phrase, LATIN),
    st.builds(Phrase, st.sampled_from(["tr", "AI tr", "a", "山 a"]), st.just(True)),
    st.builds(Phrase, st.sampled_from(["山 茶", "虫。子", "茶，花", "AI 山", "山茶 (花)", "-虫", "a|b", "site:x"])),
)
PATTERNS = st.sampled_from(
    [Pattern("山.?茶"), Pattern(r"a\/?i"), Pattern("[虫蟲]子|花"), Pattern(r"\d+"), Pattern("！")]
)
BRANDS = st.just(BrandWords())


def nodes(brands: st.SearchStrategy[Node] = BRANDS) -> st.SearchStrategy[Node]:
    """Return queries of every kind that the language can write, ``{brand}`` taken from ``brands``."""
    places = st.recursive(
        st.one_of(PHRASES, PHRASES, brands, PATTERNS),
        lambda inner: st.one_of(
            st.builds(Near, inner, inner, st.integers(0, 6), st.booleans()),
            st.lists(inner, min_size=2, max_size=3).map(tuple).map(Or),
        ),
        max_leaves=4,
    )
    scoped = _logic(places)
    names = st.sampled_from(["title", "author", "site", "platform", "lang", "kind", "source", "brand"])
    values = st.one_of(st.integers(0, 10**12).map(float), st.sampled_from([0.5, 1234.25, 1e-5]))
    compares = st.builds(Compare, st.sampled_from(NUMBERS), st.sampled_from([">", ">=", "<", "<=", "="]), values)
    return _logic(st.one_of(places, places, st.builds(Field, names, scoped), compares))


def _logic(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Return AND, OR and NOT of parts."""
    return st.recursive(
        parts,
        lambda inner: st.one_of(
            st.lists(inner, min_size=2, max_size=3).map(tuple).map(And),
            st.lists(inner, min_size=2, max_size=3).map(tuple).map(Or),
            st.builds(Not, inner),
        ),
        max_leaves=5,
    )


def some_query(dice: random.Random) -> Node:
    """Return a query of the kind that people write, made at random and much faster than by ``nodes``."""
    words = ["山茶", "茶花", "虫子", "花", "AI", "tr*", "虫", '"AI 山"', "/山.?茶/", "{brand}", "子山"]
    shapes = [
        "{0}",
        "{0} {1}",
        "{0} OR {1} OR {2}",
        "({0} OR {1}) -{2}",
        "{0} NEAR/2 {1}",
        "({0} OR {1}) ONEAR/3 {2}",
        "title:{0} {1}",
        "-{0} {1} OR author:{2}",
        "{0} OR -({1} {2})",
        "{0} NEAR/1 {1} NEAR/4 {2} views>2",
    ]
    return parse(dice.choice(shapes).format(*dice.choices(words, k=3)))
