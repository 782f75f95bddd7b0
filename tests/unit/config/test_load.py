import time
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from config.load import load, loads
from config.settings import Settings
from domain.errors import ConfigError
from domain.mention import Kind
from domain.person import Role
from domain.query import And
from domain.quiet import Quiet, Route
from domain.rule import RuleType
from domain.topic import TopicKind

EXAMPLE = """\
timezone: Asia/Shanghai
levels: four
industry: food
store: {path: data}
network: {allow: [127.0.0.1/32]}
brands:
  - {name: 山茶茶饮, aliases: [山茶茶, Shancha], exclude: [山茶花, 山茶油]}
topics:
  - {name: 行业监管, query: "(监管 OR 约谈) AND 奶茶", kind: policy}
sources:
  - {name: 食品新闻, type: feed, url: "http://127.0.0.1:8601/feed.xml", every: 1m, timezone: Asia/Shanghai}
people:
  - {name: 示例值班, roles: [pr], substitute: 示例法务, slack: U0DUTY}
  - {name: 示例法务, roles: [legal, commander], slack: U0LEGAL}
channels:
  - {name: duty, type: slack, token_env: SLACK_BOT_TOKEN, channel: C0DUTY, base_url: "http://127.0.0.1:8602/api/"}
  - {name: screen, type: console}
routes: {default: [duty, screen], operations: [screen]}
intake: {token_env: FENGHUO_INTAKE_TOKEN}
web: {listen: "127.0.0.1:8600"}
"""
LEAST = "brands: [{name: 山茶茶饮}]\nsources: [{name: 收件箱, type: file, path: inbox}]\n"


def settings(written: str, folder: Path = Path("/nowhere")) -> Settings:
    return loads(written, folder).settings


def test_the_full_example_becomes_nouns_of_the_domain() -> None:
    found = settings(EXAMPLE)
    assert found.timezone == ZoneInfo("Asia/Shanghai")
    assert found.scale.top == 4
    assert found.store == Path("/nowhere/data")
    assert [str(network) for network in found.allow] == ["127.0.0.1/32"]
    assert found.brands[0].aliases == ("山茶茶", "Shancha")
    assert found.sources[0].every == timedelta(minutes=1)
    assert found.people[0].chat == {"slack": "U0DUTY"}
    assert [person.name for person in found.filling(Role.COMMANDER)] == ["示例法务"]
    assert found.routes.default == ("duty", "screen")
    assert found.web == found.intake.listen == ("127.0.0.1", 8600)


def test_with_brands_and_sources_alone_everything_else_has_a_default() -> None:
    found = settings(LEAST)
    assert found.language == "zh"
    assert found.routes.default == found.routes.operations == ("screen",)
    assert found.intake.token is None
    assert found.stale_after.of(Kind.NEWS) == timedelta(hours=48)
    assert found.escalation == (Role.PR, Role.COMMANDER, Role.MANAGEMENT)
    assert found.rules and found.criteria
    assert found.user_agent.startswith("Fenghuo/")


def test_routes_default_to_every_channel_and_may_be_empty() -> None:
    assert settings(LEAST + "channels: [{name: a, type: console}, {name: b, type: console}]").routes.default == (
        "a",
        "b",
    )
    assert settings(LEAST + "routes: {operations: []}").routes.operations == ()


def test_topics_are_brands_named_topics_and_what_rules_look_for() -> None:
    found = {topic.id: topic for topic in settings(EXAMPLE).topics}
    assert found["brand:山茶茶饮"].kind is TopicKind.OWN
    assert found["topic:行业监管"].kind is TopicKind.POLICY
    assert isinstance(found["rule:food_kitchen@山茶茶饮"].query, And)


def test_a_rule_for_some_brands_makes_topics_for_those_alone() -> None:
    found = settings(
        "brands: [{name: 甲牌}, {name: 乙牌}]\nrules: [{id: price, type: keyword, category: other, window: 1h,"
        " level: general, where: 涨价, brands: [乙牌]}]\n"
    )
    assert [topic.id for topic in found.topics if topic.id.startswith("rule:price")] == ["rule:price@乙牌"]


def test_words_stay_as_they_are_written_whatever_yaml_makes_of_them() -> None:
    (brand,) = settings("brands: [{name: 360, aliases: [No, 1.10, 2026-10-01, 12:30]}]").brands
    assert (brand.name, *brand.aliases) == ("360", "No", "1.10", "2026-10-01", "12:30")


def test_a_key_with_nothing_behind_it_counts_as_not_written() -> None:
    assert settings(LEAST + "people:\ntopics: null\nlevels: ~\n").people == ()


def test_an_own_rule_changes_only_the_keys_it_names() -> None:
    before = {rule.id: rule for rule in settings(LEAST).rules}["service_words"]
    after = {rule.id: rule for rule in settings(LEAST + "rules: [{id: service_words, count: 99}]").rules}
    assert after["service_words"].count == 99
    assert after["service_words"].window == before.window
    assert len(after) == len(settings(LEAST).rules)


def test_an_own_rule_of_another_type_replaces_the_preset() -> None:
    written = "rules: [{id: service_words, type: volume, category: service, window: 2h, level: urgent, floor: 7}]"
    rule = {rule.id: rule for rule in settings(LEAST + written).rules}["service_words"]
    assert (rule.type, rule.floor, rule.name) == (RuleType.VOLUME, 7, "")


def test_a_disabled_rule_is_gone() -> None:
    assert "volume_long" not in {r.id for r in settings(LEAST + "rules: {disable: [volume_long]}").rules}


