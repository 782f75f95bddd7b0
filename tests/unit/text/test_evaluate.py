from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.mention import Kind, Mention
from domain.query import BrandWords, Node
from domain.topic import Brand
from tests.unit.text.making import mention
from tests.unit.text.queries import nodes
from tests.unit.text.reference import means
from text.evaluate import Document, evaluate
from text.query import bind, parse
from text.variants import Variants

TEA = Brand("山茶茶饮", ("山茶", "Shancha"), ("山茶花",))
WORDS = BrandWords("山茶", ("山茶", "茶花", "AI"), ("山茶花", "虫山茶", "AI"))
BOUND: st.SearchStrategy[Node] = st.sampled_from(
    [WORDS, BrandWords("花", ("花", "茶花"), ("虫花",)), BrandWords("AI", ("AI train", "AI"), ())]
)


PIECES = [*"山茶花虫子蟲", "AI", " ", "training", "。", "，", "！", "\n", "a/i", "1"]


def texts(longest: int) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(PIECES), max_size=longest).map("".join)


MENTIONS = st.builds(
    mention,
    texts(25),
    title=texts(4),
    author=texts(3),
    platform=st.sampled_from(["", "weibo", "虫"]),
    lang=st.sampled_from(["zh-Hans", "en"]),
    url=st.sampled_from(["", "https://www.ai.example.com/x"]),
    views=st.one_of(st.none(), st.integers(0, 5)),
    brands=st.sampled_from([(), ("山茶",), ("花", "x")]),
)


def hits(query: str, text: str = "", **known: Any) -> list[str] | None:
    """Return the words hit by a query bound to the tea brand, None if it doesn't match."""
    about = mention(text, **known)
    spans = evaluate(bind(parse(query), TEA), Document.of(about))
    return None if spans is None else [about.full_text[start:end] for start, end in spans]


@settings(max_examples=250)
@given(nodes(BOUND), MENTIONS)
def test_the_evaluator_agrees_with_brute_force(node: Node, about: Mention) -> None:
    spans = evaluate(node, Document.of(about))
    expected = means(node, about)
    assert (spans is None) == (expected is None)
    assert spans is None or (list(spans) == sorted(expected or ()) and len(set(spans)) == len(spans))


@pytest.mark.parametrize(
    ("query", "text", "words"),
    [
        ("退款", "他们不退.款", ["退.款"]),
        ("退款", "退。款", None),
        ("退款", "退\n款", None),
        ("虫子", "喝到蟲子", ["蟲子"]),
        ("蟲子", "喝到虫子", ["虫子"]),
        ("AI", "in training", None),
        ("AI", "用ＡＩ做的，ai", ["ＡＩ", "ai"]),
        ("Shanch*", "SHANCHA tea", ["SHANCHA"]),
        ('"new pho"*', "New phones, new shop", ["New phones"]),
        ("虫子 NEAR/2 退款", "虫子，不给退款", ["虫子", "退款"]),
        ("虫子 NEAR/1 退款", "虫子，不给退款", None),
        ("退款 NEAR/2 虫子", "虫子，不给退款", ["虫子", "退款"]),
        ("退款 ONEAR/2 虫子", "虫子，不给退款", None),
        ("虫子 NEAR/0 虫子", "虫子", None),
        ("虫子 NEAR/0 虫子", "虫子虫子", ["虫子", "虫子"]),
        ("虫 NEAR/1 茶 NEAR/1 款", "茶虫退款", ["茶", "虫", "款"]),
        ("(虫子 OR 异物) NEAR/8 {brand} -招聘", "山茶的杯里有异物", ["山茶", "异物"]),
        ("(虫子 OR 异物) NEAR/8 {brand} -招聘", "山茶招聘，有异物", None),
        ("{brand}", "山茶花开了", None),
        ("{brand}", "山茶花开了，山茶倒闭了", ["山茶"]),
        ("{brand}", "山茶茶饮和shancha", ["山茶茶饮", "shancha"]),
        ("虫子 OR 退款 OR 差评", "退款！虫子！", ["退款", "虫子"]),
        ("-退款", "虫子", []),
        ("/虫.?子/ 退款", "蟲・子退款", ["蟲・子", "退款"]),
        ("/！{3}/", "退款！!！", ["！!！"]),
        ("/SHAN.HA/", "ＳhanCHA", ["ＳhanCHA"]),
    ],
)
def test_a_query_hits_what_people_mean(query: str, text: str, words: list[str] | None) -> None:
    assert hits(query, text) == words


def test_fields_are_texts_of_their_own() -> None:
    known: dict[str, Any] = {
        "title": "退款难",
        "author": "示例用户",
        "url": "https://m.weibo.example.com/1",
        "platform": "weibo",
        "lang": "zh-Hans",
        "kind": Kind.NEWS,
        "source": "示例新闻",
        "brands": ("山茶", "小米"),
    }
    for query in ("author:示例", "site:example.com", "platform:WEIBO", "lang:zh", "lang:zh-hans", "kind:news"):
        assert hits(query, **known) == []
    assert hits("source:(示例 -晚报)", **known) == hits("brand:小米", **known) == []
    assert hits("title:退款", "再说退款", **known) == ["退款"]
    assert hits("退款", "再说退款", **known) == ["退款", "退款"]
    for query in ("author:新闻", "title:再说", "site:weibo.com", "lang:en", "kind:forum", "title:(退款 -难)"):
        assert hits(query, "再说", **known) is None


def test_an_unknown_number_meets_no_condition() -> None:
    assert hits("views>=0") is None
    assert hits("-views>=0") == []
    assert hits("views>=5 views<=5 views=5 -views>5 -views<5", views=5) == []
    assert hits("reach>1万", followers=10_001) == []


def test_a_brand_that_the_collector_names_counts_without_a_place() -> None:
    assert hits("{brand} 虫子", "喝到虫子", brands=("SHANCHA",)) == ["虫子"]
    assert hits("{brand}", "喝到虫子", brands=("别家",)) is None
    assert hits("title:{brand}", "喝到虫子", brands=("山茶",)) is None
    assert hits("{brand} NEAR/8 虫子", "喝到虫子", brands=("山茶",)) is None
    given = Document.of(mention("喝到虫子"), brands=["山茶茶饮"])
    assert evaluate(bind(parse("{brand} brand:山茶茶饮"), TEA), given) == ()


def test_an_unbound_brand_is_never_named() -> None:
    assert evaluate(parse("{brand}"), Document.of(mention("山茶", brands=("山茶",)))) is None


def test_other_spellings_are_read_as_their_word_on_both_sides() -> None:
    table = Variants.from_pairs({"曱甴": "蟑螂"})
    for query in ("蟑螂", "曱甴", "/蟑.$/"):
        assert evaluate(parse(query), Document.of(mention("有曱甴"), table)) == ((1, 3),)
