from pathlib import Path

import pytest

from alerting.engine import Engine, engine_of
from config.load import load
from domain.topic import brand_topic, rule_topic

HOUSE = """
timezone: Asia/Shanghai
levels: four
industry: food
brands:
  - {name: 山茶茶饮, aliases: [山茶茶]}
  - {name: 云上牧场}
topics:
  - {name: 行业监管, query: "监管 AND 奶茶", kind: policy}
  - {name: 新品口碑, query: "{brand} AND 新品", brand: 山茶茶饮}
channels: [{name: screen, type: console}, {name: spare, type: console}]
routes: {default: [screen], operations: [spare]}
"""


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    (tmp_path / "fenghuo.yaml").write_text(HOUSE, encoding="utf-8")
    return engine_of(load(tmp_path).settings)


def test_every_rule_watches_every_brand_on_the_topic_that_counts_for_it(engine: Engine) -> None:
    on_words = {watch.rule.id for watch in engine.watches[brand_topic("云上牧场")]}
    assert "food_safety_words" in on_words and "food_illness" not in on_words
    (asked,) = engine.watches[rule_topic("food_illness", "云上牧场")]
    assert (asked.rule.id, asked.brand, asked.opens) == ("food_illness", "云上牧场", True)


def test_only_own_topics_open_incidents_and_those_of_a_brand_open_the_brands(engine: Engine) -> None:
    assert not engine.opens("topic:行业监管")
    assert engine.opens("topic:新品口碑")
    assert engine.brands_of("topic:新品口碑") == ("山茶茶饮",)
    assert engine.brands_of("topic:行业监管") == ()
    assert engine.topics["山茶茶饮"] == brand_topic("山茶茶饮")


def test_routes_and_language_are_the_configurations(engine: Engine) -> None:
    assert (engine.channels, engine.operations, engine.lang) == (("screen",), ("spare",), "zh")


def test_a_rule_that_is_gone_is_known_to_be(engine: Engine) -> None:
    assert engine.watch("food_safety_words", "云上牧场") is not None
    assert engine.watch("food_safety_words", "别家") is None
    assert engine.rule("gone") is None


def test_levels_are_named_with_their_place(engine: Engine) -> None:
    assert engine.level_name("major") == "重大 4/4"
    assert engine.level_name("no such level") == "no such level"
