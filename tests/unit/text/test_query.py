import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import QueryError
from domain.query import And, BrandWords, Compare, Field, Near, Node, Not, Or, Pattern, Phrase
from domain.topic import Brand
from tests.unit.text.queries import nodes
from text.query import bind, parse, unparse

A, B, C = Phrase("甲甲"), Phrase("乙乙"), Phrase("丙丙")


@pytest.mark.parametrize(
    ("query", "node"),
    [
        ("甲甲", A),
        ("甲甲 乙乙", And((A, B))),
        ("甲甲 AND 乙乙 且 丙丙", And((A, B, C))),
        ("甲甲 & 乙乙", And((A, B))),
        ("甲甲 OR 乙乙 或 丙丙", Or((A, B, C))),
        ("甲甲|乙乙｜丙丙", Or((A, B, C))),
        ("甲甲 OR 乙乙 丙丙", Or((A, And((B, C))))),
        ("（甲甲 OR 乙乙）丙丙", And((Or((A, B)), C))),
        ("甲甲 -乙乙", And((A, Not(B)))),
        ("甲甲 NOT 乙乙", And((A, Not(B)))),
        ("甲甲 且 非 乙乙", And((A, Not(B)))),
        ("甲甲 －（乙乙 丙丙）", And((A, Not(And((B, C)))))),
        ("甲甲AND乙乙", And((A, B))),
        ("甲甲 NEAR/8 乙乙", Near(A, B, 8)),
        ("甲甲 ONEAR/0 乙乙 NEAR/3 丙丙", Near(Near(A, B, 0, True), C, 3)),
        ("甲甲NEAR/8乙乙 丙丙", And((Near(A, B, 8), C))),
        ("非常 而且 或者", And((Phrase("非常"), Phrase("而且"), Phrase("或者")))),
        ('"食品 安全" “退款” 「曝光」', And((Phrase("食品 安全"), Phrase("退款"), Phrase("曝光")))),
        ("AT&T iPhone-15 24/7 12:30", And((Phrase("AT&T"), Phrase("iPhone-15"), Phrase("24/7"), Phrase("12:30")))),
        ("Shanch*", Phrase("Shanch", prefix=True)),
        ('"new pho"*', Phrase("new pho", prefix=True)),
        ("{brand} ｛Brand｝ {品牌}", And((BrandWords(), BrandWords(), BrandWords()))),
        ("title:甲甲 标题：乙乙", And((Field("title", A), Field("title", B)))),
        ("site:(甲甲 OR 乙乙)", Field("site", Or((A, B)))),
        ("author:/^bot/ -lang:en", And((Field("author", Pattern("^bot")), Not(Field("lang", Phrase("en")))))),
        (r"/退.{0,3}款\/赔/", Pattern(r"退.{0,3}款\/赔")),
        ("reach>10000", Compare("reach", ">", 10000)),
        ("reach ＞＝ 1.5万", Compare("reach", ">=", 15000)),
        ("views≥1,000 likes<=2亿", And((Compare("views", ">=", 1000), Compare("likes", "<=", 2e8)))),
        ("reposts=3k", Compare("reposts", "=", 3000)),
        ("(甲甲 OR “乙 乙”) NEAR/8 {brand} -丙丙", And((Near(Or((A, Phrase("乙 乙"))), BrandWords(), 8), Not(C)))),
    ],
)
def test_a_query_is_read_as_people_mean_it(query: str, node: Node) -> None:
    assert parse(query) == node


