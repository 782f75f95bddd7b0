from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest

from config.load import loads
from config.preset import carried, levels_preset, overlay, rules_preset, scale_of
from config.sections import Industry, LevelPreset, RuleSpec
from config.settings import Settings
from domain.category import NAMES
from domain.facts import FACT_NAMES, Fact
from domain.mention import Kind, Mention
from domain.rule import RuleType
from domain.topic import rule_topic
from text.match import Matcher

LEFT_TO_CUSTOMERS = {RuleType.SILENCE}
"""How long which source may be silent is for its owner to say; what is against its habit is told without a rule."""

OF_SOME_INDUSTRIES = {RuleType.NEW_TERM}
"""Looking up new words is worth its time only where faults get names."""


def settings(levels: str = "four", industry: str = "general") -> Settings:
    return loads(f"brands: [{{name: 甲}}]\nlevels: {levels}\nindustry: {industry}\n", Path("/x")).settings


def test_every_fact_has_a_name_in_both_languages() -> None:
    assert set(FACT_NAMES) == set(Fact)
    assert all(zh and en for zh, en in FACT_NAMES.values())


@pytest.mark.parametrize("levels", get_args(LevelPreset))
def test_a_scale_counts_up_and_its_deadlines_grow_shorter(levels: str) -> None:
    scale = settings(levels).scale
    assert [level.rank for level in scale.levels] == list(range(1, scale.top + 1))
    for lighter, heavier in zip(scale.levels, scale.levels[1:], strict=False):
        assert heavier.first_response < lighter.first_response
        assert heavier.resolve_days < lighter.resolve_days


@pytest.mark.parametrize("levels", get_args(LevelPreset))
def test_the_two_top_levels_have_the_golden_24_hours(levels: str) -> None:
    golden = [(level.holding, level.answer) for level in settings(levels).scale.levels]
    assert golden[-2:] == [(timedelta(hours=2), timedelta(hours=24))] * 2
    assert set(golden[:-2]) == {(None, None)}


@pytest.mark.parametrize("levels", get_args(LevelPreset))
def test_the_published_thresholds_mean_the_highest_level(levels: str) -> None:
    found = settings(levels)
    published = {tuple(each.at_least.items()): each.level for each in found.criteria if each.source == "published"}
    top = found.scale.levels[-1].id
    assert published == {
        (("reposts_max", 10001.0),): top,
        (("views_max", 100001.0),): top,
        (("views_video_max", 100001.0),): top,
        (("front_page_24h", 1.0),): top,
    }


@pytest.mark.parametrize("levels", get_args(LevelPreset))
def test_every_criterion_speaks_of_a_level_and_says_where_it_is_from(levels: str) -> None:
    found = settings(levels)
    assert {each.level for each in found.criteria} <= {level.id for level in found.scale.levels}
    assert {each.source for each in found.criteria} == {"published", "published matter", "own"}
    assert len({each.id for each in found.criteria}) == len(found.criteria)
    assert {each for criterion in found.criteria for each in criterion.categories} <= set(NAMES)


@pytest.mark.parametrize("levels", get_args(LevelPreset))
@pytest.mark.parametrize("industry", get_args(Industry))
def test_the_rules_of_an_industry_are_complete_on_every_scale(levels: str, industry: str) -> None:
    found = settings(levels, industry)
    assert {rule.level for rule in found.rules} <= {level.id for level in found.scale.levels}
    assert {rule.category for rule in found.rules} <= set(NAMES)
    assert all(rule.name and rule.name_en for rule in found.rules)
    used = {rule.type for rule in found.rules}
    assert used | OF_SOME_INDUSTRIES == set(RuleType) - LEFT_TO_CUSTOMERS
    assert used >= OF_SOME_INDUSTRIES or industry != "technology"
    assert {rule.id for rule in rules_preset("general")} <= {rule.id for rule in found.rules}


def test_every_category_has_a_rule_that_can_open_it() -> None:
    assert {rule.category for rule in rules_preset("general")} == set(NAMES)


@pytest.mark.parametrize("category", ["food_safety", "injury", "privacy"])
def test_a_grave_matter_needs_three_voices_of_two_authors_in_an_hour(category: str) -> None:
    rule = next(rule for rule in settings().rules if rule.id == f"{category}_words")
    assert (rule.count, rule.authors, rule.window, rule.level) == (3, 2, timedelta(hours=1), "important")


def test_food_listens_closer_than_the_general_rules() -> None:
    general, food = ({rule.id: rule for rule in rules_preset(each)} for each in ("general", "food"))
    assert (food["food_safety_slow"].count or 0) < (general["food_safety_slow"].count or 0)
    assert food["food_safety_slow"].window == general["food_safety_slow"].window
    assert {rule.category for rule in food.values() if rule.id.startswith("food_")} == {
        "food_safety",
        "regulator",
        "quality",
    }


def test_a_level_is_carried_to_another_scale_from_the_top() -> None:
    three = scale_of("three", levels_preset("three").levels)
    assert [carried(each, three) for each in ("general", "important", "urgent", "major")] == [
        "third",
        "third",
        "second",
        "first",
    ]


def test_a_change_keeps_what_it_does_not_name_and_the_order_of_rules() -> None:
    base = (RuleSpec(id="a", type="keyword", count=3), RuleSpec(id="b", type="volume", floor=5))
    changed = overlay(base, (RuleSpec(id="b", floor=9), RuleSpec(id="c", type="keyword")))
    assert [(rule.id, rule.type, rule.floor) for rule in changed] == [
        ("a", "keyword", None),
        ("b", "volume", 9),
        ("c", "keyword", None),
    ]


def test_a_volume_rule_of_some_kinds_counts_those_kinds_only(tmp_path: Path) -> None:
    written = """
brands: [{name: 山茶茶饮}]
rules: [{id: hot_lists, type: volume, category: other, level: general, window: 1h, kinds: [trend], floor: 3}]
"""
    here = loads(written, tmp_path).settings
    counted = [topic for topic in here.topics if topic.id == rule_topic("hot_lists", "山茶茶饮")]
    noon = datetime(2026, 3, 15, 4, tzinfo=UTC)
    hits = {
        kind: Matcher(here.brands, counted).match(
            Mention(id="1", text="山茶茶饮上热搜", source="榜", kind=kind, event_time=noon, arrived_at=noon)
        )
        for kind in (Kind.TREND, Kind.NEWS)
    }
    assert [hit.topic for hit in hits[Kind.TREND]] == ["brand:山茶茶饮", counted[0].id]
    assert [hit.topic for hit in hits[Kind.NEWS]] == ["brand:山茶茶饮"]
