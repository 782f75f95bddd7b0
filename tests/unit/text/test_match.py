import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.mention import Mention
from domain.query import BrandWords, Node
from domain.topic import Brand, Hit, Topic, TopicKind, brand_topic
from tests.unit.text.making import mention
from tests.unit.text.queries import nodes, some_query
from tests.unit.text.test_evaluate import MENTIONS, PIECES
from text.evaluate import Document, evaluate
from text.match import SPANS_KEPT, Matcher, brand_topics
from text.query import bind, parse
from text.variants import Variants

BRANDS = (
    Brand("山茶茶饮", ("山茶", "Shancha"), ("山茶花", "山茶油")),
    Brand("小米", ("Xiaomi",), ()),
    Brand("小米粥铺", ("小米粥",), ()),
    Brand("三星", (), ("三星堆",)),
    Brand("AI 山", ("AI",), ("a/i 1",)),
)
TABLE = Variants.from_pairs({"蟲": "虫", "花花": "花", "AI": "山"})


OF_BRANDS = ("", "山茶茶饮", "AI 山", "没有")


def topic(name: str, query: Node, brand: str = "") -> Topic:
    return Topic(f"topic:{name}", name, TopicKind.OWN, query, brand)


def named(text: str, **known: object) -> dict[str, tuple[str, ...]]:
    """Return which brands a text names, by which words."""
    about = mention(text, **known)
    return {hit.topic.removeprefix("brand:"): hit.words for hit in Matcher(BRANDS, ()).match(about)}


def check(topics: list[Topic], mentions: Sequence[Mention], variants: Variants | None) -> None:
    """Compare the matcher with evaluating every topic on every mention."""
    brands = {brand.name: brand for brand in BRANDS}
    bound = [
        replace(each, query=bind(each.query, brands[each.brand], BRANDS)) if each.brand in brands else each
        for each in (*brand_topics(BRANDS), *topics)
    ]
    for about, hits in zip(mentions, Matcher(BRANDS, topics, variants).match_many(mentions), strict=True):
        document = Document.of(about, variants)
        expected = {each.id: spans for each in bound if (spans := evaluate(each.query, document)) is not None}
        assert {hit.topic: hit.spans for hit in hits} == expected
        for hit in hits:
            assert hit.words == tuple(about.full_text[start:end] for start, end in hit.spans)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(nodes(), st.sampled_from(OF_BRANDS)), min_size=4, max_size=4),
    st.lists(MENTIONS, min_size=3, max_size=3),
    st.sampled_from([None, TABLE]),
)
def test_the_matcher_finds_what_evaluating_any_query_finds(
    queries: list[tuple[Node, str]], mentions: list[Mention], variants: Variants | None
) -> None:
    topics = [topic(str(number), query, brand) for number, (query, brand) in enumerate(queries)]
    check(topics, mentions, variants)


@pytest.mark.parametrize("variants", [None, TABLE])
def test_the_matcher_finds_what_evaluating_finds_in_thousands_of_texts(variants: Variants | None) -> None:
    dice = random.Random(11)
    topics = [topic(str(number), some_query(dice), dice.choice(OF_BRANDS)) for number in range(60)]
    mentions = [
        mention(
            "".join(dice.choices(PIECES, k=dice.randrange(20))),
            title="".join(dice.choices(PIECES, k=dice.choice((0, 0, 3)))),
            brands=dice.choice(((), (), (), ("山茶",), ("小米粥", "x"))),
            views=dice.randrange(5),
        )
        for _ in range(1_200)
    ]
    check(topics, mentions, variants)


@pytest.mark.parametrize(
    ("text", "brands"),
    [
        ("山茶的奶茶", {"山茶茶饮": ("山茶",)}),
        ("山茶花开了，山茶油也好", {}),
        ("山茶花旁的山茶", {"山茶茶饮": ("山茶",)}),
        ("去山.茶喝茶，SHANCHA！", {"山茶茶饮": ("山.茶", "SHANCHA")}),
        ("小米粥真好喝", {"小米粥铺": ("小米粥",)}),
        ("小米的小米粥", {"小米": ("小米",), "小米粥铺": ("小米粥",)}),
        ("三星堆出土，三星發布", {"三星": ("三星",)}),
        ("training Shanchas", {}),
    ],
)
def test_a_brand_is_named_by_its_words_unless_they_are_inside_longer_ones(
    text: str, brands: dict[str, tuple[str, ...]]
) -> None:
    assert named(text) == brands


def test_brands_that_the_collector_names_are_added() -> None:
    assert named("喝到虫子", brands=("shancha", "小米", "没有")) == {"山茶茶饮": (), "小米": ()}
    assert named("小米手机", brands=("小米",)) == {"小米": ("小米",)}


def test_the_words_of_a_title_count_as_the_text_does() -> None:
    about = mention("山茶被罚", title="小米 三星")
    hits = Matcher(BRANDS, ()).match(about)
    assert [(hit.words, hit.spans) for hit in hits] == [
        (("山茶",), ((6, 8),)),
        (("小米",), ((0, 2),)),
        (("三星",), ((3, 5),)),
    ]


def test_a_title_that_ends_inside_a_word_of_the_text_is_matched_by_itself() -> None:
    matcher = Matcher((), [topic("ai", parse("title:AI"))])
    assert matcher.match(mention("AIGC 很多", title="AI")) == (Hit("topic:ai", ("AI",), ((0, 2),)),)


def test_a_topic_of_a_brand_is_bound_to_it_and_others_match_as_they_are() -> None:
    query = parse("虫子 NEAR/8 {brand}")
    rule = Topic("rule:bugs@小米", "bugs", TopicKind.OWN, query, "小米")
    matcher = Matcher(BRANDS, [rule, topic("policy", parse("监管 OR 约谈"))])
    hits = matcher.match(mention("小米里有虫子，被约谈"))
    assert [hit.topic for hit in hits] == ["brand:小米", "rule:bugs@小米", "topic:policy"]
    assert matcher.match(mention("小米粥里有虫子"))[-1].topic == "brand:小米粥铺"


def test_a_given_topic_takes_the_place_of_a_brands_own() -> None:
    rival = replace(brand_topics(BRANDS)[1], kind=TopicKind.COMPETITOR)
    matcher = Matcher(BRANDS, [rival])
    assert len(matcher.topics) == len(BRANDS)
    assert {each.kind for each in matcher.topics if each.id == brand_topic("小米")} == {TopicKind.COMPETITOR}


def test_a_hit_keeps_a_bounded_number_of_spans() -> None:
    (hit,) = Matcher(BRANDS, ()).match(mention("山茶，" * 1000))
    assert len(hit.spans) == len(hit.words) == SPANS_KEPT


def test_a_matcher_without_brands_and_topics_matches_nothing() -> None:
    assert Matcher((), ()).match(mention("山茶")) == ()
    assert Matcher((), [topic("x", BrandWords())]).match(mention("山茶")) == ()


def test_queries_without_a_required_word_are_always_evaluated() -> None:
    matcher = Matcher((), [topic("p", parse("/虫.子/")), topic("n", parse("-虫")), topic("v", parse("views>3"))])
    assert [hit.topic for hit in matcher.match(mention("虫 子", views=4))] == ["topic:p", "topic:v"]
    assert [hit.topic for hit in matcher.match(mention("花"))] == ["topic:n"]