@pytest.mark.parametrize(
    ("query", "column", "problem"),
    [
        ("", 1, "empty"),
        ("  \n ", 1, "empty"),
        ("甲甲 AND", 7, "missing at the end"),
        ("甲甲 NEAR/3", 10, "missing at the end"),
        ("(甲甲", 4, "bracket is never closed"),
        ("甲甲)", 3, "before )"),
        ("()", 2, "nothing in the brackets"),
        ("甲甲 OR OR 乙乙", 7, "OR can't stand here"),
        ("OR 甲甲", 1, "OR can't stand here"),
        ("NOT NOT 甲甲", 5, "NOT can't stand here"),
        ('甲甲 "乙乙', 4, "quotation mark is never closed"),
        ("甲甲 /乙乙", 4, "regular expression is never closed"),
        ("甲甲，乙乙", 3, "punctuation joins nothing"),
        ("甲甲 - 乙乙", 4, "directly before"),
        ("*甲甲", 1, "only end a Latin word"),
        ("a*b", 2, "only end a Latin word"),
        ("甲甲*", 1, "Latin words only"),
        ("甲甲 NEAR 乙乙", 4, "needs a distance"),
        ("甲甲 NEAR/101 乙乙", 4, "at most 100 words"),
        ("甲甲 NEAR/3 (乙乙 丙丙)", 4, "NEAR joins"),
        ("甲甲 NEAR/3 title:乙乙", 4, "NEAR joins"),
        (" NEAR/1 ".join(["甲"] * 10), 75, "follow one another"),
        ("{厂商}", 1, "only {brand}"),
        ("foo:甲甲", 1, "no field foo:"),
        ("title: ", 8, "missing at the end"),
        ("title:(甲甲 author:乙乙)", 1, "inside a field"),
        ("甲甲 reach>很多", 9, "number on its right"),
        ("甲甲 fans>10", 4, "no number fans"),
        ("！！", 1, "punctuation joins nothing"),
        ('"！！"', 1, "no word to look for"),
        ("/a(?=b)/", 1, "is refused"),
        (r"/(a)\1/", 1, "is refused"),
        ("/(((a{99}){99}){99}){99}/", 1, "is refused"),
        ("/[/", 1, "is refused"),
        ("/a*/", 1, "matches everywhere"),
        (f"/{'a' * 501}/", 1, "longer than 500"),
        ("甲" * 101, 1, "at most 100 words"),
        ("甲 " * 5001, 10_001, "longer than 10000"),
        ("(" * 21 + "甲" + ")" * 21, 21, "brackets are open"),
    ],
)
def test_what_cant_be_read_is_told_with_its_column_and_a_hint(query: str, column: int, problem: str) -> None:
    with pytest.raises(QueryError, match="column") as caught:
        parse(query)
    assert problem in str(caught.value)
    assert caught.value.column == column
    assert caught.value.told("en") == str(caught.value)
    assert caught.value.told("zh").startswith(f"第 {column} 列：")


@given(nodes())
def test_a_query_is_the_same_after_writing_and_reading_it(node: Node) -> None:
    assert parse(unparse(node)) == node


@given(st.one_of(st.text(), st.text('甲aR1 ()（）"“|-*/:{}<>=.OANDNEAR/且或非brand', max_size=30)))
def test_any_text_is_a_query_or_a_mistake_with_a_column(text: str) -> None:
    try:
        node = parse(text)
    except QueryError as mistake:
        assert 1 <= mistake.column <= len(text) + 1
    else:
        assert parse(unparse(node)) == node


def test_twenty_brackets_may_be_open_at_once() -> None:
    assert parse("(" * 20 + "甲甲" + ")" * 20) == A


def test_binding_gives_each_brand_mark_the_words_and_guards_of_the_brand() -> None:
    tea = Brand("山茶茶饮", ("山茶", "Shancha"), ("山茶花",))
    others = (tea, Brand("山茶 油坊"), Brand("小米"), Brand("油茶", ("红山茶",)))
    bound = BrandWords("山茶茶饮", ("山茶茶饮", "山茶", "Shancha"), ("山茶花", "山茶 油坊", "红山茶"))
    query = parse("(虫子 OR {brand}) NEAR/3 {brand} -title:{brand} 退款")
    pair = Near(Or((Phrase("虫子"), bound)), bound, 3)
    assert bind(query, tea, others) == And((pair, Not(Field("title", bound)), Phrase("退款")))
    assert bind(parse("退款"), tea) == Phrase("退款")
    assert bind(bound, Brand("小米")) == bound
