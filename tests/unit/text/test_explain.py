import pytest
from hypothesis import given

from domain.mention import Mention
from domain.query import Node
from domain.topic import Brand
from tests.unit.text.making import mention
from tests.unit.text.queries import nodes
from tests.unit.text.test_evaluate import BOUND, MENTIONS
from text.evaluate import Document, evaluate
from text.explain import explain
from text.query import bind, parse

TEA = Brand("山茶茶饮", ("山茶",), ("山茶花",))
TEXT = "山茶花开了，AIGC 很多。今天退.款，监管约谈"


@pytest.mark.parametrize(
    ("query", "line"),
    [
        ("退款", "✓ 退款  命中：退.款"),
        ("虫子", "✗ 虫子  没有出现"),
        ("AI", "✗ AI  只是更长词 aigc 的一部分"),
        ("开了很多", "✗ 开了很多  字词都在，但不相连"),
        ("很多今天", "✗ 很多今天  字词相连，但中间隔着句末"),
        ("退款 NEAR/1 约谈", "✗ 退款 NEAR/1 约谈  两边都有，但最近处相隔 2 个词"),
        ("退款 NEAR/1 虫子", "✗ 退款 NEAR/1 虫子  只出现了 退款"),
        ("约谈 ONEAR/9 今天", "✗ 约谈 ONEAR/9 今天  两边都有，但先后次序相反"),
        ("退款 NEAR/1 退", "✗ 退款 NEAR/1 退  两边只在同一处重叠出现"),
        ("{brand}", "✗ {brand}  只出现在更长的词里：山茶花开了，AIGC 很多。今天退.款，监管约谈"),
        ("reach>10", "✗ reach>10  实际为 5"),
        ("likes>10", "✗ likes>10  数值未知"),
        ("-退款", "✗ -退款  出现了要排除的内容"),
        ("-虫子", "✓ -虫子  符合"),
        ("/约.*谈/", "✓ /约.*谈/  命中：约谈"),
        ("title:退款", "✗ title:退款  没有出现"),
        ("brand:山茶", "✓ brand:山茶  命中：山茶"),
    ],
)
def test_a_part_says_what_hit_or_what_nearly_did(query: str, line: str) -> None:
    document = Document.of(mention(TEXT, views=5, brands=("山茶铺",)))
    assert explain(bind(parse(query), TEA), document)[0] == line


def test_the_parts_of_a_query_are_indented_below_it() -> None:
    document = Document.of(mention("退款", brands=("山茶",)))
    assert explain(bind(parse("(退款 OR 虫子) {brand}"), TEA), document, lang="en") == [
        "✓ (退款 OR 虫子) {brand}",
        "  ✓ 退款 OR 虫子",
        "    ✓ 退款  hit: 退款",
        "    ✗ 虫子  doesn't occur",
        "  ✓ {brand}  named by the source",
    ]


@given(nodes(BOUND), MENTIONS)
def test_the_explanation_agrees_with_the_evaluator(node: Node, about: Mention) -> None:
    document = Document.of(about)
    first, *_ = explain(node, document)
    assert first.startswith("✗ " if evaluate(node, document) is None else "✓ ")