def test_own_levels_take_rules_and_criteria_from_the_top() -> None:
    levels = "".join(
        f"  - {{id: l{rank}, name: 第{rank}级, rank: {rank}, first_response: 1h, resolve: 3d, who: 示例}}\n"
        for rank in (2, 1)
    )
    found = settings(LEAST + "levels:\n" + levels)
    assert [level.id for level in found.scale.levels] == ["l1", "l2"]
    assert {rule.level for rule in found.rules} == {"l1"}
    assert {criterion.level for criterion in found.criteria} == {"l1", "l2"}


def test_rules_of_the_three_level_scale_speak_its_levels() -> None:
    assert {rule.level for rule in settings(LEAST + "industry: food\nlevels: three").rules} == {"third", "second"}


def test_categories_and_risk_words_of_ones_own_are_added() -> None:
    found = settings(
        LEAST + "categories: [{id: pets, name: 宠物}]\nlexicons: {pets: [咬人, {word: 狂犬, intensity: 3}]}\n"
    )
    assert found.categories["pets"] == ("宠物", "宠物")
    assert [(word.word, word.intensity) for word in found.risk_words] == [("咬人", 2), ("狂犬", 3)]


def test_included_files_add_to_lists_and_paths_are_beside_the_file_that_names_them(tmp_path: Path) -> None:
    (tmp_path / "teams").mkdir()
    (tmp_path / "fenghuo.yaml").write_text(LEAST + "include: ['teams/*.yaml']\nretention: {mentions: 90d}\n", "utf-8")
    (tmp_path / "teams" / "a.yaml").write_text("sources: [{name: 甲, type: file, path: drop}]\n", "utf-8")
    (tmp_path / "teams" / "b.yaml").write_text("retention: {unmatched: 7d}\npeople: [{name: 乙, roles: [pr]}]", "utf-8")
    loaded = load(tmp_path)
    paths = [source.path for source in loaded.settings.sources if source.type == "file"]
    assert paths == [tmp_path / "inbox", tmp_path / "teams" / "drop"]
    assert loaded.settings.retention.mentions == timedelta(days=90)
    assert loaded.settings.retention.unmatched == timedelta(days=7)
    assert [file.name for file in loaded.files] == ["fenghuo.yaml", "a.yaml", "b.yaml"]


def test_level_criteria_may_stand_in_a_file_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "levels.yaml").write_text("- {id: a, level: major, at_least: {risk_24h: 3}}\n", "utf-8")
    (criterion,) = settings(LEAST + "level_criteria: levels.yaml\n", tmp_path).criteria
    assert criterion.at_least == {"risk_24h": 3.0}


def test_a_main_file_may_be_named_instead_of_its_folder(tmp_path: Path) -> None:
    file = tmp_path / "other.yaml"
    file.write_text("﻿" + LEAST, "utf-8")
    assert load(file).settings.folder == tmp_path


def test_stale_after_may_differ_by_kind() -> None:
    found = settings(LEAST + "stale_after: {default: 24h, kinds: {news: 72h}}").stale_after
    assert (found.of(Kind.NEWS), found.of(Kind.SOCIAL)) == (timedelta(hours=72), timedelta(hours=24))
    assert settings(LEAST + "stale_after: 12h").stale_after.of(Kind.FORUM) == timedelta(hours=12)


def test_shared_parts_may_be_written_once_with_an_anchor() -> None:
    found = settings("brands: [{name: 甲, exclude: &not [花, 油]}, {name: 乙, exclude: *not}]")
    assert found.brands[0].exclude == found.brands[1].exclude == ("花", "油")


def test_a_thousand_brands_load_in_time(tmp_path: Path) -> None:
    brands = "".join(f"  - {{name: 品牌{each}, aliases: [别名{each}, alias{each}]}}\n" for each in range(1000))
    (tmp_path / "fenghuo.yaml").write_text(EXAMPLE, "utf-8")
    load(tmp_path)
    begun = time.process_time()
    load(tmp_path)
    assert time.process_time() - begun < 0.4
    begun = time.process_time()
    loads("brands:\n" + brands, tmp_path)
    assert time.process_time() - begun < 10


def test_a_broken_include_is_told_without_guesses_about_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "channels.yaml").write_text("channels: [\n", "utf-8")
    with pytest.raises(ConfigError) as caught:
        settings("include: [channels.yaml]\nroutes: {default: [duty]}\nlanguage: xx\n", tmp_path)
    assert {mistake.field for mistake in caught.value.mistakes} == {"YAML", "language"}


def test_outlets_of_ones_own_are_known_to_every_rule_that_asks_for_them() -> None:
    written = "brands: [{name: 甲}]\noutlets: {national: [江城晚报], foreign: [zaobao.com.sg], verified: [某评论员]}\n"
    settings = loads(written, Path("/x")).settings
    assert settings.outlets.tier("江城晚报") == "national"
    assert settings.outlets.tier("zaobao.com.sg") == "foreign"
    assert settings.outlets.tier("新华社") == "central"
    assert all(rule.outlets == settings.outlets for rule in settings.rules)
    assert settings.outlets.verified == {"某评论员"}


def test_a_channel_of_an_own_route_hears_of_incidents_on_that_alone() -> None:
    written = """brands: [{name: 甲}]
channels: [{name: duty, type: console}, {name: boss, type: console}]
routes:
  mute: "22:00-08:00"
  own:
    - {name: 管理层, channels: [boss], level: urgent, categories: [privacy], at_most: 2, always: major, inhibit: false}
"""
    routes = loads(written, Path("/x")).settings.routes
    assert (routes.default, routes.quiet) == (("duty",), Quiet(mute=("22:00", "08:00")))
    assert routes.own == (Route("管理层", ("boss",), Quiet(None, 2, 4, False), (), ("privacy",), 3),)
