import pytest
from hypothesis import given

from domain.query import Node
from domain.topic import Brand
from tests.unit.text.queries import nodes
from text.lint import lint_brand, lint_query
from text.query import parse


@pytest.mark.parametrize(
    ("query", "warnings"),
    [
        ("山茶 虫子", []),
        ("茶", ["太短"]),
        ("AI", ["太短"]),
        ("茶 虫子", []),
        ("茶 NEAR/3 {brand}", []),
        ("茶 -招聘", ["太短"]),
        ("虫子 -茶", []),
        ("虫子 OR 茶", ["太短"]),
        ("title:茶", ["太短"]),
        ("虫子 author:茶", []),
        ("Sh*", []),
        ("2024", ["只是数字"]),
        ("他们家的奶茶里面居然喝出了虫子", ["很长"]),
        ("虫子 or 异物", ["当作普通词"]),
        ("虫子 或者 异物", ["当作普通词"]),
        ("虫子 非招聘", ["-招聘"]),
        ("虫子 非 招聘", []),
        ("虫子 非常难吃", []),
        ("-虫子", ["不要什么"]),
        ("-虫子 -异物", ["不要什么"]),
        ("虫子 OR -异物", ["逐一检查", "OR 的一边"]),
        ("/虫.子/", ["逐一检查"]),
        ("/虫.子/ 退款", []),
        ("views>1万", ["逐一检查"]),
    ],
)
def test_a_query_that_will_surprise_is_warned_of(query: str, warnings: list[str]) -> None:
    found = lint_query(parse(query))
    assert len(found) == len(warnings)
    for message, warning in zip(found, warnings, strict=True):
        assert warning in message


def test_a_brands_words_are_warned_of() -> None:
    brand = Brand("山茶茶饮", ("茶", "HP", "山茶", "山.茶", "！！", "360"), ("山茶", "牡丹", "山茶花"))
    found = lint_brand(brand, lang="en")
    assert [message.split("”")[0] for message in found] == [
        "“茶", "“HP", "“山.茶", "“！！", "“360", "“山茶", "The excluded word “牡丹"
    ]  # fmt: skip
    assert lint_brand(Brand("山茶茶饮", ("山茶", "Shancha"), ("山茶花",))) == []


def test_warnings_speak_chinese_or_english() -> None:
    assert "“茶” is so short" in lint_query(parse("茶"), lang="en")[0]
    assert "「茶」太短" in lint_query(parse("茶"))[0]


@given(nodes())
def test_any_query_can_be_checked_and_no_warning_is_repeated(node: Node) -> None:
    for lang in ("zh", "en"):
        found = lint_query(node, lang)
        assert len(found) == len(set(found))
